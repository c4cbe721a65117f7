package memstore

import (
	"cmp"
	"context"
	"strings"
	"sync/atomic"

	"fieldsync/models"
	"fieldsync/sync"
)

// Local is a changesync.Local in memory: a phone's database.
type Local struct {
	data   *shared[localState]
	closed atomic.Bool
}

var _ changesync.Local = (*Local)(nil)

// localState is all that a Local holds.
type localState struct {
	meta      tree[string, []byte]
	base      tree[changesync.Key, changesync.StoredRecord]
	scoped    tree[scopedKey, struct{}] // base by scope
	conflicts tree[changesync.Key, struct{}]
	outbox    tree[uint64, changesync.OutboxRow]
	overlay   tree[overlayKey, struct{}]
	pages     tree[int, []byte]
	sealed    tree[uint64, changesync.SealedRow]
	forgotten tree[models.Scope, struct{}]
}

// overlayKey lays changeset n over a record.
type overlayKey struct {
	key changesync.Key
	n   uint64
}

func byOverlay(a, b overlayKey) int {
	return cmp.Or(byKey(a.key, b.key), cmp.Compare(a.n, b.n))
}

// NewLocal makes an empty device database.
func NewLocal() *Local {
	return &Local{data: newShared(&localState{
		meta:      newTree[string, []byte](strings.Compare),
		base:      newTree[changesync.Key, changesync.StoredRecord](byKey),
		scoped:    newTree[scopedKey, struct{}](byScoped),
		conflicts: newTree[changesync.Key, struct{}](byKey),
		outbox:    newTree[uint64, changesync.OutboxRow](cmp.Compare[uint64]),
		overlay:   newTree[overlayKey, struct{}](byOverlay),
		pages:     newTree[int, []byte](cmp.Compare[int]),
		sealed:    newTree[uint64, changesync.SealedRow](cmp.Compare[uint64]),
		forgotten: newTree[models.Scope, struct{}](cmp.Compare[models.Scope]),
	})}
}

// Again opens a second handle on the same data, as this device after a crash
// or a restart. It lives on when l is closed.
func (l *Local) Again() *Local { return &Local{data: l.data} }

// Clone is a cloned phone, or a backup of this one: a database of its own with
// what is committed now.
func (l *Local) Clone() *Local { return &Local{data: l.data.clone()} }

// Update implements changesync.Local.
func (l *Local) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	if l.closed.Load() {
		return errClosed
	}
	return l.data.update(ctx, func(st *localState) error {
		t := &localTx{localReadTx: localReadTx{st: st}}
		defer func() { t.ended = true }()
		return fn(t)
	})
}

// View implements changesync.Local.
func (l *Local) View(ctx context.Context, fn func(changesync.LocalReadTx) error) error {
	if l.closed.Load() {
		return errClosed
	}
	return l.data.view(ctx, func(st *localState) error {
		t := &localReadTx{st: st}
		defer func() { t.ended = true }()
		return fn(t)
	})
}

// Close closes this handle; the data stays for the others.
func (l *Local) Close() error {
	l.closed.Store(true)
	return nil
}
