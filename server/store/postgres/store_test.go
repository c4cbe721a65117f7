package postgres

import (
	"testing"

	"fieldsync/sync"
	"fieldsync/sync/storetest"
)

func open(t testing.TB, dsn string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dsn, Options{Org: "组织/1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // often closed before
	return s
}

func TestStore(t *testing.T) {
	notShort(t) // as a whole, not test by test
	storetest.Store(t, func(t *testing.T) storetest.Opener {
		dsn, _ := database(t)
		return func(t *testing.T) changesync.Store { return open(t, dsn) }
	})
}
