package storetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"fieldsync/sync"
)

func testClosed(s *suite) {
	other := s.open()
	s.ok(s.store.Close())
	if err := s.store.Close(); err != nil {
		s.Errorf("closing again: %v", err)
	}
	if err := s.store.Update(s.Context(), func(changesync.Tx) error { return nil }); err == nil {
		s.Error("a closed store takes an update")
	}
	if err := s.store.View(s.Context(), func(changesync.ReadTx) error { return nil }); err == nil {
		s.Error("a closed store answers a view")
	}
	s.store = other
	same(s, "the other handle", s.apply(&changesync.Batch{}), 1)
}

// All is there after closing and opening.
func testReopen(s *suite) {
	for i := range 3 {
		s.apply(everything(fmt.Sprint("run", i)))
		s.apply(everything(fmt.Sprint("second", i)))
		before := s.dump(s.store)
		s.ok(s.store.Close())
		s.store = s.open()
		same(s, "after opening again", s.dump(s.store), before)
	}
}

// What one handle committed the other sees, at once.
func testTwoHandles(s *suite) {
	handles := []changesync.Store{s.store, s.open()}
	for i := range 10 {
		s.store = handles[i%2]
		same(s, "seq", s.apply(docBatch("k", "v", strconv.Itoa(i))), uint64(i+1))
		same(s, "doc", s.doc(handles[(i+1)%2], "k", "v"), strconv.Itoa(i))
	}
	s.store = handles[0]
	s.apply(&changesync.Batch{Changesets: []changesync.StoredChangeset{changeset("d", 1, "")}})
	err := handles[1].Update(s.Context(), func(tx changesync.Tx) error {
		return tx.Apply(&changesync.Batch{Changesets: []changesync.StoredChangeset{changeset("d", 1, "")}})
	})
	if err == nil {
		s.Error("a changeset was taken once by each handle")
	}
}

// Writers on two handles: every update counts once, the counter has no gap
// although every fifth rolls back, and no addition to a checksum is lost.
func testWriters(s *suite) {
	handles := []changesync.Store{s.store, s.open()}
	const writers, each = 6, 20
	var mu sync.Mutex
	seen := map[uint64]bool{}
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				seq, err := addOne(s.Context(), handles[w%2], fmt.Sprintf("%d-%d", w, i), i%5 == 4)
				if err != nil {
					s.Error(err)
					return
				}
				mu.Lock()
				if seq != 0 && seen[seq] {
					s.Errorf("sequence %d was taken twice", seq)
				}
				seen[seq] = true
				mu.Unlock()
			}
		})
	}
	group.Wait()
	const committed = writers * each * 4 / 5
	same(s, "head", s.head().Seq, committed)
	same(s, "sum", s.sums(nil), []changesync.Checksum{{Scope: "org", Collection: "c", Level: "full", Sum: committed}})
	same(s, "documents", len(get(s, func(tx changesync.ReadTx) ([]changesync.Doc, error) { return tx.Docs("w") })), committed)
	same(s, "count", s.doc(s.store, "n", "n"), strconv.Itoa(committed))
	same(s, "log", len(s.log(changesync.LogQuery{To: 1 << 40})), committed)
}

// addOne counts one up, in the counter, in a document and in a checksum, and
// writes a log entry; the sequence is 0 when it rolled back as asked.
func addOne(ctx context.Context, st changesync.Store, name string, roll bool) (uint64, error) {
	var seq uint64
	err := st.Update(ctx, func(tx changesync.Tx) (err error) {
		if _, err := tx.LockRecords(key("n", "n")); err != nil {
			return err
		}
		body, _, err := tx.Doc("n", "n")
		if err != nil {
			return err
		}
		n, _ := strconv.Atoi(string(body))
		if seq, err = tx.NextSeq(); err != nil {
			return err
		}
		err = tx.Apply(&changesync.Batch{
			Docs:      []changesync.Doc{{Kind: "n", Key: "n", Body: []byte(strconv.Itoa(n + 1))}, {Kind: "w", Key: name, Body: []byte{}}},
			Log:       []changesync.LogEntry{entry(seq, "org", "c", name)},
			Checksums: []changesync.Checksum{{Scope: "org", Collection: "c", Level: "full", Sum: 1}}})
		if err == nil && roll {
			err = errWanted
		}
		return err
	})
	if roll && errors.Is(err, errWanted) {
		return 0, nil
	}
	return seq, err
}

// A View keeps the state it began with while others commit.
func testSnapshot(s *suite) {
	other := s.open()
	s.apply(everything("before"))
	s.ok(s.store.View(s.Context(), func(tx changesync.ReadTx) error {
		for i, writer := range []changesync.Store{s.store, other} {
			w := &suite{T: s.T, opener: s.opener, store: writer}
			w.apply(everything(fmt.Sprint("later", i)))
			in := &suite{T: s.T, store: inView{tx}}
			same(s, "head", in.head(), changesync.Head{Epoch: "before", Seq: 1})
			same(s, "conflicts", in.conflicts(changesync.ConflictQuery{}), []changesync.ConflictRow{conflict("org", "c", "r", "before")})
			same(s, "record", string(in.rows().records[key("c", "r")].Body), "before")
			same(s, "referring", len(in.referring("c", "f", "before")), 1)
		}
		return nil
	}))
	same(s, "afterwards", s.head(), changesync.Head{Epoch: "later1", Seq: 3})
}

// inView lets the helpers read in a running View.
type inView struct{ tx changesync.ReadTx }

func (i inView) View(_ context.Context, fn func(changesync.ReadTx) error) error { return fn(i.tx) }
func (i inView) Update(context.Context, func(changesync.Tx) error) error        { return errWanted }
func (i inView) Close() error                                                   { return nil }

// A View neither waits for a running Update nor sees it, on either handle.
func testViewBesideUpdate(s *suite) {
	other := s.open()
	s.apply(docBatch("k", "v", "old"))
	s.ok(s.store.Update(s.Context(), func(tx changesync.Tx) error {
		_, err := tx.NextSeq()
		s.ok(err)
		s.ok(tx.Apply(docBatch("k", "v", "new")))
		for _, st := range []changesync.Store{s.store, other} {
			same(s, "beside", s.doc(st, "k", "v"), "old")
		}
		return nil
	}))
	same(s, "afterwards", s.doc(other, "k", "v"), "new")
}
