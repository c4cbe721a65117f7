//go:build js && wasm

package localdb_test

import (
	"fmt"
	"syscall/js"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localdb/localdbtest"
)

// TestSuiteOnFile runs where the worker has OPFS.
func TestSuiteOnFile(t *testing.T) {
	if pool().IsUndefined() {
		t.Skip("there is no OPFS here: under Node the databases live in memory")
	}
	localdbtest.Run(t, func(t *testing.T) *localdb.DB { return open(t, fresh(t), localdb.Options{}) })
}

// pool is the worker's opfs-sahpool.
func pool() js.Value { return js.Global().Get("localdbPool") }

var files int

// fresh returns a path of which nothing remains after the test.
func fresh(t testing.TB) string {
	files++
	path := fmt.Sprintf("/test-%d.db", files)
	t.Cleanup(func() { pool().Call("unlink", path) })
	return path
}

// benchPath: without OPFS the figures are those of memory.
func benchPath(t testing.TB) string {
	if pool().IsUndefined() {
		return localdb.Memory
	}
	return fresh(t)
}
