package localdb

import "context"

// Rewrite writes the whole file anew, so that no page has remains of rows that
// were changed or deleted, and empties the write-ahead log. It needs room for
// the database twice more and fails with [CodeFull] without it, and with
// [CodeBusy] while a View is open; then nothing is lost.
func (db *DB) Rewrite(ctx context.Context) (err error) {
	s, err := db.acquire(ctx, db.writer)
	if err != nil {
		return err
	}
	defer func() {
		db.writer <- s
		err = condemned(db.path, err)
	}()
	if err := db.bound(s); err != nil {
		return err
	}
	if err := s.run("VACUUM"); err != nil {
		return err
	}
	// The answer's first column says whether a reader was in the way.
	busy, err := s.one("PRAGMA wal_checkpoint(TRUNCATE)")
	if err == nil && busy == int64(1) {
		err = &Error{Code: CodeBusy, Message: "a reader kept the write-ahead log from being emptied"}
	}
	return err
}
