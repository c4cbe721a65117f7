package sqlite

import (
	"context"
	"time"
)

// busyStep is how long SQLite itself waits for a lock. It sleeps where no
// context reaches it, so the longer wait is done here.
const busyStep = 20 * time.Millisecond

// patiently runs fn again while another process holds the lock, until the
// busy timeout has passed or the context ends.
func (s *Store) patiently(ctx context.Context, fn func() error) error {
	err := fn()
	if !busy(err) {
		return err
	}
	limit := time.NewTimer(s.opts.BusyTimeout)
	defer limit.Stop()
	for pause := time.Millisecond; busy(err); pause = min(2*pause, 8*time.Millisecond) {
		select {
		case <-time.After(pause):
		case <-limit.C:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
		err = fn()
	}
	return err
}
