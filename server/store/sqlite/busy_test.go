package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"fieldsync/sync"
)

// A second handle stands for another process: SQLite's locks do not tell them
// apart. It waits as long as it was told and then says who is to blame.
func TestBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	first := open(t, path)
	second, err := Open(t.Context(), path, Options{BusyTimeout: 150 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = second.Close() })
	nothing := func(changesync.Tx) error { t.Error("ran without the lock"); return nil }
	err = first.Update(t.Context(), func(changesync.Tx) error {
		start := time.Now()
		err := second.Update(t.Context(), nothing)
		if waited := time.Since(start); waited < 150*time.Millisecond || waited > 10*time.Second {
			t.Errorf("waited %v", waited)
		}
		if !errors.Is(err, changesync.ErrBusy) {
			t.Errorf("%v, want ErrBusy", err)
		}
		wantCode(t, err, CodeBusy)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Update(t.Context(), func(changesync.Tx) error { return nil }); err != nil {
		t.Fatalf("after the lock is free: %v", err)
	}
}

// Waiting ends with the context, also for the store's own writer.
func TestWaitingEndsWithContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	first, second := open(t, path), open(t, path)
	err := first.Update(t.Context(), func(changesync.Tx) error {
		for _, s := range []*Store{first, second} {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			err := s.Update(ctx, func(changesync.Tx) error { t.Error("ran without the lock"); return nil })
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v, want context.DeadlineExceeded", err)
			}
			cancel()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// full fills the database up to its largest size and answers the error.
func full(t *testing.T, s *Store, n int) error {
	t.Helper()
	return s.Update(t.Context(), func(tx changesync.Tx) error {
		seq, err := tx.NextSeq()
		if err != nil {
			return err
		}
		f := newFeeder()
		f.n = uint64(n) * 10_000
		return tx.Apply(f.batch(seq, 200))
	})
}

// A full disk fails the update, leaves nothing of it, and the store goes on
// when there is space again.
func TestFull(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.db"))
	if err := full(t, s, 1); err != nil {
		t.Fatal(err)
	}
	limitPages(t, s, "PRAGMA max_page_count = 300")
	for range 2 {
		err := full(t, s, 2)
		if !errors.Is(err, changesync.ErrFull) {
			t.Fatalf("%v, want ErrFull", err)
		}
		wantCode(t, err, CodeFull)
		if err := s.Integrity(t.Context()); err != nil {
			t.Fatal(err)
		}
		if seq := headSeq(t, s); seq != 1 {
			t.Fatalf("seq %d, want 1", seq)
		}
	}
	limitPages(t, s, "PRAGMA max_page_count = 1000000")
	if err := full(t, s, 2); err != nil {
		t.Fatalf("with space again: %v", err)
	}
	if seq := headSeq(t, s); seq != 2 {
		t.Fatalf("seq %d, want 2", seq)
	}
}

func limitPages(t *testing.T, s *Store, pragma string) {
	t.Helper()
	c := <-s.writer
	defer func() { s.writer <- c }()
	if err := c.script(pragma); err != nil {
		t.Fatal(err)
	}
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
