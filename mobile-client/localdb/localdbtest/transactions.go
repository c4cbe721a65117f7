package localdbtest

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"fieldsync/mobile-client/localdb"
)

var errOwn = errors.New("the caller's own error")

func commits(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	update(t, db, func(tx *localdb.Tx) {
		exec(t, tx, "INSERT INTO v VALUES (1)")
		var n int
		if get(t, tx, "SELECT count(*) FROM v", nil, &n); n != 1 {
			t.Errorf("a transaction sees %d of its own rows", n)
		}
	})
	if n := count(t, db, "v"); n != 1 {
		t.Errorf("%d rows after the commit, want 1", n)
	}
}

func rollbackOnError(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		exec(t, tx, "INSERT INTO v VALUES (1)")
		return errOwn
	})
	if err != errOwn { //nolint:errorlint // it must come back untouched
		t.Errorf("the error came back as %v", err)
	}
	if n := count(t, db, "v"); n != 0 {
		t.Errorf("%d rows after the rollback", n)
	}
}

func rollbackOnPanic(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	func() {
		defer func() {
			if recover() != errOwn {
				t.Error("the panic did not come through")
			}
		}()
		_ = db.Update(context.Background(), func(tx *localdb.Tx) error {
			exec(t, tx, "INSERT INTO v VALUES (1)")
			panic(errOwn)
		})
	}()
	if n := count(t, db, "v"); n != 0 {
		t.Errorf("%d rows after a panic", n)
	}
}

func rollbackOnGoexit(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = db.Update(context.Background(), func(tx *localdb.Tx) error {
			_, _ = tx.Exec("INSERT INTO v VALUES (1)")
			runtime.Goexit()
			return nil
		})
	}()
	<-done
	if n := count(t, db, "v"); n != 0 {
		t.Errorf("%d rows after the goroutine ended inside", n)
	}
}

func endedContext(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	ctx, cancel := context.WithCancel(context.Background())
	err := db.Update(ctx, func(tx *localdb.Tx) error {
		exec(t, tx, "INSERT INTO v VALUES (1)")
		cancel()
		if _, err := tx.Exec("INSERT INTO v VALUES (2)"); !errors.Is(err, context.Canceled) {
			t.Errorf("a statement after the end of the context: %v", err)
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Update with an ended context: %v", err)
	}
	if err := db.View(ctx, func(*localdb.Tx) error { t.Error("it ran"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("View with an ended context: %v", err)
	}
	if n := count(t, db, "v"); n != 0 {
		t.Errorf("%d rows were committed", n)
	}
}

func nested(t *testing.T, db *localdb.DB) {
	ctx := context.Background()
	inner := func(*localdb.Tx) error { t.Error("an inner transaction ran"); return nil }
	outer := func(*localdb.Tx) error {
		wantCode(t, deep(40, func() error { return db.Update(ctx, inner) }), localdb.CodeMisuse)
		wantCode(t, deep(200, func() error { return db.View(ctx, inner) }), localdb.CodeMisuse)
		wantCode(t, db.Close(), localdb.CodeMisuse)
		return nil
	}
	if err := db.Update(ctx, outer); err != nil {
		t.Errorf("Update: %v", err)
	}
	if err := db.View(ctx, outer); err != nil {
		t.Errorf("View: %v", err)
	}
}

// deep calls fn far down the stack.
func deep(n int, fn func() error) error {
	if n == 0 {
		return fn()
	}
	return deep(n-1, fn)
}

func finished(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	var kept *localdb.Tx
	var rows *localdb.Rows
	update(t, db, func(tx *localdb.Tx) {
		kept = tx
		exec(t, tx, "INSERT INTO v VALUES (1)")
		var err error
		if rows, err = tx.Query("SELECT x FROM v"); err != nil {
			t.Fatal(err)
		}
	})
	_, err := kept.Exec("INSERT INTO v VALUES (2)")
	wantCode(t, err, localdb.CodeMisuse)
	_, err = kept.Query("SELECT 1")
	wantCode(t, err, localdb.CodeMisuse)
	if rows.Next() {
		t.Error("rows moved on after their transaction ended")
	}
	wantCode(t, rows.Scan(new(int)), localdb.CodeMisuse)
}

func viewsRead(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	view(t, db, func(tx *localdb.Tx) {
		for _, query := range []string{
			"INSERT INTO v VALUES (1)", "WITH a(y) AS (SELECT 1) INSERT INTO v SELECT y FROM a",
			"UPDATE v SET x=1", "DELETE FROM v", "REPLACE INTO v VALUES (1)", "CREATE TABLE w(x)", "DROP TABLE v", "PRAGMA user_version=7",
		} {
			_, err := tx.Exec(query)
			wantCode(t, err, localdb.CodeMisuse)
		}
		var n int
		get(t, tx, "WITH a(y) AS (VALUES (1), (2)) SELECT sum(y) FROM a", nil, &n)
		get(t, tx, "SELECT replace('a','a','b')", nil, new(string))
	})
}

func noControl(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x UNIQUE")
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		exec(t, tx, "INSERT INTO v VALUES (1)")
		for _, query := range []string{
			"COMMIT", "end", "/* so */ ROLLBACK", "BEGIN", "SAVEPOINT a", "RELEASE a", "INSERT OR ROLLBACK INTO v VALUES (1)", "VACUUM",
		} {
			_, err := tx.Exec(query)
			wantCode(t, err, localdb.CodeMisuse)
		}
		return errOwn
	})
	if !errors.Is(err, errOwn) {
		t.Errorf("Update: %v", err)
	}
	if n := count(t, db, "v"); n != 0 {
		t.Errorf("%d rows slipped out of the transaction", n)
	}
}

// fullDevice fills the database to a page limit: from then on the transaction
// is lost as a whole, even when its function ignores the error.
func fullDevice(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "x")
	update(t, db, func(tx *localdb.Tx) { exec(t, tx, "PRAGMA max_page_count=20") })
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		exec(t, tx, "INSERT INTO v VALUES (1)")
		_, err := tx.Exec("INSERT INTO v VALUES (zeroblob(1000000))")
		wantCode(t, err, localdb.CodeFull)
		_, err = tx.Exec("INSERT INTO v VALUES (2)")
		wantCode(t, err, localdb.CodeFull)
		return nil
	})
	wantCode(t, err, localdb.CodeFull)
	if n := count(t, db, "v"); n != 0 {
		t.Errorf("%d rows of a transaction that ran out of room", n)
	}
	update(t, db, func(tx *localdb.Tx) { exec(t, tx, "INSERT INTO v VALUES (3)") })
}

func closed(t *testing.T, db *localdb.DB) {
	for range 2 {
		if err := db.Close(); err != nil {
			t.Fatalf("Close: %v", err)
		}
	}
	none := func(*localdb.Tx) error { t.Error("it ran"); return nil }
	wantCode(t, db.Update(context.Background(), none), localdb.CodeClosed)
	wantCode(t, db.View(context.Background(), none), localdb.CodeClosed)
	wantCode(t, db.Check(context.Background()), localdb.CodeClosed)
}
