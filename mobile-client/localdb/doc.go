// Package localdb is the client's local database: SQLite behind one small
// interface, natively (modernc.org/sqlite) and in the browser (sqlite-wasm in
// the same worker as the Go program). Everything above it is one code.
//
// A program opens one file, migrates it and then works in transactions:
//
//	db, err := localdb.Open(path, localdb.Options{})
//	err = localdb.Migrate(ctx, db, migrations)
//	err = db.Update(ctx, func(tx *localdb.Tx) error {
//		_, err := tx.Exec("INSERT INTO note(id, body) VALUES (?, ?)", id, body)
//		return err
//	})
//
// The rules are the same on both sides, and one suite (localdbtest) holds both
// to them:
//
//   - Update commits durably (WAL, synchronous=FULL) or changes nothing: an
//     error, a panic or runtime.Goexit in the function rolls back.
//   - A transaction never starts inside another one; trying is an error at once,
//     because the browser has a single connection and would wait for itself.
//   - Parameters are ? and ?N only; the number of arguments must match.
//   - Values are NULL, int64, float64, text and blob. Text holds no U+0000, a
//     number is never NaN, a nil []byte is NULL and an empty one is an empty blob.
//   - Every error is an [*Error] with a stable code, except a context's own
//     error and what the caller's function returned.
//
// Natively, one process owns the folder the database lies in: a second one
// waits for up to [Options].LockWait and then gets [CodeHomeBusy]. In the
// browser the page's leader election plays that part.
package localdb
