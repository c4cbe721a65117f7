package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"

	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

// localState is all that a device database can be asked for.
type localState struct {
	meta      []string
	base      []changesync.StoredRecord
	scopes    []models.Scope
	outbox    []changesync.OutboxRow
	overlay   []string
	pages     []string
	conflicts []changesync.Key
	sealed    []changesync.SealedRow
	forgotten []bool
}

func (l *local) dump(db changesync.Local) localState {
	l.Helper()
	var d localState
	l.ok(db.View(context.Background(), func(tx changesync.LocalReadTx) error {
		var errs [5]error
		d.scopes, errs[0] = tx.BaseScopes()
		d.outbox, errs[1] = tx.Outbox(nil, 0, 0)
		d.conflicts, errs[2] = tx.Conflicts()
		d.sealed, errs[3] = tx.Sealed(0, 0)
		keys, err := tx.OverlayKeys("")
		errs[4] = err
		for _, k := range keys {
			n, err := tx.Overlay(k)
			l.ok(err)
			d.overlay = append(d.overlay, fmt.Sprint(k, n))
		}
		return errors.Join(errors.Join(errs[:]...), d.byName(tx))
	}))
	return d
}

// byName reads what can only be asked for one by one.
func (d *localState) byName(tx changesync.LocalReadTx) error {
	var all error
	for i, name := range randNames {
		recs, err := tx.BaseList(name, "", 0)
		v, ok, err2 := tx.Meta(name)
		p, ok2, err3 := tx.Page(i)
		d.base = append(d.base, recs...)
		d.meta, d.pages = append(d.meta, fmt.Sprint(v, v == nil, ok)), append(d.pages, fmt.Sprint(p, p == nil, ok2))
		all = errors.Join(all, err, err2, err3)
	}
	for _, scope := range randScopes {
		f, err := tx.Forgotten(scope)
		d.forgotten, all = append(d.forgotten, f), errors.Join(all, err)
	}
	return all
}

// writeLocal writes to every table.
func writeLocal(tx changesync.LocalTx, b []byte) error {
	return errors.Join(tx.PutMeta("a", append([]byte{1}, b...)),
		tx.PutBase(changesync.StoredRecord{Key: key("a", "b"), Scope: "org", Body: b}, len(b)%2 == 0),
		tx.PutOutbox(changesync.OutboxRow{N: 1, Raw: b, Hash: b, State: changesync.OutWaiting, Receipt: b}),
		tx.PutOverlay(uint64(len(b)+1), []changesync.Key{key("a", "b")}), tx.PutPage(1, append([]byte{2}, b...)),
		tx.PutSealed(changesync.SealedRow{N: 1, Box: b, Receipt: b}), tx.SetForgotten("org", len(b)%2 == 0))
}

// Bytes come back as they were, nil as nil and empty as empty, and belong to
// who has them.
func localBytes(l *local) {
	for _, b := range [][]byte{nil, {}, {0}, {0xff, 0, 0xff}, []byte("'\"\x00;--"), {0xf0, 0x28}} {
		mine := bytes.Clone(b)
		l.update(func(tx changesync.LocalTx) error {
			err := errors.Join(writeLocal(tx, mine), tx.PutMeta("m", mine))
			clear(mine)
			return err
		})
		for range 2 { // what was handed out is cleared, and read again
			rec, _ := l.base(key("a", "b"))
			out := l.outbox(nil, 0, 0)[0]
			sealed := lget(l, func(tx changesync.LocalReadTx) ([]changesync.SealedRow, error) { return tx.Sealed(0, 0) })[0]
			page, _ := l.page(1)
			for i, got := range [][]byte{rec.Body, out.Raw, out.Hash, out.Receipt, sealed.Box, sealed.Receipt} {
				same(l.suite, fmt.Sprint("bytes ", i), fmt.Sprint(got, got == nil), fmt.Sprint(b, b == nil))
				clear(got)
			}
			same(l.suite, "meta", l.meta("m"), string(b))
			same(l.suite, "page", page, append([]byte{2}, b...))
			clear(page)
		}
	}
}

func localLarge(l *local) {
	for _, size := range []int{1 << 20, 1<<20 + 1, 4095, 4096} {
		b := bytes.Repeat([]byte{0, 1, 0xff}, size/3+1)[:size]
		l.update(func(tx changesync.LocalTx) error { return writeLocal(tx, b) })
		rec, _ := l.base(key("a", "b"))
		page, _ := l.page(1)
		if !bytes.Equal(rec.Body, b) || !bytes.Equal(page[1:], b) || !bytes.Equal(l.outbox(nil, 0, 1)[0].Raw, b) {
			l.Errorf("%d bytes came back otherwise", size)
		}
	}
}

