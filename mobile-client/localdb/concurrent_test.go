//go:build !js

package localdb_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"

	"fieldsync/mobile-client/localdb"
)

func TestReadersSeeTheirSnapshotWhileOneWrites(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "local.db"), localdb.Options{})
	script(t, db, "CREATE TABLE v(x); INSERT INTO v VALUES (1)")
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		if _, err := tx.Exec("INSERT INTO v VALUES (2)"); err != nil {
			return err
		}
		var readers sync.WaitGroup
		for range 4 { // more than there are connections
			readers.Go(func() {
				if n := number(t, db, "SELECT count(*) FROM v"); n != 1 {
					t.Errorf("a reader sees %d rows before the commit", n)
				}
			})
		}
		readers.Wait()
		return nil
	})
	if n := number(t, db, "SELECT count(*) FROM v"); err != nil || n != 2 {
		t.Errorf("%d rows after the commit, error %v", n, err)
	}
}

// Money moves between two accounts; no reader may ever see some of it missing.
func TestReadersNeverSeeHalfATransaction(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "local.db"), localdb.Options{})
	script(t, db, "CREATE TABLE v(id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO v VALUES (1, 1000), (2, 1000)")
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		writers.Go(func() {
			for i := range 50 {
				err := db.Update(context.Background(), func(tx *localdb.Tx) error {
					_, a := tx.Exec("UPDATE v SET n=n-? WHERE id=1", i)
					_, b := tx.Exec("UPDATE v SET n=n+? WHERE id=2", i)
					return errors.Join(a, b)
				})
				if err != nil {
					t.Errorf("a writer: %v", err)
				}
			}
		})
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if sum := number(t, db, "SELECT sum(n) FROM v"); sum != 2000 {
					t.Errorf("a reader sees %d", sum)
					return
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
	if n := number(t, db, "SELECT n FROM v WHERE id=1"); n != 1000-2*50*49/2 {
		t.Errorf("an update was lost: %d", n)
	}
}

func TestWaitingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := open(t, localdb.Memory, localdb.Options{})
		none := func(*localdb.Tx) error { t.Error("it ran beside another one"); return nil }
		err := db.Update(context.Background(), func(*localdb.Tx) error {
			busy, ended := make(chan error, 1), make(chan error, 1)
			ctx, cancel := context.WithCancel(context.Background())
			go func() { ended <- db.View(ctx, none) }()
			synctest.Wait() // until it waits
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("want the context's error, got %v", err)
			}
			go func() { busy <- db.Update(context.Background(), none) }()
			if err := <-busy; localdb.CodeOf(err) != localdb.CodeBusy {
				t.Errorf("want %s, got %v", localdb.CodeBusy, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestCloseWaitsForTransactions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "local.db")
	db := open(t, path, localdb.Options{})
	script(t, db, "CREATE TABLE v(x)")
	inside, leave, closed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	updated := make(chan error, 1)
	go func() {
		updated <- db.Update(context.Background(), func(tx *localdb.Tx) error {
			close(inside)
			<-leave
			_, err := tx.Exec("INSERT INTO v VALUES (1)")
			return err
		})
	}()
	<-inside
	go func() { closed <- db.Close() }()
	for localdb.CodeOf(db.View(context.Background(), func(*localdb.Tx) error { return nil })) != localdb.CodeClosed {
		continue // Close has not begun
	}
	select {
	case <-closed:
		t.Error("Close did not wait")
	default:
	}
	close(leave)
	if err := errors.Join(<-updated, <-closed); err != nil {
		t.Error(err)
	}
	if n := number(t, open(t, path, localdb.Options{}), "SELECT count(*) FROM v"); n != 1 {
		t.Errorf("%d rows of the transaction that was open", n)
	}
}
