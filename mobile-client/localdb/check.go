package localdb

import (
	"context"
	"errors"
)

// Check reads the whole database (PRAGMA quick_check) and fails with
// [CodeCorrupt] when its structure is damaged. It takes about as long as
// reading the file.
func (db *DB) Check(ctx context.Context) error {
	return db.View(ctx, func(tx *Tx) error {
		var first string
		if _, err := tx.Get("PRAGMA quick_check(1)", nil, &first); err != nil {
			return err
		}
		if first != "ok" {
			e := sqliteFailure(sqliteCorrupt, first, "quick_check")
			e.Err = errors.New(first)
			return e
		}
		return nil
	})
}
