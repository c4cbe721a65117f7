// Package rules holds the handbook's rules as pure functions in one table
// (domain.md section 4). The phone runs them for advice while a record is
// written; the server runs the same ones when it arrives, where nothing is
// refused any more and a broken rule is a flag. A rule reads no clock: the
// caller says when the record was written.
package rules
