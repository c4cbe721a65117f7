package memstore

import (
	"context"
	"testing"

	"fieldsync/sync"
)

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