// Texts are exact and ordered by their bytes.
func localTexts(l *local) {
	ids := []string{"\x01", " a", "00", "A", "Z", `[1,"2"]`, "a", "a ", "é", "王", "\uffff", "𠮷"}
	for i := range ids {
		id := ids[(i*5)%len(ids)]
		l.putBase(record(models.Scope("s/"+id), "kp", id, id))
		l.update(func(tx changesync.LocalTx) error {
			return errors.Join(tx.PutMeta(id, []byte(id)), tx.PutOverlay(1, []changesync.Key{key("kp", id)}), tx.SetForgotten(models.Scope(id), true))
		})
	}
	var listed []string
	for _, r := range l.baseList("kp", "", 0) {
		listed = append(listed, r.Key.ID)
	}
	same(l.suite, "order", listed, ids)
	listed = nil
	for _, k := range lget(l, func(tx changesync.LocalReadTx) ([]changesync.Key, error) { return tx.OverlayKeys("kp") }) {
		listed = append(listed, k.ID)
	}
	same(l.suite, "order of the overlay", listed, ids)
	for _, id := range ids {
		same(l.suite, "meta", l.meta(id), id)
		same(l.suite, "scope", len(l.baseIn(models.Scope("s/"+id), changesync.Key{}, 0)), 1)
	}
}

// An error and a panic leave nothing, and a transaction sees its own writes.
func localRollback(l *local) {
	l.update(func(tx changesync.LocalTx) error { return writeLocal(tx, []byte("before")) })
	before := l.dump(l.db)
	for _, panics := range []bool{false, true} {
		err := func() (err error) {
			defer func() {
				if p := recover(); p != nil {
					err = p.(error)
				}
			}()
			return l.db.Update(l.Context(), func(tx changesync.LocalTx) error {
				l.ok(errors.Join(writeLocal(tx, []byte("after")), tx.DeleteOutbox(1), tx.DropPages(), tx.DropOverlay(7), tx.DropSealed(9)))
				rec, _, err := tx.Base(key("a", "b"))
				same(l.suite, "own write", string(rec.Body), "after")
				l.ok(errors.Join(err, tx.DropScope(changesync.AllScopes)))
				if panics {
					panic(errWanted)
				}
				return errWanted
			})
		}()
		if !errors.Is(err, errWanted) {
			l.Errorf("update: %v, want the function's error", err)
		}
		same(l.suite, "after the failure", l.dump(l.db), before)
	}
	ctx, cancel := context.WithCancel(l.Context())
	cancel()
	if err := l.db.Update(ctx, func(tx changesync.LocalTx) error { return writeLocal(tx, []byte("x")) }); !errors.Is(err, context.Canceled) {
		l.Errorf("update: %v, want context.Canceled", err)
	}
	same(l.suite, "after the cancelled one", l.dump(l.db), before)
}

func localEnded(l *local) {
	var kept changesync.LocalTx
	var read changesync.LocalReadTx
	l.update(func(tx changesync.LocalTx) error { kept = tx; return nil })
	l.view(func(tx changesync.LocalReadTx) error { read = tx; return nil })
	_, _, err := read.Meta("a")
	_, err2 := kept.Conflicts()
	for i, err := range []error{err, err2, kept.PutMeta("a", []byte("x")), kept.DropPages()} {
		if err == nil {
			l.Errorf("call %d of an ended transaction succeeded", i)
		}
	}
	same(l.suite, "meta", l.meta("a"), "")
}

func localClosed(l *local) {
	l.ok(l.db.Close())
	if err := l.db.Close(); err != nil {
		l.Errorf("closing again: %v", err)
	}
	if err := l.db.Update(l.Context(), func(changesync.LocalTx) error { return nil }); err == nil {
		l.Error("a closed database takes an update")
	}
	if err := l.db.View(l.Context(), func(changesync.LocalReadTx) error { return nil }); err == nil {
		l.Error("a closed database answers a view")
	}
}

func localReopen(l *local) {
	for _, b := range []string{"one", "second"} {
		l.update(func(tx changesync.LocalTx) error { return writeLocal(tx, []byte(b)) })
		before := l.dump(l.db)
		l.reopen()
		same(l.suite, "after opening again", l.dump(l.db), before)
	}
}

