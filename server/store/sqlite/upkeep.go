package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Integrity reads the whole file and reports damage as an *Error with
// CodeCorrupt. It works on a snapshot beside running transactions.
func (s *Store) Integrity(ctx context.Context) error {
	c, err := s.take(ctx, s.readers)
	if err != nil {
		return err
	}
	defer func() { s.readers <- c }()
	var found string
	if _, err = c.one("PRAGMA quick_check(1)", func(r row) { found = r.text(0) }); err != nil {
		return wrap("check", err)
	}
	if found != "ok" {
		return &Error{Code: CodeCorrupt, Op: "check", Hint: found + ": stop the server and restore a backup"}
	}
	broken, err := c.one("PRAGMA foreign_key_check", func(r row) { found = fmt.Sprint(r[0]) })
	if err != nil {
		return wrap("check", err)
	}
	if broken {
		return &Error{Code: CodeCorrupt, Op: "check", Hint: "table " + found + " refers to missing rows: restore a backup"}
	}
	return nil
}

// Backup writes a consistent, compact copy to a path that must not exist yet,
// beside running transactions. The copy is durable when Backup returns nil; a
// failed one leaves nothing.
func (s *Store) Backup(ctx context.Context, path string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("sqlite: backup: %s is already there: choose another name", filepath.Base(path))
	}
	if _, err := os.Lstat(s.path); err != nil { // dial would make it
		return fmt.Errorf("sqlite: backup: %w", err)
	}
	c, err := s.dial(ctx, false) // of its own: nobody waits for it
	if err != nil {
		return err
	}
	defer func() { err = and(err, c.close()) }()
	part := path + ".part"
	_ = os.Remove(part) // of a backup that was killed
	// SQLite fills an empty file that is there, and leaves it its mode.
	if err := os.WriteFile(part, nil, 0o600); err != nil {
		return fmt.Errorf("sqlite: backup: %w", err)
	}
	if err := c.exec("VACUUM INTO ?", part); err != nil {
		_ = os.Remove(part)
		return wrap("backup", err)
	}
	if err := settle(part, path); err != nil {
		_ = os.Remove(part)
		return fmt.Errorf("sqlite: backup: %w", err)
	}
	return nil
}

// settle makes the file durable under its name: VACUUM INTO does not sync.
func settle(part, path string) error {
	for _, name := range []string{part, filepath.Dir(path)} {
		if name != part {
			if err := os.Rename(part, path); err != nil {
				return err
			}
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = f.Sync()
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return err
		}
	}
	return nil
}
