package memstore

import (
	"context"
	"sync/atomic"

	"fieldsync/sync"
)

// Store is a changesync.Store in memory.
type Store struct {
	data   *shared[state]
	closed atomic.Bool
}

var _ changesync.Store = (*Store)(nil)

// New makes an empty store.
func New() *Store { return &Store{data: newShared(newState())} }

// Again opens a second handle on the same data, as another process would, or
// this one after a crash. It lives on when s is closed.
func (s *Store) Again() *Store { return &Store{data: s.data} }

// Clone is a backup: a store of its own with what is committed now.
func (s *Store) Clone() *Store { return &Store{data: s.data.clone()} }

// Update implements changesync.Store. Once a write of it has failed, the
// transaction fails even if fn returns nil.
func (s *Store) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	if s.closed.Load() {
		return errClosed
	}
	return s.data.update(ctx, func(st *state) error {
		t := &tx{readTx: readTx{st: st}}
		defer func() { t.ended = true }()
		if err := fn(t); err != nil {
			return err
		}
		return t.failed
	})
}

// View implements changesync.Store.
func (s *Store) View(ctx context.Context, fn func(changesync.ReadTx) error) error {
	if s.closed.Load() {
		return errClosed
	}
	return s.data.view(ctx, func(st *state) error {
		t := &readTx{st: st}
		defer func() { t.ended = true }()
		return fn(t)
	})
}

// Close closes this handle; the data stays for the others.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}
