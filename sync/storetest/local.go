package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"fieldsync/models"
	"fieldsync/sync"
)

// LocalOpener opens a handle on one device database. The suite has one handle
// open at a time: a device's folder belongs to one process.
type LocalOpener func(t *testing.T) changesync.Local

// Local runs the suite of device databases. fresh makes a new, empty database
// for each test.
func Local(t *testing.T, fresh func(t *testing.T) LocalOpener) {
	tests := []struct {
		name string
		run  func(*local)
	}{
		{"Empty", localEmpty}, {"Meta", localMeta}, {"Base", localBase}, {"BaseList", localBaseList},
		{"BaseIn", localBaseIn}, {"DropScope", localDropScope}, {"BaseConflicts", localConflicts},
		{"Outbox", localOutbox}, {"OutboxCount", localOutboxCount}, {"Overlay", localOverlay},
		{"Pages", localPages}, {"Sealed", localSealed}, {"Forgotten", localForgotten},
		{"Bytes", localBytes}, {"LargeBodies", localLarge}, {"Texts", localTexts},
		{"Rollback", localRollback}, {"Ended", localEnded}, {"Closed", localClosed}, {"Reopen", localReopen},
		{"ViewBesideUpdate", localBeside}, {"Snapshot", localSnapshot}, {"Writers", localWriters}, {"Random", localRandom},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := &local{suite: &suite{T: t}, opener: fresh(t)}
			l.reopen()
			t.Cleanup(func() { _ = l.db.Close() }) // often closed before
			test.run(l)
		})
	}
}

// local is one test on one device database.
type local struct {
	*suite
	opener LocalOpener
	db     changesync.Local
}

func (l *local) reopen() {
	l.Helper()
	if l.db != nil {
		l.ok(l.db.Close())
	}
	l.db = l.opener(l.T)
}

func (l *local) update(fn func(changesync.LocalTx) error) {
	l.Helper()
	l.ok(l.db.Update(context.Background(), fn))
}

func (l *local) view(fn func(changesync.LocalReadTx) error) {
	l.Helper()
	l.ok(l.db.View(context.Background(), fn))
}

// lget reads in a View.
func lget[T any](l *local, fn func(changesync.LocalReadTx) (T, error)) T {
	l.Helper()
	var out T
	l.view(func(tx changesync.LocalReadTx) (err error) {
		out, err = fn(tx)
		return err
	})
	return out
}

func (l *local) meta(name string) string {
	l.Helper()
	return lget(l, func(tx changesync.LocalReadTx) (string, error) {
		v, ok, err := tx.Meta(name)
		if !ok && v != nil {
			l.Errorf("meta %s is not there and is %q", name, v)
		}
		return string(v), err
	})
}

func localEmpty(l *local) {
	l.view(func(tx changesync.LocalReadTx) error {
		k := key("customer", "x")
		meta, ok, err := tx.Meta("a")
		_, ok2, err2 := tx.Base(k)
		list, err3 := tx.BaseList("customer", "", 5)
		in, err4 := tx.BaseIn("org", changesync.Key{}, 5)
		scopes, err5 := tx.BaseScopes()
		out, err6 := tx.Outbox(nil, 0, 5)
		_, ok3, err7 := tx.OutboxRow(1)
		count, err8 := tx.OutboxCount(changesync.OutWaiting)
		over, err9 := tx.Overlay(k)
		keys, err10 := tx.OverlayKeys("")
		page, ok4, err11 := tx.Page(0)
		conflicts, err12 := tx.Conflicts()
		sealed, err13 := tx.Sealed(0, 5)
		forgotten, err14 := tx.Forgotten("org")
		n := len(meta) + len(list) + len(in) + len(scopes) + len(out) + count + len(over) + len(keys) +
			len(page) + len(conflicts) + len(sealed)
		if n != 0 || ok || ok2 || ok3 || ok4 || forgotten {
			l.Errorf("an empty database answers %d rows (%v %v %v %v %v)", n, ok, ok2, ok3, ok4, forgotten)
		}
		return errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, err13, err14)
	})
	l.update(func(tx changesync.LocalTx) error { // removing what is not there
		return errors.Join(tx.PutMeta("a", nil), tx.DropScope("org"), tx.DeleteOutbox(1), tx.DropOverlay(1),
			tx.PutOverlay(1, nil), tx.DropPages(), tx.DropSealed(1), tx.SetForgotten("org", false))
	})
}

