package api

import (
	"crypto/rand"
	"net/http"
	"regexp"
)

const requestIDHeader = "X-Request-Id"

// saneID is what an incoming id may be: it goes into logs and answers.
var saneID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$`)

// withRequestID gives every request an id, the caller's where it is sane.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !saneID.MatchString(id) || len(r.Header.Values(requestIDHeader)) > 1 {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r.WithContext(withTrace(r.Context(), &trace{id: id})))
	})
}
