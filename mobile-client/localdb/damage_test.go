//go:build !js

package localdb

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// holding makes a database that holds one word.
func holding(path, word string) error {
	db, err := Open(path, Options{LockWait: time.Second})
	if err != nil {
		return err
	}
	err = db.Update(context.Background(), func(tx *Tx) error {
		return tx.Script("CREATE TABLE v(x); INSERT INTO v VALUES ('" + word + "')")
	})
	return errors.Join(err, db.Close())
}

func word(t *testing.T, path string) (x string) {
	t.Helper()
	db, err := Open(path, Options{LockWait: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.View(context.Background(), func(tx *Tx) error {
		_, err := tx.Get("SELECT x FROM v", nil, &x)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// condemnedAt is a database that is marked as damaged, and seized.
func condemnedAt(t *testing.T) (path string, w *Wreck) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "home", "x.db")
	if err := errors.Join(holding(path, "old"), Condemn(path)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{}); CodeOf(err) != CodeCorrupt {
		t.Fatalf("a marked database opens: %v", err)
	}
	w, err := Seize(path, Options{})
	if err != nil || w == nil {
		t.Fatalf("seize: %v, %v", w, err)
	}
	return path, w
}

func TestReplace(t *testing.T) {
	path, w := condemnedAt(t)
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	no := errors.New("no")
	if err := w.Replace(now, func(string) error { return no }); !errors.Is(err, no) {
		t.Fatalf("a failing build: %v", err)
	}
	if there(filepath.Join(filepath.Dir(path), w.KeptName(now))) || there(path+buildSuffix) {
		t.Error("a failing build leaves something behind")
	}
	if err := w.Replace(now, func(fresh string) error { return holding(fresh, "new") }); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := word(t, path); got != "new" {
		t.Errorf("the database holds %q", got)
	}
	if got := word(t, filepath.Join(filepath.Dir(path), w.KeptName(now))); got != "old" {
		t.Errorf("the damaged one holds %q", got)
	}
	if again, err := Seize(path, Options{}); again != nil || err != nil {
		t.Errorf("seized twice: %v, %v", again, err)
	}
}

// Once the new database is finished it takes its place, whatever of the last
// steps a crash has left undone.
func TestReplaceCutOff(t *testing.T) {
	for undone, suffixes := range map[string][]string{
		"all": {}, "mark removed": {markSuffix}, "logs removed": {markSuffix, logSuffix, indexSuffix},
	} {
		path, w := condemnedAt(t)
		for _, suffix := range []string{logSuffix, indexSuffix} {
			if err := os.WriteFile(path+suffix, make([]byte, 100), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		fresh := filepath.Join(path+buildSuffix, "x.db")
		if err := errors.Join(holding(fresh, "new"), settle(fresh, path+freshSuffix), w.Close()); err != nil {
			t.Fatal(err)
		}
		for _, suffix := range suffixes {
			if err := os.Remove(path + suffix); err != nil {
				t.Fatal(err)
			}
		}
		if got := word(t, path); got != "new" {
			t.Errorf("%s: the database holds %q", undone, got)
		}
		if there(path + freshSuffix) {
			t.Errorf("%s: the finished file is still there", undone)
		}
	}
}
