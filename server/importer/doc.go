// Package importer takes lists of the organisation from files: customers,
// staff, bills and the like. A row is an ordinary write of the office through
// the server's own device, so that history, rights, audit and merge are those
// of every other write.
//
// Records are found by their natural key, through the index: what is there
// already and says the same is not written again. So an import that was cut off
// is taken up by running it again, and the list of the next month changes what
// changed. An empty cell says nothing and clears nothing.
//
// What a phone has written since the office last wrote is never replaced
// unseen. The import is the write of somebody who saw what the office had
// written last: where its list still says that, the phone's newer value stays
// (code kept); where the list has changed too, both stand side by side, as after
// any two edits of people who did not see each other. The field's policy then says
// whether a person is asked (code beside) or the list's value, which is the later
// one, is shown (code later). Overwrite replaces what stands.
package importer
