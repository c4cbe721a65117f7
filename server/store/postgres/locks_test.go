package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"fieldsync/sync"
)

func TestLockNumbers(t *testing.T) {
	var names []string
	for i := range 20_000 {
		names = append(names, fmt.Sprint("name", i))
	}
	a, b := lockNumbers("o", lockDevices, names), lockNumbers("o", lockRecords, names)
	if len(a) > stripes || !slices.IsSorted(a) || a[len(a)-1] >= b[0] {
		t.Errorf("%d numbers from %d to %d, then from %d: want at most %d, in order, devices first", len(a), a[0], a[len(a)-1], b[0], stripes)
	}
	slices.Reverse(names)
	if !slices.Equal(a, lockNumbers("o", lockDevices, names)) {
		t.Error("the numbers depend on the order of the names")
	}
	if slices.Equal(a, lockNumbers("p", lockDevices, names)) {
		t.Error("two organisations share their locks")
	}
	// Nodes of different versions share a database: the numbers never change.
	if got := lockNumbers("demo", lockRecords, []string{"customer\x00c1"}); got[0] != 3069011196268716539 {
		t.Errorf("the lock of a record is %d", got[0])
	}
}

// two gives two handles, the second with a short patience.
func two(t *testing.T) (first, second *Store) {
	t.Helper()
	dsn, _ := database(t)
	first = open(t, dsn)
	second, err := Open(t.Context(), dsn, Options{Org: first.opts.Org, BusyTimeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = second.Close() })
	return first, second
}

// What does not exist yet is locked too, and who waits too long is told so.
func TestLocksExclude(t *testing.T) {
	first, second := two(t)
	k := changesync.Key{Collection: "customer", ID: "new"}
	for name, lock := range map[string]func(changesync.Tx) error{
		"device":  func(tx changesync.Tx) error { _, err := tx.LockDevices("new"); return err },
		"record":  func(tx changesync.Tx) error { _, err := tx.LockRecords(k); return err },
		"counter": func(tx changesync.Tx) error { _, err := tx.NextSeq(); return err },
	} {
		err := first.Update(t.Context(), func(tx changesync.Tx) error {
			if err := lock(tx); err != nil {
				return err
			}
			err := second.Update(t.Context(), lock)
			if !errors.Is(err, changesync.ErrBusy) {
				t.Errorf("%s: %v, want ErrBusy", name, err)
			}
			wantCode(t, err, CodeBusy)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			if err := second.Update(ctx, lock); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %v, want context.DeadlineExceeded", name, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := second.Update(t.Context(), lock); err != nil {
			t.Errorf("%s: after the lock is free: %v", name, err)
		}
	}
}

// Two transactions that lock against the order wait for each other; one of
// them loses and its function runs again.
func TestDeadlockRunsAgain(t *testing.T) {
	dsn, _ := database(t)
	handles := [2]*Store{open(t, dsn), open(t, dsn)}
	keys := [2]changesync.Key{{Collection: "c", ID: "1"}, {Collection: "c", ID: "2"}}
	var runs [2]int
	var errs [2]error
	var both, group sync.WaitGroup
	both.Add(2)
	for i := range 2 {
		group.Go(func() {
			errs[i] = handles[i].Update(t.Context(), func(tx changesync.Tx) error {
				if _, err := tx.LockRecords(keys[i]); err != nil {
					return err
				}
				if runs[i]++; runs[i] == 1 {
					both.Done()
					both.Wait() // now each has one and wants the other
				}
				if _, err := tx.LockRecords(keys[1-i]); err != nil {
					return err
				}
				seq, err := tx.NextSeq()
				return errors.Join(err, tx.Apply(&changesync.Batch{Docs: []changesync.Doc{{Kind: "k", Key: fmt.Sprint(i), Body: []byte{byte(seq)}}}}))
			})
		})
	}
	group.Wait()
	if errs[0] != nil || errs[1] != nil || runs[0]+runs[1] != 3 {
		t.Fatalf("errors %v, runs %v: want none and one function run twice", errs, runs)
	}
	if seq := headSeq(t, handles[0]); seq != 2 {
		t.Errorf("the counter is at %d, want 2", seq)
	}
}

// Many nodes on the same few records, in the contract's order, never meet in a
// deadlock and lose no update.
func TestContention(t *testing.T) {
	dsn, _ := database(t)
	s, err := Open(t.Context(), dsn, Options{Org: "o", Conns: 10})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	const nodes, each = 8, 25
	var keys []changesync.Key
	for i := range 5 {
		keys = append(keys, changesync.Key{Collection: "c", ID: fmt.Sprint(i)})
	}
	var group sync.WaitGroup
	for n := range nodes {
		group.Go(func() {
			runs := 0
			for i := range each {
				mine := []changesync.Key{keys[(n+i)%5], keys[(n*2+i*3+1)%5]}
				if err := s.Update(t.Context(), func(tx changesync.Tx) error { runs++; return countUp(tx, mine) }); err != nil {
					t.Error(err)
				}
			}
			if runs != each {
				t.Errorf("node %d ran %d times for %d updates", n, runs, each)
			}
		})
	}
	group.Wait()
	total := 0
	err = s.View(t.Context(), func(tx changesync.ReadTx) error {
		found, err := tx.Records(keys...)
		for _, r := range found {
			total += len(r.Body)
		}
		return err
	})
	want := 0
	for n := range nodes {
		for i := range each {
			if want++; (n+i)%5 != (n*2+i*3+1)%5 {
				want++
			}
		}
	}
	if err != nil || total != want || headSeq(t, s) != nodes*each {
		t.Errorf("counted %d of %d, seq %d of %d (%v)", total, want, headSeq(t, s), nodes*each, err)
	}
}

// countUp makes the bodies of records one byte longer.
func countUp(tx changesync.Tx, keys []changesync.Key) error {
	found, err := tx.LockRecords(keys...)
	if err != nil {
		return err
	}
	seq, err := tx.NextSeq()
	if err != nil {
		return err
	}
	b := &changesync.Batch{}
	for _, k := range keys {
		b.Records = append(b.Records, changesync.StoredRecord{Key: k, Scope: "org", Seq: seq, Body: append(found[k].Body, 'x')})
	}
	return tx.Apply(b)
}

func headSeq(t testing.TB, s *Store) uint64 {
	t.Helper()
	var head changesync.Head
	err := s.View(t.Context(), func(tx changesync.ReadTx) (err error) {
		head, err = tx.Head()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return head.Seq
}

// wantCode fails unless err is an *Error with the code and a hint.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || (e.Hint == "" && code != CodeFailed) {
		t.Errorf("%v, want code %s with a hint", err, code)
	}
}
