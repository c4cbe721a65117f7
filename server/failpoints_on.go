//go:build failpoints

package main

import (
	"net/http"
	"os"
	"time"

	"fieldsync/mobile-client/failpoint"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

var points = failpoint.New(os.Getenv, os.Stderr)

// failingStore puts the points of a transaction around the store.
func failingStore(s changesync.Store) changesync.Store {
	return faultstore.Store(s, func(p faultstore.Point) error { return points.At(string(p)) })
}

// storeOptions bound the database, and shorten the wait for its lock so that a
// test need not be patient.
func storeOptions() sqlite.Options {
	return sqlite.Options{MaxPages: points.MaxPages, BusyTimeout: 500 * time.Millisecond}
}

// answers are the points of a conversation, by what is asked for: before the
// handler, after it has committed, and after the answer has gone.
var answers = map[string]string{"/v1/changesets": "push", "/v1/feed": "page", "/v1/snapshot": "page"}

func failingRoutes(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := answers[r.URL.Path]
		if name == "" {
			h.ServeHTTP(w, r)
			return
		}
		_ = points.At(name + "-arrived")
		h.ServeHTTP(&failingAnswer{ResponseWriter: w, point: name + "-answer"}, r)
		_ = http.NewResponseController(w).Flush()
		_ = points.At(name + "-answered")
	})
}

type failingAnswer struct {
	http.ResponseWriter
	point string
}

func (a *failingAnswer) WriteHeader(status int) {
	_ = points.At(a.point)
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (a *failingAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
