//go:build !failpoints

package main

import (
	"net/http"

	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"
)

// Without the build tag "failpoints" there are none.
func failingStore(s changesync.Store) changesync.Store { return s }

func failingRoutes(h http.Handler) http.Handler { return h }

func storeOptions() sqlite.Options { return sqlite.Options{} }
