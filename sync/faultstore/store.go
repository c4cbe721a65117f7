package faultstore

import (
	"context"

	"fieldsync/sync"
)

// Store is a store with failpoints.
func Store(s changesync.Store, at At) changesync.Store { return &store{s, at} }

type store struct {
	changesync.Store
	at At
}

// Update implements changesync.Store.
func (s *store) Update(ctx context.Context, fn func(changesync.Tx) error) error {
	if err := s.at(Begin); err != nil {
		return err
	}
	err := s.Store.Update(ctx, func(tx changesync.Tx) error {
		t := &storeTx{Tx: tx, at: s.at}
		if err := fn(t); err != nil {
			return err
		}
		if t.failed != nil {
			return t.failed
		}
		return s.at(CommitBefore)
	})
	if err != nil {
		return err
	}
	return s.at(CommitAfter)
}

// View implements changesync.Store.
func (s *store) View(ctx context.Context, fn func(changesync.ReadTx) error) error {
	if err := s.at(View); err != nil {
		return err
	}
	return s.Store.View(ctx, fn)
}

// storeTx remembers a failed write: such a transaction cannot commit.
type storeTx struct {
	changesync.Tx
	at     At
	failed error
}

func (t *storeTx) step(p Point, do func() error) error {
	err := t.at(p)
	if err == nil {
		err = do()
	}
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return err
}

func (t *storeTx) NextSeq() (seq uint64, err error) {
	err = t.step(NextSeq, func() error {
		seq, err = t.Tx.NextSeq()
		return err
	})
	return seq, err
}

func (t *storeTx) Apply(b *changesync.Batch) error {
	return t.step(Apply, func() error { return t.Tx.Apply(b) })
}

func (t *storeTx) Trim(before uint64) error {
	return t.step(Trim, func() error { return t.Tx.Trim(before) })
}
