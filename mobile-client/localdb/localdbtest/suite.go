// Package localdbtest is the suite every engine of localdb passes: natively in
// memory and on a file, and in WebAssembly on the real sqlite-wasm.
package localdbtest

import (
	"context"
	"testing"

	"fieldsync/mobile-client/localdb"
)

// Opener opens a fresh, empty database and closes it with the test.
type Opener func(t *testing.T) *localdb.DB

// Run runs the whole suite, each case on a database of its own.
func Run(t *testing.T, open Opener) {
	cases := []struct {
		name string
		run  func(t *testing.T, db *localdb.DB)
	}{
		{"integers", integers},
		{"floats", floats},
		{"text", text},
		{"blobs", blobs},
		{"nulls", nulls},
		{"refused values", refusedValues},
		{"scan", scanRules},
		{"argument count", argumentCount},
		{"affected rows", affectedRows},
		{"commit", commits},
		{"rollback on error", rollbackOnError},
		{"rollback on panic", rollbackOnPanic},
		{"rollback on goexit", rollbackOnGoexit},
		{"ended context", endedContext},
		{"transactions do not nest", nested},
		{"finished transaction", finished},
		{"views only read", viewsRead},
		{"no transaction control in SQL", noControl},
		{"constraints", constraints},
		{"bad SQL", badSQL},
		{"full device", fullDevice},
		{"rows left open", rowsLeftOpen},
		{"walk stopped", walkStopped},
		{"statement reuse", reuse},
		{"statement inside itself", insideItself},
		{"returning", returning},
		{"changed schema", changedSchema},
		{"big rows", bigRows},
		{"many rows", manyRows},
		{"scripts and triggers", scripts},
		{"migrations", migrations},
		{"failing migration", failingMigration},
		{"check", check},
		{"full-text search", fullText},
		{"closed", closed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// update runs fn in a transaction that must succeed.
func update(t *testing.T, db *localdb.DB, fn func(tx *localdb.Tx)) {
	t.Helper()
	if err := db.Update(context.Background(), func(tx *localdb.Tx) error { fn(tx); return nil }); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// view runs fn in a reading transaction that must succeed.
func view(t *testing.T, db *localdb.DB, fn func(tx *localdb.Tx)) {
	t.Helper()
	if err := db.View(context.Background(), func(tx *localdb.Tx) error { fn(tx); return nil }); err != nil {
		t.Fatalf("View: %v", err)
	}
}

// exec runs a statement that must succeed.
func exec(t *testing.T, tx *localdb.Tx, query string, args ...any) int64 {
	t.Helper()
	n, err := tx.Exec(query, args...)
	if err != nil {
		t.Fatalf("Exec %s: %v", query, err)
	}
	return n
}

// get reads one row that must be there.
func get(t *testing.T, tx *localdb.Tx, query string, args []any, dest ...any) {
	t.Helper()
	found, err := tx.Get(query, args, dest...)
	if err != nil || !found {
		t.Fatalf("Get %s: found %v, error %v", query, found, err)
	}
}

// table makes a table of the given columns.
func table(t *testing.T, db *localdb.DB, name, columns string) {
	t.Helper()
	update(t, db, func(tx *localdb.Tx) { exec(t, tx, "CREATE TABLE "+name+"("+columns+")") })
}

// count returns the rows of a table.
func count(t *testing.T, db *localdb.DB, name string) (n int) {
	t.Helper()
	view(t, db, func(tx *localdb.Tx) { get(t, tx, "SELECT count(*) FROM "+name, nil, &n) })
	return n
}

// wantCode fails unless err carries code.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if localdb.CodeOf(err) != code {
		t.Errorf("want an error with code %s, got %v", code, err)
	}
}
