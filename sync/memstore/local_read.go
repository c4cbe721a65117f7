package memstore

import (
	"bytes"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"
)

type localReadTx struct {
	st    *localState
	ended bool
}

func (t *localReadTx) check() error {
	if t.ended {
		return errEnded
	}
	return nil
}

func (t *localReadTx) Meta(name string) ([]byte, bool, error) {
	v, ok := t.st.meta.get(name)
	return bytes.Clone(v), ok, t.check()
}

func (t *localReadTx) Base(key changesync.Key) (changesync.StoredRecord, bool, error) {
	r, ok := t.st.base.get(key)
	return ownRecord(r), ok, t.check()
}

func (t *localReadTx) BaseList(collection, after string, limit int) ([]changesync.StoredRecord, error) {
	start := changesync.Key{Collection: collection, ID: after}
	var out []changesync.StoredRecord
	for k, r := range t.st.base.from(start) {
		if k.Collection != collection || full(len(out), limit) {
			break
		}
		if k != start {
			out = append(out, ownRecord(r))
		}
	}
	return out, t.check()
}

func (t *localReadTx) BaseIn(scope models.Scope, after changesync.Key, limit int) ([]changesync.StoredRecord, error) {
	start := scopedKey{scope, after}
	var out []changesync.StoredRecord
	for k := range t.st.scoped.from(start) {
		if k.scope != scope || full(len(out), limit) {
			break
		}
		if k != start {
			r, _ := t.st.base.get(k.key)
			out = append(out, ownRecord(r))
		}
	}
	return out, t.check()
}

func (t *localReadTx) BaseScopes() ([]models.Scope, error) {
	var out []models.Scope
	for k := range t.st.scoped.all() {
		if len(out) == 0 || out[len(out)-1] != k.scope {
			out = append(out, k.scope)
		}
	}
	return out, t.check()
}

func (t *localReadTx) Outbox(states []string, after uint64, limit int) ([]changesync.OutboxRow, error) {
	var out []changesync.OutboxRow
	for n, row := range t.st.outbox.from(after) {
		if full(len(out), limit) {
			break
		}
		if n > after && (states == nil || slices.Contains(states, row.State)) {
			out = append(out, ownOutbox(row))
		}
	}
	return out, t.check()
}

func (t *localReadTx) OutboxRow(n uint64) (changesync.OutboxRow, bool, error) {
	row, ok := t.st.outbox.get(n)
	return ownOutbox(row), ok, t.check()
}

// OutboxCount counts all entries when no state is named.
func (t *localReadTx) OutboxCount(states ...string) (int, error) {
	count := 0
	for _, row := range t.st.outbox.all() {
		if len(states) == 0 || slices.Contains(states, row.State) {
			count++
		}
	}
	return count, t.check()
}

func (t *localReadTx) Overlay(key changesync.Key) ([]uint64, error) {
	var out []uint64
	for k := range t.st.overlay.from(overlayKey{key: key}) {
		if k.key != key {
			break
		}
		out = append(out, k.n)
	}
	return out, t.check()
}

func (t *localReadTx) OverlayKeys(collection string) ([]changesync.Key, error) {
	var out []changesync.Key
	for k := range t.st.overlay.from(overlayKey{key: changesync.Key{Collection: collection}}) {
		if collection != "" && k.key.Collection != collection {
			break
		}
		if len(out) == 0 || out[len(out)-1] != k.key {
			out = append(out, k.key)
		}
	}
	return out, t.check()
}

func (t *localReadTx) Page(i int) ([]byte, bool, error) {
	body, ok := t.st.pages.get(i)
	return bytes.Clone(body), ok, t.check()
}

func (t *localReadTx) Conflicts() ([]changesync.Key, error) {
	var out []changesync.Key
	for k := range t.st.conflicts.all() {
		out = append(out, k)
	}
	return out, t.check()
}

func (t *localReadTx) Sealed(from uint64, limit int) ([]changesync.SealedRow, error) {
	var out []changesync.SealedRow
	for _, row := range t.st.sealed.from(from) {
		if full(len(out), limit) {
			break
		}
		out = append(out, ownSealed(row))
	}
	return out, t.check()
}

func (t *localReadTx) Forgotten(scope models.Scope) (bool, error) {
	return t.st.forgotten.has(scope), t.check()
}

func ownOutbox(r changesync.OutboxRow) changesync.OutboxRow {
	r.Raw, r.Hash, r.Receipt = bytes.Clone(r.Raw), bytes.Clone(r.Hash), bytes.Clone(r.Receipt)
	return r
}

func ownSealed(r changesync.SealedRow) changesync.SealedRow {
	r.Box, r.Receipt = bytes.Clone(r.Box), bytes.Clone(r.Receipt)
	return r
}
