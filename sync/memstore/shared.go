package memstore

import (
	"context"
	"errors"
	"sync/atomic"
)

var (
	errClosed = errors.New("memstore: the store is closed: open it again")
	errEnded  = errors.New("memstore: the transaction has ended: use it only inside its function")
	errSeq    = errors.New("memstore: NextSeq was called twice in one transaction")
)

// shared is one database, which any number of handles have open.
type shared[S any] struct {
	turn  chan struct{} // held by the one writer
	state atomic.Pointer[S]
}

func newShared[S any](s *S) *shared[S] {
	d := &shared[S]{turn: make(chan struct{}, 1)}
	d.state.Store(s)
	return d
}

// update runs fn on a copy of the state and publishes the copy if all went well.
func (d *shared[S]) update(ctx context.Context, fn func(*S) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	next := *d.state.Load()
	if err := fn(&next); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	d.state.Store(&next)
	return nil
}

// view runs fn on the state of this moment.
func (d *shared[S]) view(ctx context.Context, fn func(*S) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(d.state.Load())
}

// clone is a second database with the same content.
func (d *shared[S]) clone() *shared[S] {
	s := *d.state.Load()
	return newShared(&s)
}
