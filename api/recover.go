package api

import (
	"fmt"
	"net/http"
	"runtime/debug"
)

// withRecovery turns a panic into an internal problem. When the answer has
// begun already the connection is cut, so that nobody takes half for whole.
func (s *Server) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			if rec, ok := w.(*recorder); ok && rec.status != 0 {
				s.opt.Log.ErrorContext(r.Context(), "panic after the answer had begun", "id", traceOf(r.Context()).id, "error", err)
				panic(http.ErrAbortHandler)
			}
			s.refuse(w, r, err)
		}()
		next.ServeHTTP(w, r)
	})
}
