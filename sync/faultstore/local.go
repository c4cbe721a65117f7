package faultstore

import (
	"context"

	"fieldsync/models"
	"fieldsync/sync"
)

// Local is a device's database with failpoints.
func Local(l changesync.Local, at At) changesync.Local { return &local{l, at} }

type local struct {
	changesync.Local
	at At
}

// Update implements changesync.Local.
func (l *local) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	if err := l.at(Begin); err != nil {
		return err
	}
	err := l.Local.Update(ctx, func(tx changesync.LocalTx) error {
		t := &localTx{LocalTx: tx, at: l.at}
		if err := fn(t); err != nil {
			return err
		}
		if t.failed != nil {
			return t.failed
		}
		return l.at(CommitBefore)
	})
	if err != nil {
		return err
	}
	return l.at(CommitAfter)
}

// View implements changesync.Local.
func (l *local) View(ctx context.Context, fn func(changesync.LocalReadTx) error) error {
	if err := l.at(View); err != nil {
		return err
	}
	return l.Local.View(ctx, fn)
}

// localTx asks before each write and remembers a failed one: such a
// transaction cannot commit.
type localTx struct {
	changesync.LocalTx
	at     At
	failed error
}

func (t *localTx) step(do func() error) error {
	err := t.at(Apply)
	if err == nil {
		err = do()
	}
	if err != nil && t.failed == nil {
		t.failed = err
	}
	return err
}

func (t *localTx) PutMeta(name string, value []byte) error {
	return t.step(func() error { return t.LocalTx.PutMeta(name, value) })
}

func (t *localTx) PutBase(rec changesync.StoredRecord, conflict bool) error {
	return t.step(func() error { return t.LocalTx.PutBase(rec, conflict) })
}

func (t *localTx) DropScope(scope models.Scope) error {
	return t.step(func() error { return t.LocalTx.DropScope(scope) })
}

func (t *localTx) PutOutbox(row changesync.OutboxRow) error {
	return t.step(func() error { return t.LocalTx.PutOutbox(row) })
}

func (t *localTx) DeleteOutbox(n uint64) error {
	return t.step(func() error { return t.LocalTx.DeleteOutbox(n) })
}

func (t *localTx) PutOverlay(n uint64, keys []changesync.Key) error {
	return t.step(func() error { return t.LocalTx.PutOverlay(n, keys) })
}

func (t *localTx) DropOverlay(n uint64) error {
	return t.step(func() error { return t.LocalTx.DropOverlay(n) })
}

func (t *localTx) PutPage(i int, body []byte) error {
	return t.step(func() error { return t.LocalTx.PutPage(i, body) })
}

func (t *localTx) DropPages() error { return t.step(t.LocalTx.DropPages) }

func (t *localTx) PutSealed(row changesync.SealedRow) error {
	return t.step(func() error { return t.LocalTx.PutSealed(row) })
}

func (t *localTx) DropSealed(before int64) error {
	return t.step(func() error { return t.LocalTx.DropSealed(before) })
}

func (t *localTx) SetForgotten(scope models.Scope, forgotten bool) error {
	return t.step(func() error { return t.LocalTx.SetForgotten(scope, forgotten) })
}
