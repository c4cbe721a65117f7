//go:build !js

package localdb_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localdb/localdbtest"
)

func TestSuiteOnFile(t *testing.T) {
	localdbtest.Run(t, func(t *testing.T) *localdb.DB {
		return open(t, filepath.Join(t.TempDir(), "local.db"), localdb.Options{})
	})
}

// script runs statements that must succeed.
func script(t testing.TB, db *localdb.DB, sql string) {
	t.Helper()
	if err := db.Update(context.Background(), func(tx *localdb.Tx) error { return tx.Script(sql) }); err != nil {
		t.Fatal(err)
	}
}

// number reads one integer in a View.
func number(t testing.TB, db *localdb.DB, query string) (n int) {
	t.Helper()
	err := db.View(context.Background(), func(tx *localdb.Tx) error {
		_, err := tx.Get(query, nil, &n)
		return err
	})
	if err != nil {
		t.Errorf("%s: %v", query, err)
	}
	return n
}

func TestSettingsHold(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "local.db"), localdb.Options{Readers: 3})
	look := func(tx *localdb.Tx) error {
		for pragma, want := range map[string]any{"journal_mode": "wal", "synchronous": int64(2), "foreign_keys": int64(1)} {
			var got any
			if _, err := tx.Get("PRAGMA "+pragma, nil, &got); err != nil || got != want {
				t.Errorf("%s is %v, want %v (%v)", pragma, got, want, err)
			}
		}
		return nil
	}
	for range 3 { // the readers take turns
		if err := db.View(context.Background(), look); err != nil {
			t.Error(err)
		}
		if number(t, db, "PRAGMA query_only") != 1 {
			t.Error("a reader could write")
		}
	}
	if err := db.Update(context.Background(), look); err != nil {
		t.Error(err)
	}
}

func TestStrangePathsAndPrivateFiles(t *testing.T) {
	for _, name := range []string{"plain.db", "with space.db", "a?mode=ro.db", "50%20#1.db", "拜访 𠮷.db", "a&b=c;d.db"} {
		dir := filepath.Join(t.TempDir(), "文件夹 ?#%")
		db := open(t, filepath.Join(dir, name), localdb.Options{})
		script(t, db, "CREATE TABLE v(x)")
		for _, suffix := range []string{"", "-wal", "-shm"} {
			info, err := os.Stat(filepath.Join(dir, name) + suffix)
			if err != nil {
				t.Errorf("the file is elsewhere: %v", err)
			} else if info.Mode().Perm() != 0o600 {
				t.Errorf("%s%s has the rights %v", name, suffix, info.Mode().Perm())
			}
		}
	}
}

func TestDamagedFile(t *testing.T) {
	damage := func(offset int) (string, []byte) {
		path := filepath.Join(t.TempDir(), "local.db")
		db, err := localdb.Open(path, localdb.Options{})
		if err != nil {
			t.Fatal(err)
		}
		script(t, db, "CREATE TABLE v(x UNIQUE); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i+1 FROM n WHERE i<5000) INSERT INTO v SELECT 'row '||i FROM n")
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		copy(raw[offset:], bytes.Repeat([]byte{0xa5}, 8192))
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return path, raw
	}
	path, _ := damage(0)
	if _, err := localdb.Open(path, localdb.Options{}); localdb.CodeOf(err) != localdb.CodeCorrupt || !strings.Contains(err.Error(), path) {
		t.Errorf("a broken header: want %s naming the file, got %v", localdb.CodeCorrupt, err)
	}
	path, raw := damage(5 * 4096)
	db := open(t, path, localdb.Options{})
	if err := db.Check(context.Background()); localdb.CodeOf(err) != localdb.CodeCorrupt {
		t.Errorf("broken pages: want %s, got %v", localdb.CodeCorrupt, err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, raw) {
		t.Errorf("looking changed the damaged file (%v)", err)
	}
}

func benchPath(t testing.TB) string { return filepath.Join(t.TempDir(), "bench.db") }
