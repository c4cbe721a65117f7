package localdb

import "context"

// Settings are what the durability of a database rests on, as SQLite says it.
type Settings struct {
	SQLite      string `json:"sqlite"`       // its version
	JournalMode string `json:"journal_mode"` // wal
	Synchronous string `json:"synchronous"`  // full
}

// levels are the names of PRAGMA synchronous.
var levels = []string{"off", "normal", "full", "extra"}

// Settings asks the connection that writes.
func (db *DB) Settings(ctx context.Context) (s Settings, err error) {
	err = db.Update(ctx, func(tx *Tx) error {
		var level int
		for _, q := range []struct {
			query string
			dest  any
		}{{"SELECT sqlite_version()", &s.SQLite}, {"PRAGMA journal_mode", &s.JournalMode}, {"PRAGMA synchronous", &level}} {
			if _, err := tx.Get(q.query, nil, q.dest); err != nil {
				return err
			}
		}
		s.Synchronous = levels[level]
		return nil
	})
	return s, err
}
