// Package sealed keeps what a store holds unreadable to whoever has only the
// database: it wraps any changesync.Store and encrypts every body on its way in
// and opens it on its way out. The store below stays as it is, since it never
// reads bodies.
//
// Sealed are records, log, history, changesets, receipts, documents and audit
// entries, each with XChaCha20-Poly1305 and bound to its place: a row copied
// onto another does not open. What is looked up by value (indexed fields) is
// kept as a keyed hash. In the clear stay what the store orders and searches
// by: collection and record ids, scopes, device ids, sequences, names of fields
// and users, and checksums.
//
// A body that is not sealed is handed out as it is: a database from before goes
// on, and its rows are sealed when they are next written.
package sealed
