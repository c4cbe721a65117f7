package faultstore_test

import (
	"context"
	"errors"
	"testing"

	"fieldsync/sync"
	"fieldsync/sync/faultstore"
	"fieldsync/sync/memstore"
)

var errPower = errors.New("power cut")

// write takes a sequence and stores a document.
func write(s changesync.Store) error {
	return s.Update(context.Background(), func(tx changesync.Tx) error {
		if _, err := tx.NextSeq(); err != nil {
			return err
		}
		return tx.Apply(&changesync.Batch{Docs: []changesync.Doc{{Kind: "k", Key: "a", Body: []byte("1")}}})
	})
}

func seqOf(t *testing.T, s changesync.Store) uint64 {
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
	for _, point := range []faultstore.Point{faultstore.Begin, faultstore.NextSeq, faultstore.Apply, faultstore.CommitBefore, faultstore.CommitAfter} {
		for _, crash := range []bool{false, true} {
			data := memstore.New()
			s := faultstore.Store(data, func(p faultstore.Point) error {
				if p == point && crash {
					panic(errPower)
				}
				if p == point {
					return errPower
				}
				return nil
			})
			if err := crashed(func() error { return write(s) }); !errors.Is(err, errPower) {
				t.Fatalf("%s: %v, want the fault", point, err)
			}
			want := uint64(0)
			if point == faultstore.CommitAfter {
				want = 1
			}
			again := data.Again()
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
	s := faultstore.Store(memstore.New(), func(p faultstore.Point) error {
		if p == faultstore.View {
			return errPower
		}
		return nil
	})
	if err := s.View(context.Background(), func(changesync.ReadTx) error { return nil }); !errors.Is(err, errPower) {
		t.Fatalf("view: %v", err)
	}
}

func TestFaultOfLocal(t *testing.T) {
	l := faultstore.Local(memstore.NewLocal(), func(p faultstore.Point) error {
		if p == faultstore.Apply {
			return errPower
		}
		return nil
	})
	err := l.Update(context.Background(), func(tx changesync.LocalTx) error {
		_ = tx.PutMeta("a", []byte("1"))
		return nil // a swallowed error still fails the transaction
	})
	if !errors.Is(err, errPower) {
		t.Fatalf("update: %v", err)
	}
}
