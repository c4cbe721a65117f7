package storetest

import (
	"context"
	"errors"
	"math"

	"fieldsync/models"
	"fieldsync/sync"
)

var errWanted = errors.New("the test rolls back")

// Nothing is there, and that is no error.
func testEmpty(s *suite) {
	k := key("customer", "x")
	s.ok(s.store.View(context.Background(), func(tx changesync.ReadTx) error {
		head, err := tx.Head()
		same(s, "head", head, changesync.Head{})
		devices, err2 := tx.Devices("a", "b")
		list, err3 := tx.DeviceList("")
		css, err4 := tx.Changesets("a", 1, math.MaxUint64)
		origins, err5 := tx.Origins("a:1")
		records, err6 := tx.Records(k)
		in, err7 := tx.RecordsIn(changesync.RecordQuery{Limit: 5})
		refs, err8 := tx.Referring("a", "b", "c")
		log, err9 := tx.Log(changesync.LogQuery{To: math.MaxUint64, Limit: 5})
		history, err10 := tx.History(k)
		grants, due, err11 := tx.Grants("u")
		sums, err12 := tx.Checksums(nil)
		touched, err16 := tx.Touched(nil, 0)
		conflicts, err13 := tx.Conflicts(changesync.ConflictQuery{Limit: 5})
		body, ok, err14 := tx.Doc("a", "b")
		docs, err15 := tx.Docs("a")
		n := len(devices) + len(list) + len(css) + len(origins) + len(records) + len(in) + len(refs) +
			len(log) + len(history) + len(grants) + len(sums) + len(touched) + len(conflicts) + len(body) + len(docs)
		if n != 0 || due != 0 || ok {
			s.Errorf("an empty store answers %d rows, due %d, doc %v", n, due, ok)
		}
		return errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10, err11, err12, err13, err14, err15, err16)
	}))
	s.ok(s.store.View(context.Background(), func(tx changesync.ReadTx) error { // asking for nothing
		devices, err := tx.Devices()
		records, err2 := tx.Records()
		origins, err3 := tx.Origins()
		same(s, "asked for nothing", len(devices)+len(records)+len(origins), 0)
		return errors.Join(err, err2, err3)
	}))
	s.ok(s.store.Update(context.Background(), func(tx changesync.Tx) error { return tx.Apply(&changesync.Batch{}) }))
}

// The counter moves by one with each committed transaction, and only then.
func testCounter(s *suite) {
	for want := uint64(1); want <= 5; want++ {
		same(s, "seq", s.apply(&changesync.Batch{}), want)
		err := s.store.Update(context.Background(), func(tx changesync.Tx) error {
			seq, err := tx.NextSeq()
			head, err2 := tx.Head()
			if seq != want+1 || head.Seq != want+1 {
				s.Errorf("inside: seq %d, head %d, want %d", seq, head.Seq, want+1)
			}
			return errors.Join(errWanted, err, err2)
		})
		if !errors.Is(err, errWanted) {
			s.Fatalf("update: %v", err)
		}
		same(s, "head", s.head().Seq, want)
		s.ok(s.store.Update(context.Background(), func(tx changesync.Tx) error { return nil }))
	}
}

func testCounterTwice(s *suite) {
	err := s.store.Update(context.Background(), func(tx changesync.Tx) error {
		if _, err := tx.NextSeq(); err != nil {
			return err
		}
		if seq, err := tx.NextSeq(); err == nil {
			s.Errorf("the second NextSeq of a transaction answers %d", seq)
		}
		return nil
	})
	if err == nil {
		s.Error("a transaction that took the counter twice was committed")
	}
	same(s, "head", s.head(), changesync.Head{})
}

func testHeadKeepsSeq(s *suite) {
	s.apply(&changesync.Batch{Head: &changesync.Head{Epoch: "e1", Seq: 99, Horizon: 0}})
	same(s, "head", s.head(), changesync.Head{Epoch: "e1", Seq: 1})
	s.ok(s.store.Update(context.Background(), func(tx changesync.Tx) error {
		return tx.Apply(&changesync.Batch{Head: &changesync.Head{Epoch: "世代-2", Horizon: 1}})
	}))
	same(s, "head", s.head(), changesync.Head{Epoch: "世代-2", Seq: 1, Horizon: 1})
	s.apply(&changesync.Batch{})
	same(s, "head", s.head(), changesync.Head{Epoch: "世代-2", Seq: 2, Horizon: 1})
}

func testGrants(s *suite) {
	g := func(user string, scope models.Scope, since, ended uint64, view string, write bool) changesync.Grant {
		return changesync.Grant{User: user, Scope: scope, View: view, Write: write, Since: since, Ended: ended}
	}
	s.apply(&changesync.Batch{
		Grants: []changesync.Grant{
			g("u", "customer/b", 2, 0, changesync.LevelMasked, false), g("u", "customer/a", 9, 0, changesync.LevelFull, true),
			g("u", "customer/b", 1, 2, changesync.LevelFull, true), g("v", changesync.AllScopes, 1, 0, changesync.LevelFull, true),
			g("u", "customer/B", 10, 0, changesync.LevelFull, false),
		},
		GrantsDue: map[string]int64{"u": 1700000000123, "v": 0},
	})
	s.apply(&changesync.Batch{Grants: []changesync.Grant{g("u", "customer/a", 9, 12, changesync.LevelFull, true)}})
	s.ok(s.store.View(context.Background(), func(tx changesync.ReadTx) error {
		grants, due, err := tx.Grants("u")
		same(s, "grants", grants, []changesync.Grant{
			g("u", "customer/B", 10, 0, changesync.LevelFull, false), g("u", "customer/a", 9, 12, changesync.LevelFull, true),
			g("u", "customer/b", 1, 2, changesync.LevelFull, true), g("u", "customer/b", 2, 0, changesync.LevelMasked, false)})
		same(s, "due", due, int64(1700000000123))
		_, never, err2 := tx.Grants("v")
		same(s, "never due", never, int64(0))
		return errors.Join(err, err2)
	}))
	s.apply(&changesync.Batch{GrantsDue: map[string]int64{"u": 0, "w": 5}})
	s.ok(s.store.View(context.Background(), func(tx changesync.ReadTx) error {
		_, u, err := tx.Grants("u")
		_, w, err2 := tx.Grants("w") // due without a grant
		same(s, "due", []int64{u, w}, []int64{0, 5})
		return errors.Join(err, err2)
	}))
}
