package localdb_test

import (
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localdb/localdbtest"
)

func TestSuiteInMemory(t *testing.T) {
	localdbtest.Run(t, func(t *testing.T) *localdb.DB { return open(t, localdb.Memory, localdb.Options{}) })
}

// open opens a database that the test's end closes.
func open(t testing.TB, path string, opts localdb.Options) *localdb.DB {
	t.Helper()
	db, err := localdb.Open(path, opts)
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}
