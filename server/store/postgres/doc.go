// Package postgres keeps the histories of organisations in one PostgreSQL
// database. It implements changesync.Store for any number of server processes
// on the same database: no process holds state of its own.
//
// Transactions that write run at READ COMMITTED and exclude each other by
// locks, taken in the order devices, records, counter. A stricter isolation
// would add nothing but failures: every transaction updates the counter, so
// under a snapshot any two that overlap would fail. What a transaction reads
// after it has its locks is what others committed before it. A View runs on a
// REPEATABLE READ snapshot.
//
// Answered is durable: synchronous_commit and fsync are asserted, and a commit
// whose wait for a standby was cut short is a failure, although the server
// calls it a success. A transaction that wrote nothing waits for the standby
// as well, because its answer may rest on such a commit of somebody else.
//
// The layout of the tables stands in migrations/0001_init.sql.
package postgres
