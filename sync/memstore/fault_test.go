package memstore

import (
	"context"
	"errors"
	"testing"

	"fieldsync/sync"
)

var errPower = errors.New("power cut")

// write takes a sequence and stores a document.
func write(s *Store) error {
	return s.Update(context.Background(), func(tx changesync.Tx) error {
		if _, err := tx.NextSeq(); err != nil {
			return err
		}
		return tx.Apply(&changesync.Batch{Docs: []changesync.Doc{{Kind: "k", Key: "a", Body: []byte("1")}}})
	})
}

func seqOf(t *testing.T, s *Store) uint64 {
	t.Helper()
	var head changesync.Head
	err := s.View(context.Background(), func(tx changesync.ReadTx) (err error) {
		head, err = tx.Head()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return head.Seq
}

// A fault at every point: only after the commit is the write there.
func TestFaultPoints(t *testing.T) {
	for _, point := range []string{Begin, NextSeq, Apply, CommitBefore, CommitAfter} {
		for _, crash := range []bool{false, true} {
			s := New()
			s.Fault = func(op string) error {
				if op == point && crash {
					panic(errPower)
				}
				if op == point {
					return errPower
				}
				return nil
			}
			if err := crashed(func() error { return write(s) }); !errors.Is(err, errPower) {
				t.Fatalf("%s: %v, want the fault", point, err)
			}
			want := uint64(0)
			if point == CommitAfter {
				want = 1
			}
			again := s.Again()
			if got := seqOf(t, again); got != want {
				t.Errorf("%s, crash %v: seq %d, want %d", point, crash, got, want)
			}
			if err := write(again); err != nil {
				t.Errorf("%s, crash %v: the next write fails: %v", point, crash, err)
			}
		}
	}
}

func crashed(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = p.(error)
		}
	}()
	return fn()
}

func TestFaultOfView(t *testing.T) {
	s := New()
	s.Fault = func(op string) error {
		if op == View {
			return errPower
		}
		return nil
	}
	if err := s.View(context.Background(), func(changesync.ReadTx) error { return nil }); !errors.Is(err, errPower) {
		t.Fatalf("view: %v", err)
	}
}

func TestFaultOfLocal(t *testing.T) {
	l := NewLocal()
	l.Fault = func(op string) error {
		if op == Apply {
			return errPower
		}
		return nil
	}
	err := l.Update(context.Background(), func(tx changesync.LocalTx) error {
		_ = tx.PutMeta("a", []byte("1"))
		return nil // a swallowed error still fails the transaction
	})
	if !errors.Is(err, errPower) {
		t.Fatalf("update: %v", err)
	}
}

func TestClonesPart(t *testing.T) {
	s := New()
	if err := write(s); err != nil {
		t.Fatal(err)
	}
	c := s.Clone()
	if err := write(s); err != nil {
		t.Fatal(err)
	}
	if a, b := seqOf(t, s), seqOf(t, c); a != 2 || b != 1 {
		t.Fatalf("store at %d, clone at %d: want 2 and 1", a, b)
	}
	l := NewLocal()
	lc := l.Clone()
	if err := l.Update(context.Background(), func(tx changesync.LocalTx) error { return tx.PutMeta("a", []byte{}) }); err != nil {
		t.Fatal(err)
	}
	err := lc.View(context.Background(), func(tx changesync.LocalReadTx) error {
		if _, ok, err := tx.Meta("a"); ok || err != nil {
			t.Errorf("the clone sees a later write (%v)", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
