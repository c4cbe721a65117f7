package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"fieldsync/sync"
)

// standbyAway makes commits wait for a standby that is not there, until the
// test ends or the returned function is called.
func standbyAway(t *testing.T) (back func()) {
	t.Helper()
	set := func(names string) {
		admin(t, "postgres", "ALTER SYSTEM SET synchronous_standby_names = '"+names+"'")
		admin(t, "postgres", "SELECT pg_reload_conf()")
		watcher(t, "SELECT current_setting('synchronous_standby_names') = '"+names+"'")
	}
	back = func() { set("") }
	t.Cleanup(back)
	set("away")
	return back
}

// watcher asks, in new sessions, until the answer is true; each question lets
// the server rest a little.
func watcher(t *testing.T, question string) {
	t.Helper()
	ctx := context.Background() // also when the test has ended
	for range 2000 {
		c, err := pgx.Connect(ctx, server.dsn("postgres", "postgres"))
		if err != nil {
			t.Fatal(err)
		}
		var yes bool
		err = c.QueryRow(ctx, question).Scan(&yes)
		if err == nil && !yes {
			_, err = c.Exec(ctx, "SELECT pg_sleep(0.01)")
		}
		_ = c.Close(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if yes {
			return
		}
	}
	t.Fatalf("never true: %s", question)
}

func putDoc(tx changesync.Tx) error {
	return tx.Apply(&changesync.Batch{Docs: []changesync.Doc{{Kind: "k", Key: "x", Body: []byte("1")}}})
}

// A commit that hangs for its standby and is cancelled is a success with a
// warning to the server, and a failure here. The same holds for a transaction
// that wrote nothing, since it may have read what is not replicated.
func TestCancelledReplicationIsNoSuccess(t *testing.T) {
	dsn, name := database(t)
	s := open(t, dsn)
	standbyAway(t)
	for what, fn := range map[string]func(changesync.Tx) error{
		"writing": putDoc,
		"reading": func(tx changesync.Tx) error { _, err := tx.Head(); return err },
	} {
		done, runs := make(chan error, 1), 0
		go func() {
			done <- s.Update(t.Context(), func(tx changesync.Tx) error { runs++; return fn(tx) })
		}()
		waiting := "datname = '" + name + "' AND wait_event = 'SyncRep'"
		watcher(t, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE "+waiting+")")
		admin(t, "postgres", "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE "+waiting)
		err := <-done
		if !errors.Is(err, changesync.ErrBusy) || runs != 1 {
			t.Errorf("%s: %v after %d runs, want ErrBusy after one: nobody may repeat it blindly", what, err, runs)
		}
		wantCode(t, err, CodeUncertain)
	}
}

// A commit that nobody cancels ends with its timeout, as uncertain; a View
// never waits, and the store goes on when the standby is back.
func TestCommitTimesOut(t *testing.T) {
	dsn, _ := database(t)
	open(t, dsn) // makes the tables
	s, err := Open(t.Context(), dsn, Options{Org: "组织/1", CommitTimeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	back := standbyAway(t)
	wantCode(t, s.Update(t.Context(), putDoc), CodeUncertain)
	if seq := headSeq(t, s); seq != 0 {
		t.Errorf("the counter is at %d", seq)
	}
	back()
	if err := s.Update(t.Context(), putDoc); err != nil {
		t.Errorf("with the standby back: %v", err)
	}
}

// A connection that dies before the commit has done nothing; the next one works.
func TestConnectionLost(t *testing.T) {
	dsn, name := database(t)
	s := open(t, dsn)
	kill := "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + name + "'"
	err := s.Update(t.Context(), func(tx changesync.Tx) error {
		if _, err := tx.NextSeq(); err != nil {
			return err
		}
		admin(t, "postgres", kill)
		return putDoc(tx)
	})
	if !errors.Is(err, changesync.ErrBusy) {
		t.Errorf("%v, want ErrBusy", err)
	}
	wantCode(t, err, CodeUnreachable)
	if err := s.Update(t.Context(), putDoc); err != nil || headSeq(t, s) != 0 {
		t.Errorf("afterwards: %v, the counter at %d", err, headSeq(t, s))
	}
	for range 3 { // one that died while it was idle is not noticed at all
		admin(t, "postgres", kill)
		if err := s.Update(t.Context(), putDoc); err != nil {
			t.Errorf("after an idle connection died: %v", err)
		}
		admin(t, "postgres", kill)
		headSeq(t, s)
	}
}
