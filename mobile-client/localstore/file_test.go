//go:build !js

package localstore_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/sync"
	"fieldsync/sync/storetest"
)

func TestSuite(t *testing.T) {
	storetest.Local(t, func(t *testing.T) storetest.LocalOpener {
		path := filepath.Join(t.TempDir(), "field.db")
		return func(t *testing.T) changesync.Local { return &beside{Store: open(t, path)} }
	})
}

// beside gives each transaction that begins during another one a goroutine of
// its own, as two parts of a program have: localdb refuses one inside another
// on the same goroutine, because in the browser it would wait for itself.
type beside struct {
	*localstore.Store
	running atomic.Int32
}

func (b *beside) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	return b.apart(func() error { return b.Store.Update(ctx, fn) })
}

func (b *beside) View(ctx context.Context, fn func(changesync.LocalReadTx) error) error {
	return b.apart(func() error { return b.Store.View(ctx, fn) })
}

func (b *beside) apart(do func() error) error {
	defer b.running.Add(-1)
	if b.running.Add(1) == 1 {
		return do()
	}
	done := make(chan error, 1)
	go func() { done <- do() }()
	return <-done
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "home", "field.db")
	s := open(t, path)
	key := changesync.Key{Collection: "customer", ID: "c1"}
	err := s.Update(ctx, func(tx changesync.LocalTx) error {
		if err := tx.PutBase(changesync.StoredRecord{Key: key, Scope: "customer/c1", Seq: 7, Body: []byte("{}")}, true); err != nil {
			return err
		}
		return tx.PutOutbox(changesync.OutboxRow{N: 1, Raw: []byte("raw"), State: changesync.OutWaiting})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	if err := again.Check(ctx); err != nil {
		t.Error(err)
	}
	err = again.View(ctx, func(tx changesync.LocalReadTx) error {
		if rec, ok, err := tx.Base(key); !ok || err != nil || rec.Seq != 7 {
			t.Errorf("base: %+v %v %v", rec, ok, err)
		}
		if n, err := tx.OutboxCount(changesync.OutWaiting); n != 1 || err != nil {
			t.Errorf("outbox: %d %v", n, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestNewerDatabase: a program never works on a database it does not know.
func TestNewerDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "field.db")
	db, err := localdb.Open(path, localdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(ctx, func(tx *localdb.Tx) error {
		_, err := tx.Exec("PRAGMA user_version=999")
		return err
	})
	if err != nil || db.Close() != nil {
		t.Fatal(err)
	}
	if _, err := localstore.Open(ctx, path, localdb.Options{}); localdb.CodeOf(err) != localdb.CodeNewer {
		t.Errorf("want %s, got %v", localdb.CodeNewer, err)
	}
}

// TestQueriesUseIndexes: what runs at every pull and every list must not read
// the whole table.
func TestQueriesUseIndexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "field.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Open(path, localdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, query := range []string{
		"SELECT body FROM base WHERE collection = ? AND id > ? ORDER BY id LIMIT ?",
		"SELECT body FROM base WHERE scope = ? AND (collection, id) > (?, ?) ORDER BY collection, id LIMIT ?",
		"SELECT collection, id FROM base WHERE conflict = 1 ORDER BY collection, id",
		"SELECT n FROM overlay WHERE collection = ? AND id = ? ORDER BY n",
		"SELECT DISTINCT collection, id FROM overlay WHERE collection = ? ORDER BY id",
		"DELETE FROM overlay WHERE n = ?",
		"DELETE FROM sealed WHERE acked < ?",
	} {
		var plan []string
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = "x"
		}
		err := db.View(ctx, func(tx *localdb.Tx) error {
			return tx.Each("EXPLAIN QUERY PLAN "+query, args, func(row *localdb.Row) error {
				var detail string
				err := row.Scan(nil, nil, nil, &detail)
				plan = append(plan, detail)
				return err
			})
		})
		all := strings.Join(plan, "; ")
		whole := strings.Contains(all, "SCAN base") && !strings.Contains(all, "base_conflict")
		if err != nil || whole || strings.Contains(all, "SCAN overlay") || strings.Contains(all, "SCAN sealed") || strings.Contains(all, "TEMP B-TREE") {
			t.Errorf("%s\n%s %v", query, all, err)
		}
	}
}

// TestInWebAssembly runs the stories of oracle_test.go in the browser's build
// of this package, on the real sqlite-wasm.
func TestInWebAssembly(t *testing.T) {
	runner := filepath.Join("..", "localdb", "jstest")
	if _, err := os.Stat(filepath.Join(runner, "node_modules", "@sqlite.org")); err != nil {
		command(t, runner, "npm", "ci", "--no-audit", "--no-fund")
	}
	binary := filepath.Join(t.TempDir(), "localstore.wasm")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	root := strings.TrimSpace(command(t, ".", "go", "env", "GOROOT"))
	out := command(t, runner, "node", "run.mjs", filepath.Join(root, "lib", "wasm", "wasm_exec.js"), binary, "-test.v")
	if want := "--- PASS: TestLikeTheOracle"; !strings.Contains(out, want) {
		t.Errorf("the output lacks %q:\n%s", want, out)
	}
}

func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}