// A View during an Update sees the state before it and does not wait.
func localBeside(l *local) {
	l.update(func(tx changesync.LocalTx) error { return tx.PutMeta("a", []byte("old")) })
	l.update(func(tx changesync.LocalTx) error {
		l.ok(tx.PutMeta("a", []byte("new")))
		same(l.suite, "beside", l.meta("a"), "old")
		return nil
	})
	same(l.suite, "afterwards", l.meta("a"), "new")
}

// A View keeps its state while an Update commits.
func localSnapshot(l *local) {
	l.update(func(tx changesync.LocalTx) error { return writeLocal(tx, []byte("old")) })
	l.view(func(tx changesync.LocalReadTx) error {
		for _, b := range []string{"new", "newer"} {
			rec, _, err := tx.Base(key("a", "b"))
			same(l.suite, "in the view", string(rec.Body), "old")
			l.ok(err)
			l.update(func(tx changesync.LocalTx) error { return writeLocal(tx, []byte(b)) })
		}
		rec, _, err := tx.Base(key("a", "b"))
		same(l.suite, "in the view", string(rec.Body), "old")
		return err
	})
	rec, _ := l.base(key("a", "b"))
	same(l.suite, "afterwards", string(rec.Body), "newer")
}

// Updates from several goroutines lose nothing.
func localWriters(l *local) {
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 15 {
				err := l.db.Update(l.Context(), func(tx changesync.LocalTx) error {
					v, _, err := tx.Meta("n")
					n, _ := strconv.Atoi(string(v))
					return errors.Join(err, tx.PutMeta("n", []byte(strconv.Itoa(n+1))))
				})
				if err != nil {
					l.Error(err)
				}
			}
		})
	}
	group.Wait()
	same(l.suite, "count", l.meta("n"), "60")
}

// localRandom does the same random work on the database and on the reference.
func localRandom(l *local) {
	rnd := rand.New(rand.NewPCG(20, 27))
	want := memstore.NewLocal()
	for step := range 150 {
		var work []func(changesync.LocalTx) error
		for range rnd.IntN(8) {
			work = append(work, randomWrite(rnd))
		}
		roll := rnd.IntN(6) == 0
		do := func(tx changesync.LocalTx) error {
			for _, w := range work {
				if err := w(tx); err != nil {
					return err
				}
			}
			if roll {
				return errWanted
			}
			return nil
		}
		err, wantErr := l.db.Update(l.Context(), do), want.Update(l.Context(), do)
		if errors.Is(err, errWanted) != errors.Is(wantErr, errWanted) || (err == nil) != (wantErr == nil) {
			l.Fatalf("step %d: %v, the reference says %v", step, err, wantErr)
		}
		if step%10 == 9 {
			same(l.suite, fmt.Sprint("step ", step), l.dump(l.db), l.dump(want))
		}
		if l.Failed() {
			return
		}
	}
}

func randomWrite(rnd *rand.Rand) func(changesync.LocalTx) error {
	name, scope, n := pick(rnd, randNames), pick(rnd, randScopes), rnd.Uint64N(9)+1
	k, body, yes := key(name, pick(rnd, randNames)), fmt.Appendf(nil, "%x", rnd.Uint64()), rnd.IntN(2) == 0
	all := []func(changesync.LocalTx) error{
		func(tx changesync.LocalTx) error { return tx.PutMeta(name, body) },
		func(tx changesync.LocalTx) error { return tx.PutMeta(name, nil) },
		func(tx changesync.LocalTx) error {
			return tx.PutBase(changesync.StoredRecord{Key: k, Scope: scope, Seq: n, Body: body}, yes)
		},
		func(tx changesync.LocalTx) error {
			return tx.PutBase(changesync.StoredRecord{Key: k, Scope: scope, Body: body}, !yes)
		},
		func(tx changesync.LocalTx) error { return tx.DropScope(scope) },
		func(tx changesync.LocalTx) error {
			return tx.PutOutbox(changesync.OutboxRow{N: n, Raw: body, State: name, Made: int64(n)})
		},
		func(tx changesync.LocalTx) error { return tx.DeleteOutbox(n) },
		func(tx changesync.LocalTx) error { return tx.PutOverlay(n, []changesync.Key{k, key("a", name)}) },
		func(tx changesync.LocalTx) error { return tx.DropOverlay(n) },
		func(tx changesync.LocalTx) error { return tx.PutPage(int(n), body) },
		func(tx changesync.LocalTx) error {
			return tx.PutSealed(changesync.SealedRow{N: n, Box: body, Acked: int64(n)})
		},
		func(tx changesync.LocalTx) error { return tx.DropSealed(int64(n) / 3) },
		func(tx changesync.LocalTx) error { return tx.SetForgotten(scope, yes) },
	}
	return all[rnd.IntN(len(all))]
}
