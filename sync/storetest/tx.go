package storetest

import (
	"context"
	"errors"

	"fieldsync/models"
	"fieldsync/sync"
)

// A transaction reads what it wrote, by every way of asking.
func testOwnWrites(s *suite) {
	r := record("customer/1", "kp", "a", "x")
	cs := changeset("d", 1, "old:1")
	s.ok(s.store.Update(s.Context(), func(tx changesync.Tx) error {
		seq, err := tx.NextSeq()
		s.ok(err)
		e := entry(seq, "customer/1", "kp", "a")
		c := conflict("customer/1", "kp", "a", "f")
		sum := changesync.Checksum{Scope: "customer/1", Collection: "kp", Level: "full", Sum: 5}
		g := changesync.Grant{User: "u", Scope: "customer/1", View: "full", Since: seq}
		s.ok(tx.Apply(&changesync.Batch{Records: []changesync.StoredRecord{r}, Log: []changesync.LogEntry{e},
			Changesets: []changesync.StoredChangeset{cs}, Conflicts: []changesync.ConflictRow{c},
			Checksums: []changesync.Checksum{sum}, Grants: []changesync.Grant{g},
			References: []changesync.Reference{ref("kp", "a", "f", "v")}, Head: &changesync.Head{Epoch: "e"}}))
		scopes := []models.Scope{"customer/1"}
		in := &suite{T: s.T, store: inTx{tx}}
		same(s, "head", in.head(), changesync.Head{Epoch: "e", Seq: seq})
		same(s, "in scope", in.recordsIn(changesync.RecordQuery{Scopes: scopes}), []changesync.StoredRecord{r})
		same(s, "log", in.log(changesync.LogQuery{Scopes: scopes, To: seq}), []changesync.LogEntry{e})
		same(s, "conflicts", in.conflicts(changesync.ConflictQuery{Scopes: scopes}), []changesync.ConflictRow{c})
		same(s, "sums", in.sums(scopes), []changesync.Checksum{sum})
		same(s, "referring", in.referring("kp", "f", "v"), []string{"a"})
		grants, _, err := tx.Grants("u")
		same(s, "grants", grants, []changesync.Grant{g})
		s.ok(err)
		origins, err := tx.Origins("old:1")
		same(s, "origins", origins, map[changesync.Dot]changesync.StoredChangeset{"old:1": cs})
		return err
	}))
}

// inTx lets the helpers, which View a store, read in a running transaction.
type inTx struct{ tx changesync.Tx }

func (i inTx) View(_ context.Context, fn func(changesync.ReadTx) error) error { return fn(i.tx) }
func (i inTx) Update(_ context.Context, fn func(changesync.Tx) error) error   { return fn(i.tx) }
func (i inTx) Close() error                                                   { return nil }

// Of rows with one key the later wins, in a batch and over batches.
func testLaterWins(s *suite) {
	batch := func(v string) *changesync.Batch {
		b, _ := bodies([]byte(v))
		b.Changesets = nil
		b.Grants = []changesync.Grant{{User: "u", Scope: "org", View: v, Since: 1}}
		b.GrantsDue = map[string]int64{"u": int64(len(v))}
		b.Conflicts = []changesync.ConflictRow{conflict(models.Scope(v), "kp", "a", "f")}
		b.Head = &changesync.Head{Epoch: v}
		return b
	}
	double := func(a, b *changesync.Batch) *changesync.Batch {
		b.Devices, b.Records = append(a.Devices, b.Devices...), append(a.Records, b.Records...)
		b.Log, b.History = append(a.Log, b.Log...), append(a.History, b.History...)
		b.Docs, b.Grants, b.Conflicts = append(a.Docs, b.Docs...), append(a.Grants, b.Grants...), append(a.Conflicts, b.Conflicts...)
		return b
	}
	check := func(v string) {
		s.Helper()
		want := batch(v)
		_, rows := bodies([]byte(v))
		rows.changesets = nil
		got := s.rows()
		got.changesets = nil
		same(s, v, got, rows)
		same(s, v, s.head().Epoch, v)
		same(s, v, s.conflicts(changesync.ConflictQuery{}), want.Conflicts)
		s.ok(s.store.View(s.Context(), func(tx changesync.ReadTx) error {
			grants, due, err := tx.Grants("u")
			same(s, v, grants, want.Grants)
			same(s, v, due, int64(len(v)))
			return err
		}))
	}
	s.apply(batch("one"), batch("second"))
	check("second")
	s.apply(double(batch("x"), batch("third")))
	check("third")
	s.apply(batch("sixth"), double(batch("y"), batch("last!!!")))
	check("last!!!")
}

