package storetest

import (
	"errors"
	"fmt"

	"fieldsync/models"
	"fieldsync/sync"
)

func localDropScope(l *local) {
	l.update(func(tx changesync.LocalTx) error {
		return errors.Join(tx.PutBase(record("s/1", "kp", "a", ""), true), tx.PutBase(record("s/2", "kp", "b", ""), true),
			tx.PutBase(record("s/10", "kp", "c", ""), false), tx.PutOverlay(1, []changesync.Key{key("kp", "a")}),
			tx.PutOutbox(changesync.OutboxRow{N: 1, State: changesync.OutWaiting}))
	})
	l.update(func(tx changesync.LocalTx) error { return tx.DropScope("s/1") })
	same(l.suite, "left", l.baseList("kp", "", 0), []changesync.StoredRecord{record("s/2", "kp", "b", ""), record("s/10", "kp", "c", "")})
	same(l.suite, "conflicts", lget(l, changesync.LocalReadTx.Conflicts), []changesync.Key{key("kp", "b")})
	l.update(func(tx changesync.LocalTx) error { return tx.DropScope(changesync.AllScopes) })
	same(l.suite, "all dropped", l.baseList("kp", "", 0), nil)
	same(l.suite, "scopes", lget(l, changesync.LocalReadTx.BaseScopes), nil)
	same(l.suite, "conflicts", lget(l, changesync.LocalReadTx.Conflicts), nil)
	same(l.suite, "own edits stay", l.overlay(key("kp", "a")), []uint64{1})
	same(l.suite, "own edits stay", len(l.outbox(nil, 0, 0)), 1)
}

func localConflicts(l *local) {
	put := func(c, id string, conflict bool) {
		l.update(func(tx changesync.LocalTx) error { return tx.PutBase(record("s/1", c, id, ""), conflict) })
	}
	put("visit", "a", true)
	put("kp", "b", true)
	put("kp", "B", true)
	put("kp", "c", false)
	list := func() []changesync.Key { return lget(l, changesync.LocalReadTx.Conflicts) }
	same(l.suite, "open", list(), []changesync.Key{key("kp", "B"), key("kp", "b"), key("visit", "a")})
	put("kp", "b", false)
	put("kp", "c", true)
	same(l.suite, "settled and new", list(), []changesync.Key{key("kp", "B"), key("kp", "c"), key("visit", "a")})
}

func (l *local) outbox(states []string, after uint64, limit int) []changesync.OutboxRow {
	l.Helper()
	return lget(l, func(tx changesync.LocalReadTx) ([]changesync.OutboxRow, error) {
		return tx.Outbox(states, after, limit)
	})
}

func localOutbox(l *local) {
	states := []string{changesync.OutWaiting, changesync.OutAcked, changesync.OutQuarantined, changesync.OutAmended}
	var rows []changesync.OutboxRow
	for i := range uint64(12) {
		rows = append(rows, changesync.OutboxRow{N: i + 1, Raw: fmt.Append(nil, "raw", i), Hash: []byte{byte(i)},
			State: states[i%4], Made: 1700000000000 + int64(i), Seq: i << 40})
	}
	rows[3].Receipt, rows[4].Receipt = []byte("receipt"), []byte{}
	l.update(func(tx changesync.LocalTx) error {
		for i := range rows {
			if err := tx.PutOutbox(rows[len(rows)-1-i]); err != nil {
				return err
			}
		}
		return nil
	})
	same(l.suite, "all", l.outbox(nil, 0, 0), rows)
	same(l.suite, "after", l.outbox(nil, 9, 2), rows[9:11])
	same(l.suite, "after the last", l.outbox(nil, 12, 2), nil)
	same(l.suite, "states", l.outbox([]string{states[3], states[0], states[3]}, 1, 2), []changesync.OutboxRow{rows[3], rows[4]})
	same(l.suite, "no states", l.outbox([]string{}, 0, 0), nil)
	rows[5].State, rows[5].Seq = changesync.OutAcked, 99
	l.update(func(tx changesync.LocalTx) error { return errors.Join(tx.PutOutbox(rows[5]), tx.DeleteOutbox(1)) })
	l.view(func(tx changesync.LocalReadTx) error {
		row, ok, err := tx.OutboxRow(6)
		_, gone, err2 := tx.OutboxRow(1)
		same(l.suite, "row", row, rows[5])
		if !ok || gone {
			l.Errorf("row 6 there: %v, deleted row there: %v", ok, gone)
		}
		return errors.Join(err, err2)
	})
	same(l.suite, "left", l.outbox(nil, 0, 0), rows[1:])
}

func localOutboxCount(l *local) {
	l.update(func(tx changesync.LocalTx) error {
		for i, state := range []string{changesync.OutWaiting, changesync.OutAcked, changesync.OutWaiting, changesync.OutQuarantined} {
			if err := tx.PutOutbox(changesync.OutboxRow{N: uint64(i + 1), State: state}); err != nil {
				return err
			}
		}
		return nil
	})
	for want, states := range [][]string{{"none"}, {changesync.OutAcked, changesync.OutAcked}, {changesync.OutWaiting},
		{changesync.OutQuarantined, changesync.OutWaiting}, {}} {
		got := lget(l, func(tx changesync.LocalReadTx) (int, error) { return tx.OutboxCount(states...) })
		same(l.suite, fmt.Sprint("count of ", states), got, want) // no state: all
	}
}

