package sqlite

import (
	"path/filepath"
	"testing"

	"fieldsync/sync"
	"fieldsync/sync/storetest"
)

func open(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // often closed before
	return s
}

func TestStore(t *testing.T) {
	storetest.Store(t, func(t *testing.T) storetest.Opener {
		path := filepath.Join(t.TempDir(), "a?b#c%20 数据.db") // a path that a DSN must escape
		return func(t *testing.T) changesync.Store { return open(t, path) }
	})
}
