// Package sqlite keeps the history of an organisation in one SQLite file. It
// implements changesync.Store for a single server process; a second process
// (a command beside the running server) may have the same file open.
//
// One connection writes, a few read. The database is in WAL mode with
// synchronous=FULL, so a transaction that was answered survives a power cut,
// and a View never waits for a writer. Connections are driven through
// database/sql/driver directly: a connection belongs to one goroutine at a
// time, so the pool of database/sql would only add its locks to every row.
//
// The layout of the tables, and why each is laid out as it is, stands in
// migrations/0001_init.sql.
package sqlite
