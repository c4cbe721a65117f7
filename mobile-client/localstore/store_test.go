package localstore_test

import (
	"errors"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/sync"
)

var errStop = errors.New("stop here")

// TestFailedWriteIsNotForgotten: a caller that drops the error of a write does
// not commit the half that worked.
func TestFailedWriteIsNotForgotten(t *testing.T) {
	s := open(t, localdb.Memory)
	err := s.Update(ctx, func(tx changesync.LocalTx) error {
		_ = tx.PutMeta("half", []byte("x"))
		_ = tx.PutMeta("bad\x00name", []byte("x"))
		_ = tx.PutMeta("other half", []byte("x"))
		return nil
	})
	if err == nil {
		t.Fatal("the transaction succeeded")
	}
	_ = s.View(ctx, func(tx changesync.LocalReadTx) error {
		for _, name := range []string{"half", "other half"} {
			if _, ok, err := tx.Meta(name); ok || err != nil {
				t.Errorf("%s stayed (%v)", name, err)
			}
		}
		return nil
	})
}

func TestEndedTransaction(t *testing.T) {
	s := open(t, localdb.Memory)
	var kept changesync.LocalTx
	if err := s.Update(ctx, func(tx changesync.LocalTx) error { kept = tx; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := kept.PutMeta("late", nil); err == nil {
		t.Error("a write after the end was taken")
	}
	if _, _, err := kept.Meta("late"); err == nil {
		t.Error("a read after the end was answered")
	}
}
