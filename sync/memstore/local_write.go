package memstore

import (
	"bytes"

	"fieldsync/models"
	"fieldsync/sync"
)

// localTx writes into its own copy of the state.
type localTx struct {
	localReadTx
}

// write does one write, unless the transaction has ended or failed.
func (t *localTx) write(do func(*localState)) error {
	if err := t.check(); err != nil {
		return err
	}
	do(t.st)
	return nil
}

func (t *localTx) PutMeta(name string, value []byte) error {
	return t.write(func(st *localState) {
		if value == nil {
			st.meta.del(name)
			return
		}
		st.meta.set(name, bytes.Clone(value))
	})
}

func (t *localTx) PutBase(rec changesync.StoredRecord, conflict bool) error {
	return t.write(func(st *localState) {
		if old, ok := st.base.get(rec.Key); ok {
			st.scoped.del(scopedKey{old.Scope, rec.Key})
		}
		st.base.set(rec.Key, ownRecord(rec))
		st.scoped.set(scopedKey{rec.Scope, rec.Key}, struct{}{})
		st.conflicts.del(rec.Key)
		if conflict {
			st.conflicts.set(rec.Key, struct{}{})
		}
	})
}

func (t *localTx) DropScope(scope models.Scope) error {
	return t.write(func(st *localState) {
		for k, r := range st.base.all() {
			if scope == changesync.AllScopes || r.Scope == scope {
				st.base.del(k)
				st.scoped.del(scopedKey{r.Scope, k})
				st.conflicts.del(k)
			}
		}
	})
}

func (t *localTx) PutOutbox(row changesync.OutboxRow) error {
	return t.write(func(st *localState) { st.outbox.set(row.N, ownOutbox(row)) })
}

func (t *localTx) DeleteOutbox(n uint64) error {
	return t.write(func(st *localState) { st.outbox.del(n) })
}

// PutOverlay adds to the records that n already lies over.
func (t *localTx) PutOverlay(n uint64, keys []changesync.Key) error {
	return t.write(func(st *localState) {
		for _, k := range keys {
			st.overlay.set(overlayKey{k, n}, struct{}{})
		}
	})
}

func (t *localTx) DropOverlay(n uint64) error {
	return t.write(func(st *localState) {
		for k := range st.overlay.all() {
			if k.n == n {
				st.overlay.del(k)
			}
		}
	})
}

func (t *localTx) PutPage(i int, body []byte) error {
	return t.write(func(st *localState) { st.pages.set(i, bytes.Clone(body)) })
}

func (t *localTx) DropPages() error {
	return t.write(func(st *localState) { st.pages.root = nil })
}

func (t *localTx) PutSealed(row changesync.SealedRow) error {
	return t.write(func(st *localState) { st.sealed.set(row.N, ownSealed(row)) })
}

func (t *localTx) DropSealed(before int64) error {
	return t.write(func(st *localState) {
		for n, row := range st.sealed.all() {
			if row.Acked < before {
				st.sealed.del(n)
			}
		}
	})
}

func (t *localTx) SetForgotten(scope models.Scope, forgotten bool) error {
	return t.write(func(st *localState) {
		if !forgotten {
			st.forgotten.del(scope)
			return
		}
		st.forgotten.set(scope, struct{}{})
	})
}
