// Package rules holds the handbook's rules as pure functions in one table
// (domain.md section 4). A rule reads no clock and no store: In brings the
// record, the time, the parameters in force and two ways to other records.
//
// Rules on entry judge what is entered. The phone runs them for advice while a
// record is written; the server runs the same ones when it arrives, where
// nothing is refused any more and a broken rule is a flag.
//
// Rules on arrival and by the clock run on the server alone. They say what is
// to be done as data, an Effect: a work order to make, somebody to tell, a value
// to set. Whoever carries it out asks Arrival in the transaction that changed
// the record, and Clock for each record of ClockCollections, hourly or daily,
// and does each Effect once for its Key.
package rules
