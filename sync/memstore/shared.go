package memstore

import (
	"context"
	"errors"
	"sync/atomic"
)

// The points at which a Fault is asked, in the order of a transaction. An
// error at any but CommitAfter leaves nothing of the transaction; at
// CommitAfter it is there, and its caller does not know. A Fault may also
// panic, as a crash between two steps.
const (
	Begin        = "begin"
	NextSeq      = "next-seq"
	Apply        = "apply" // before a batch, or a write of a Local
	Trim         = "trim"
	CommitBefore = "commit-before"
	CommitAfter  = "commit-after"
	View         = "view"
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

type fault func(op string) error

func (f fault) at(op string) error {
	if f == nil {
		return nil
	}
	return f(op)
}

// update runs fn on a copy of the state and publishes the copy if all went well.
func (d *shared[S]) update(ctx context.Context, f fault, fn func(*S) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := f.at(Begin); err != nil {
		return err
	}
	next := *d.state.Load()
	if err := fn(&next); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.at(CommitBefore); err != nil {
		return err
	}
	d.state.Store(&next)
	return f.at(CommitAfter)
}

// view runs fn on the state of this moment.
func (d *shared[S]) view(ctx context.Context, f fault, fn func(*S) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.at(View); err != nil {
		return err
	}
	return fn(d.state.Load())
}

// clone is a second database with the same content.
func (d *shared[S]) clone() *shared[S] {
	s := *d.state.Load()
	return newShared(&s)
}