func (l *local) overlay(k changesync.Key) []uint64 {
	l.Helper()
	return lget(l, func(tx changesync.LocalReadTx) ([]uint64, error) { return tx.Overlay(k) })
}

func localOverlay(l *local) {
	a, b, v := key("kp", "a"), key("kp", "B"), key("Visit", "a")
	l.update(func(tx changesync.LocalTx) error {
		return errors.Join(tx.PutOverlay(10, []changesync.Key{a, v}), tx.PutOverlay(2, []changesync.Key{a, b, a}),
			tx.PutOverlay(2, []changesync.Key{a}), tx.PutOverlay(2, []changesync.Key{v}), // adds to what 2 lies over
			tx.PutOverlay(1, []changesync.Key{b}))
	})
	keys := func(collection string) []changesync.Key {
		return lget(l, func(tx changesync.LocalReadTx) ([]changesync.Key, error) { return tx.OverlayKeys(collection) })
	}
	same(l.suite, "a", l.overlay(a), []uint64{2, 10})
	same(l.suite, "b", l.overlay(b), []uint64{1, 2})
	same(l.suite, "none", l.overlay(key("kp", "A")), nil)
	same(l.suite, "of kp", keys("kp"), []changesync.Key{b, a})
	same(l.suite, "of all", keys(""), []changesync.Key{v, b, a})
	same(l.suite, "of none", keys("k"), nil)
	l.update(func(tx changesync.LocalTx) error { return tx.DropOverlay(2) })
	same(l.suite, "a", l.overlay(a), []uint64{10})
	same(l.suite, "b", l.overlay(b), []uint64{1})
	same(l.suite, "of all", keys(""), []changesync.Key{v, b, a})
}

func (l *local) page(i int) (body []byte, ok bool) {
	l.Helper()
	l.view(func(tx changesync.LocalReadTx) (err error) {
		body, ok, err = tx.Page(i)
		return err
	})
	return body, ok
}

func localPages(l *local) {
	l.update(func(tx changesync.LocalTx) error {
		return errors.Join(tx.PutPage(0, []byte("zero")), tx.PutPage(1, []byte{}), tx.PutPage(0, []byte("again")))
	})
	zero, ok := l.page(0)
	one, ok1 := l.page(1)
	if _, ok2 := l.page(2); string(zero) != "again" || one == nil || len(one) != 0 || !ok || !ok1 || ok2 {
		l.Errorf("pages %q %v, %q %v, third there: %v", zero, ok, one, ok1, ok2)
	}
	l.update(func(tx changesync.LocalTx) error { return errors.Join(tx.DropPages(), tx.PutPage(1, []byte("new"))) })
	_, ok = l.page(0)
	if one, ok1 = l.page(1); ok || !ok1 || string(one) != "new" {
		l.Errorf("after dropping: first there: %v, second %q %v", ok, one, ok1)
	}
}

func localSealed(l *local) {
	row := func(n uint64, acked int64) changesync.SealedRow {
		return changesync.SealedRow{N: n, Box: []byte{byte(n), 0}, Receipt: []byte("r"), Acked: acked}
	}
	l.update(func(tx changesync.LocalTx) error {
		return errors.Join(tx.PutSealed(row(10, 30)), tx.PutSealed(row(2, 20)), tx.PutSealed(row(1, 5)), tx.PutSealed(row(1, 10)),
			tx.PutSealed(changesync.SealedRow{N: 11, Acked: 40}))
	})
	list := func(from uint64, limit int) []changesync.SealedRow {
		return lget(l, func(tx changesync.LocalReadTx) ([]changesync.SealedRow, error) { return tx.Sealed(from, limit) })
	}
	bare := changesync.SealedRow{N: 11, Acked: 40}
	same(l.suite, "all", list(0, 0), []changesync.SealedRow{row(1, 10), row(2, 20), row(10, 30), bare})
	same(l.suite, "from is included", list(2, 2), []changesync.SealedRow{row(2, 20), row(10, 30)})
	same(l.suite, "from beyond", list(12, 2), nil)
	l.update(func(tx changesync.LocalTx) error { return tx.DropSealed(20) })
	same(l.suite, "dropped what is older", list(0, 0), []changesync.SealedRow{row(2, 20), row(10, 30), bare})
}

func localForgotten(l *local) {
	set := func(scope models.Scope, f bool) {
		l.update(func(tx changesync.LocalTx) error { return tx.SetForgotten(scope, f) })
	}
	set("s/1", true)
	set("s/1", true)
	set("s/2", true)
	set("s/2", false)
	for scope, want := range map[models.Scope]bool{"s/1": true, "S/1": false, "s/2": false, "s": false} {
		got := lget(l, func(tx changesync.LocalReadTx) (bool, error) { return tx.Forgotten(scope) })
		same(l.suite, string(scope), got, want)
	}
}