func localMeta(l *local) {
	l.update(func(tx changesync.LocalTx) error {
		return errors.Join(tx.PutMeta("cursor", []byte("1")), tx.PutMeta("Cursor", []byte("2")), tx.PutMeta("cursor", []byte("3")),
			tx.PutMeta("令牌", []byte("4")), tx.PutMeta("gone", []byte("5")), tx.PutMeta("gone", nil), tx.PutMeta("empty", []byte{}))
	})
	for name, want := range map[string]string{"cursor": "3", "Cursor": "2", "令牌": "4", "gone": "", "empty": "", "CURSOR": ""} {
		same(l.suite, name, l.meta(name), want)
	}
	l.view(func(tx changesync.LocalReadTx) error {
		empty, ok, err := tx.Meta("empty")
		_, gone, err2 := tx.Meta("gone")
		if !ok || empty == nil || gone {
			l.Errorf("empty value %v %v, deleted value there: %v", empty, ok, gone)
		}
		return errors.Join(err, err2)
	})
}

// putBase stores records without conflicts.
func (l *local) putBase(recs ...changesync.StoredRecord) {
	l.Helper()
	l.update(func(tx changesync.LocalTx) error {
		for _, r := range recs {
			if err := tx.PutBase(r, false); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *local) base(k changesync.Key) (rec changesync.StoredRecord, ok bool) {
	l.Helper()
	l.view(func(tx changesync.LocalReadTx) (err error) {
		rec, ok, err = tx.Base(k)
		return err
	})
	return rec, ok
}

func localBase(l *local) {
	r := record("customer/1", "kp", "a", "one")
	l.putBase(r, record("org", "kp", "A", "other"))
	got, ok := l.base(r.Key)
	same(l.suite, "base", got, r)
	r.Body, r.Seq, r.Scope = []byte("two"), 1<<53, "customer/2"
	l.putBase(r)
	got, ok2 := l.base(r.Key)
	same(l.suite, "replaced", got, r)
	if _, none := l.base(key("kp", "b")); none || !ok || !ok2 {
		l.Errorf("there: %v %v, not there: %v", ok, ok2, none)
	}
	same(l.suite, "old scope", l.baseIn("customer/1", changesync.Key{}, 0), nil)
	same(l.suite, "new scope", l.baseIn("customer/2", changesync.Key{}, 0), []changesync.StoredRecord{r})
	same(l.suite, "scopes", lget(l, changesync.LocalReadTx.BaseScopes), []models.Scope{"customer/2", "org"})
}

func (l *local) baseIn(scope models.Scope, after changesync.Key, limit int) []changesync.StoredRecord {
	l.Helper()
	return lget(l, func(tx changesync.LocalReadTx) ([]changesync.StoredRecord, error) {
		return tx.BaseIn(scope, after, limit)
	})
}

func (l *local) baseList(collection, after string, limit int) []changesync.StoredRecord {
	l.Helper()
	return lget(l, func(tx changesync.LocalReadTx) ([]changesync.StoredRecord, error) {
		return tx.BaseList(collection, after, limit)
	})
}

func localBaseList(l *local) {
	ids := []string{"Z", "a", "a0", "b", "é", "王"}
	var want []changesync.StoredRecord
	for i, id := range ids {
		want = append(want, record(models.Scope(fmt.Sprint("s/", 9-i)), "kp", id, id))
	}
	back := slices.Clone(want)
	slices.Reverse(back)
	l.putBase(append(back, record("s/1", "kq", "a", ""), record("s/1", "KP", "a", ""), record("s/1", "k", "p", ""))...)
	for _, limit := range []int{0, 1, 2, 5, 6, 100} {
		var got []changesync.StoredRecord
		for after := ""; len(got) <= len(want); {
			page := l.baseList("kp", after, limit)
			got = append(got, page...)
			if len(page) == 0 || limit == 0 {
				break
			}
			after = page[len(page)-1].Key.ID
		}
		same(l.suite, fmt.Sprint("pages of ", limit), got, want)
	}
	same(l.suite, "after a gap", l.baseList("kp", "aa", 1), want[3:4])
	same(l.suite, "none", l.baseList("none", "", 9), nil)
}

func localBaseIn(l *local) {
	var want []changesync.StoredRecord
	for _, c := range []string{"Kp", "kp", "visit"} {
		for _, id := range []string{"1", "10", "2"} {
			want = append(want, record("s/1", c, id, c+id))
		}
	}
	back := slices.Clone(want)
	slices.Reverse(back)
	l.putBase(append(back, record("s/10", "kp", "x", ""), record("S/1", "kp", "y", ""), record("s/0", "kp", "z", ""))...)
	for _, limit := range []int{0, 1, 4, 100} {
		var got []changesync.StoredRecord
		for after := (changesync.Key{}); len(got) <= len(want); {
			page := l.baseIn("s/1", after, limit)
			got = append(got, page...)
			if len(page) == 0 || limit == 0 {
				break
			}
			after = page[len(page)-1].Key
		}
		same(l.suite, fmt.Sprint("pages of ", limit), got, want)
	}
	same(l.suite, "scopes", lget(l, changesync.LocalReadTx.BaseScopes), []models.Scope{"S/1", "s/0", "s/1", "s/10"})
}
