//go:build !js

package localdb_test

import (
	"path/filepath"
	"testing"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localdb/localdbtest"
)

func TestSuiteOnFile(t *testing.T) {
	localdbtest.Run(t, func(t *testing.T) *localdb.DB {
		return open(t, filepath.Join(t.TempDir(), "local.db"), localdb.Options{})
	})
}