// everything is a batch that touches every table.
func everything(v string) *changesync.Batch {
	b, _ := bodies([]byte(v))
	b.Changesets[0].N, b.Changesets[0].Device = uint64(len(v)), v
	b.Head = &changesync.Head{Epoch: v}
	b.Grants = []changesync.Grant{{User: "u", Scope: "org", View: v, Since: 1}}
	b.GrantsDue = map[string]int64{"u": 5}
	b.Checksums = []changesync.Checksum{{Scope: "org", Collection: "c", Level: "full", Sum: 1}}
	b.Unindexed, b.References = []changesync.Key{key("c", "r")}, []changesync.Reference{ref("c", "r", "f", v)}
	b.Settled, b.Conflicts = []changesync.Key{key("c", "r")}, []changesync.ConflictRow{conflict("org", "c", "r", v)}
	return b
}

// failing runs an update that must fail, and compares the store before and after.
func (s *suite) failing(ctx context.Context, fn func(changesync.Tx) error) (err error) {
	s.Helper()
	before := s.dump(s.store)
	func() {
		defer func() {
			if p := recover(); p != nil {
				err = errors.Join(err, p.(error))
			}
		}()
		if err = s.store.Update(ctx, fn); err == nil {
			s.Error("the update succeeded")
		}
	}()
	same(s, "after the failure", s.dump(s.store), before)
	same(s, "after the failure, from a second handle", s.dump(s.open()), before)
	s.apply(&changesync.Batch{}) // and the store still takes writes, without a gap
	same(s, "head", s.head().Seq, before.head.Seq+1)
	return err
}

// writeAll takes the counter, writes to every table and trims.
func (s *suite) writeAll(tx changesync.Tx, v string) {
	s.Helper()
	_, err := tx.NextSeq()
	s.ok(errors.Join(err, tx.Apply(everything(v)), tx.Trim(2)))
}

func testRollback(s *suite) {
	s.apply(everything("before"))
	err := s.failing(s.Context(), func(tx changesync.Tx) error {
		s.writeAll(tx, "lost")
		return errWanted
	})
	if !errors.Is(err, errWanted) {
		s.Errorf("update: %v, want the function's error", err)
	}
}

// A panic rolls back and goes on to the caller.
func testPanic(s *suite) {
	s.apply(everything("before"))
	err := s.failing(s.Context(), func(tx changesync.Tx) error {
		s.writeAll(tx, "lost")
		panic(errWanted)
	})
	if !errors.Is(err, errWanted) {
		s.Errorf("update: %v, want the panic", err)
	}
}

// A transaction whose write failed cannot be committed.
func testSwallowed(s *suite) {
	s.apply(everything("before"))
	err := s.failing(s.Context(), func(tx changesync.Tx) error {
		s.writeAll(tx, "lost")
		b := everything("lost")
		b.Docs[0].Body = []byte("half")
		_ = tx.Apply(b) // the changeset exists
		return nil
	})
	if !errors.Is(err, changesync.ErrExists) {
		s.Errorf("update: %v, want ErrExists", err)
	}
}

// A context that ends before or during the transaction rolls it back.
func testCancelled(s *suite) {
	s.apply(everything("before"))
	for _, early := range []bool{true, false} {
		ctx, cancel := context.WithCancel(context.Background())
		if early {
			cancel()
		}
		err := s.failing(ctx, func(tx changesync.Tx) error {
			s.writeAll(tx, "lost")
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			s.Errorf("update: %v, want context.Canceled", err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.store.View(ctx, func(changesync.ReadTx) error { return nil }); !errors.Is(err, context.Canceled) {
		s.Errorf("view: %v, want context.Canceled", err)
	}
}

// A transaction that was kept does nothing but answer an error.
func testEnded(s *suite) {
	var kept changesync.Tx
	var read changesync.ReadTx
	s.ok(s.store.Update(s.Context(), func(tx changesync.Tx) error { kept = tx; return nil }))
	s.ok(s.store.View(s.Context(), func(tx changesync.ReadTx) error { read = tx; return nil }))
	_, err := kept.NextSeq()
	_, err2 := kept.Records(key("a", "b"))
	_, err3 := read.Head()
	_, _, err4 := read.Doc("a", "b")
	for i, err := range []error{err, err2, err3, err4, kept.Apply(docBatch("a", "b", "c")), kept.Trim(1)} {
		if err == nil {
			s.Errorf("call %d of an ended transaction succeeded", i)
		}
	}
	same(s, "head", s.head(), changesync.Head{})
	if err := s.store.View(s.Context(), func(changesync.ReadTx) error { return errWanted }); !errors.Is(err, errWanted) {
		s.Errorf("view: %v, want the function's error", err)
	}
}
