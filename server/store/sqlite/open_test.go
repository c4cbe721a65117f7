package sqlite

import (
	"database/sql/driver"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	engine "modernc.org/sqlite"

	"fieldsync/sync"
)

// wantCode fails unless err is an *Error with the code and a hint.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || (e.Hint == "" && code != CodeFailed) {
		t.Fatalf("%v, want code %s with a hint", err, code)
	}
}

// rawly runs SQL on a database file behind the store's back.
func rawly(t *testing.T, path string, script string) {
	t.Helper()
	c, err := new(engine.Driver).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.(driver.ExecerContext).ExecContext(t.Context(), script, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestPathIsTakenAsItIs(t *testing.T) {
	dir := t.TempDir()
	name := "a?mode=memory&b#c%20 数据.db"
	s := open(t, filepath.Join(dir, name))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != name {
		t.Fatalf("the folder holds %v (%v), want only %q: closing folds in the WAL", files, err, name)
	}
}

func TestPragmas(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.db"))
	for name, pool := range map[string]chan *conn{"writer": s.writer, "reader": s.readers} {
		c := <-pool
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
			"page_size": strconv.Itoa(pageSize), "trusted_schema": "0", "query_only": map[string]string{"writer": "0", "reader": "1"}[name]} {
			if got, err := c.pragma(pragma); err != nil || got != want {
				t.Errorf("%s: %s is %q, want %q (%v)", name, pragma, got, want, err)
			}
		}
		if name == "reader" {
			if err := c.exec("UPDATE head SET seq = 7"); err == nil {
				t.Error("a reader writes")
			}
		}
		pool <- c
	}
}

// A setting without effect is found when the store opens.
func TestPragmaCheckFails(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.db"))
	c := <-s.writer
	defer func() { s.writer <- c }()
	for _, change := range []string{"PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = 0", "PRAGMA query_only = 1"} {
		if err := c.script(change); err != nil {
			t.Fatal(err)
		}
		wantCode(t, s.check(c, false), CodeUnsafe)
		if err := c.script("PRAGMA synchronous = FULL; PRAGMA foreign_keys = 1; PRAGMA query_only = 0"); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.check(c, false); err != nil {
		t.Fatal(err)
	}
}

func TestVersions(t *testing.T) {
	for _, v := range []struct {
		version string
		ok      bool
	}{{"3.51.3", true}, {"3.51.2", false}, {"3.53.4", true}, {"3.9.9", false}, {"4.0.0", true}, {"3.51", false}, {"x", false}, {"3.51.10", true}} {
		if atLeast(v.version, minVersion) != v.ok {
			t.Errorf("%s at least %s: want %v", v.version, minVersion, v.ok)
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	for code, prepare := range map[string]func(path string){
		CodeNewer: func(path string) {
			s := open(t, path)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			rawly(t, path, "PRAGMA user_version = 9999")
		},
		CodeForeign: func(path string) { rawly(t, path, "CREATE TABLE music (title)") },
		CodeCorrupt: func(path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		CodeFailed: func(path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(code, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			prepare(path)
			s, err := Open(t.Context(), path, Options{})
			if s != nil {
				t.Error("a store was opened")
			}
			wantCode(t, err, code)
		})
	}
}

// Steps run in order, each whole or not at all, and once.
func TestMigrations(t *testing.T) {
	base, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, filepath.Join(t.TempDir(), "x.db"))
	c := <-s.writer
	defer func() { s.writer <- c }()
	n := len(base)
	good := migration{n + 1, "good", "CREATE TABLE extra (a INTEGER); INSERT INTO extra VALUES (1)"}
	bad := migration{n + 2, "bad", "INSERT INTO extra VALUES (2); INSERT INTO nowhere VALUES (1)"}
	if err := s.migrateTo(t.Context(), c, append(base, good, bad)); err == nil || !strings.Contains(err.Error(), "bad") {
		t.Fatalf("%v, want an error that names the step", err)
	}
	rows := func() (count, version int64) {
		if _, err := c.one("SELECT (SELECT count(*) FROM extra), user_version FROM pragma_user_version", func(r row) {
			count, version = r.int(0), r.int(1)
		}); err != nil {
			t.Fatal(err)
		}
		return count, version
	}
	if count, version := rows(); count != 1 || version != int64(n+1) {
		t.Fatalf("after a failing step: %d rows, version %d, want 1 and %d", count, version, n+1)
	}
	bad.text = "INSERT INTO extra VALUES (2)"
	for range 2 {
		if err := s.migrateTo(t.Context(), c, append(base, good, bad)); err != nil {
			t.Fatal(err)
		}
	}
	if count, version := rows(); count != 2 || version != int64(n+2) {
		t.Fatalf("in the end: %d rows, version %d, want 2 and %d", count, version, n+2)
	}
	wantCode(t, s.migrateTo(t.Context(), c, base), CodeNewer)
}

func TestMigrationNumbers(t *testing.T) {
	for _, names := range [][]string{{"migrations/0002_a.sql"}, {"migrations/0001_a.sql", "migrations/0003_b.sql"},
		{"migrations/0001_a.sql", "migrations/0001_b.sql"}, {"migrations/one.sql"}} {
		files := fstest.MapFS{}
		for _, n := range names {
			files[n] = &fstest.MapFile{}
		}
		if _, err := migrations(files); err == nil {
			t.Errorf("%v were taken", names)
		}
	}
}

// A store that was opened twice at once has its tables once.
func TestOpenTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	errs := make(chan error)
	for range 4 {
		go func() {
			s, err := Open(t.Context(), path, Options{})
			if err == nil {
				err = s.Update(t.Context(), func(tx changesync.Tx) error { _, err := tx.NextSeq(); return err })
				err = errors.Join(err, s.Close())
			}
			errs <- err
		}()
	}
	for range 4 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
