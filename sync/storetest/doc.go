// Package storetest is the contract of changesync.Store and changesync.Local
// in code: the suite that every implementation passes, whole and never
// skipped. Besides one test for each promise it runs random work on the store
// and on the in-memory reference and compares every answer.
//
// What the suite fixes beyond the comments of the interfaces:
//
//   - Texts are valid UTF-8 without U+0000 and are ordered by their bytes.
//     Numbers are below 2^63, except upper bounds, which may be anything.
//   - A limit of 0 or less is no limit.
//   - nil and empty bytes are kept apart.
//   - Once a write has failed the transaction fails, even if its function
//     swallows the error. A transaction used after its end answers an error.
//   - Of several changesets that keep one dot, Origins answers the first by
//     (seq, device, n).
//   - A history entry is keyed by (record, seq, cell, dot).
//   - Trim moves the horizon forward only and never past the last sequence.
//   - Touched answers by the highest sequence ever written for a scope, also
//     when that entry was trimmed or replaced.
//   - A View sees what was committed when it began.
//
// And of a device database:
//
//   - PutOverlay adds to the records that the changeset already lies over.
//   - OutboxCount without a state counts all entries; a filter of no states
//     lists none.
//   - DropScope touches base records and their conflicts, nothing of the
//     device's own.
package storetest
