package sqlite

import (
	"context"
	"fmt"

	"fieldsync/sync"
)

// errBusyLog says that others read while the log was to be emptied.
var errBusyLog = fmt.Errorf("others read an older state of the database: %w", changesync.ErrBusy)

// Scrub writes the file anew, so that nothing is left in it of rows that were
// changed or deleted, and empties its log. Updates wait meanwhile; it takes
// about as long as a backup and, for a while, as much room again. It fails
// where another process reads an older state for longer than the busy timeout.
func (s *Store) Scrub(ctx context.Context) error {
	c, err := s.take(ctx, s.writer)
	if err != nil {
		return err
	}
	defer func() { s.writer <- c }()
	if err := s.patiently(ctx, func() error { return c.exec("VACUUM") }); err != nil {
		return wrap("scrub", err)
	}
	err = s.patiently(ctx, func() error {
		busy := int64(0)
		if _, err := c.one("PRAGMA wal_checkpoint(TRUNCATE)", func(r row) { busy = r.int(0) }); err != nil {
			return err
		}
		if busy != 0 {
			return errBusyLog
		}
		return nil
	})
	return wrap("scrub", err)
}
