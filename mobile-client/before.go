package mobile

import (
	"context"

	"fieldsync/sync"
)

// replicaBefore is the device as the author of a quarantined changeset saw it.
// A correction takes the place of the changeset, so it must not take the void
// writes, or what was written after them, for something that is there: a record
// that the changeset creates is new to its correction too.
func (c *Client) replicaBefore(ctx context.Context, a *Aside) (*changesync.Replica, error) {
	_, n, ok := a.ID.Parts()
	if !a.Own || !ok {
		return c.replica, nil
	}
	return changesync.OpenReplica(ctx, before{c.opt.Local, n}, c.deviceOptions())
}

// before hides the overlays of changeset n and of later ones.
type before struct {
	changesync.Local
	n uint64
}

func (b before) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	return b.Local.Update(ctx, func(tx changesync.LocalTx) error { return fn(beforeTx{tx, b.n}) })
}

func (b before) View(ctx context.Context, fn func(changesync.LocalReadTx) error) error {
	return b.Local.View(ctx, func(tx changesync.LocalReadTx) error { return fn(beforeReadTx{tx, b.n}) })
}

type beforeTx struct {
	changesync.LocalTx
	n uint64
}

func (t beforeTx) Overlay(key changesync.Key) ([]uint64, error) {
	list, err := t.LocalTx.Overlay(key)
	return until(list, t.n), err
}

type beforeReadTx struct {
	changesync.LocalReadTx
	n uint64
}

func (t beforeReadTx) Overlay(key changesync.Key) ([]uint64, error) {
	list, err := t.LocalReadTx.Overlay(key)
	return until(list, t.n), err
}

// until cuts an ascending list before n.
func until(list []uint64, n uint64) []uint64 {
	for i, m := range list {
		if m >= n {
			return list[:i]
		}
	}
	return list
}
