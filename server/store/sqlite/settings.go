package sqlite

import (
	"context"
	"fmt"
)

// Settings are what the durability of the database rests on, as SQLite says it.
type Settings struct {
	SQLite      string `json:"sqlite"`       // its version
	JournalMode string `json:"journal_mode"` // wal
	Synchronous string `json:"synchronous"`  // full
}

// String is one line for people.
func (s Settings) String() string {
	return fmt.Sprintf("SQLite %s, journal_mode %s, synchronous %s", s.SQLite, s.JournalMode, s.Synchronous)
}

// levels are the names of PRAGMA synchronous.
var levels = map[string]string{"0": "off", "1": "normal", "2": "full", "3": "extra"}

// Settings asks the connection that writes.
func (s *Store) Settings(ctx context.Context) (out Settings, err error) {
	c, err := s.take(ctx, s.writer)
	if err != nil {
		return out, err
	}
	defer func() { s.writer <- c }()
	_, err = c.one("SELECT sqlite_version()", func(r row) { out.SQLite = r.text(0) })
	if err != nil {
		return out, wrap("settings", err)
	}
	if out.JournalMode, err = c.pragma("journal_mode"); err != nil {
		return out, wrap("settings", err)
	}
	level, err := c.pragma("synchronous")
	out.Synchronous = levels[level]
	return out, wrap("settings", err)
}
