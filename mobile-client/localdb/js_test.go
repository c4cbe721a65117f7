//go:build js && wasm

package localdb_test

import (
	"testing"

	"fieldsync/mobile-client/localdb"
)

// benchPath: under Node there is no OPFS, so the figures are those of memory.
func benchPath(testing.TB) string { return localdb.Memory }
