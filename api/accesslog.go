package api

import (
	"log/slog"
	"net/http"
)

// recorder notes status and size of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// withAccessLog writes one line a request: ids, codes, sizes and times. No
// body, token, query or address: those are secrets or a person's.
func (s *Server) withAccessLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := s.opt.Now()
		rec := &recorder{ResponseWriter: w}
		t := traceOf(r.Context())
		defer func() {
			took := s.opt.Now().Sub(begun)
			s.metrics.requests.add(requestLabels(t.route, rec.status), 1)
			s.opt.Log.LogAttrs(r.Context(), levelOf(rec.status), "request",
				slog.String("id", t.id), slog.String("method", methodName(r.Method)), slog.String("route", t.route),
				slog.Int("status", rec.status), slog.String("code", t.code), slog.String("device", t.device), slog.String("session", t.session),
				slog.Int64("bytes", rec.bytes), slog.Duration("took", took))
		}()
		next.ServeHTTP(rec, r)
	})
}

func levelOf(status int) slog.Level {
	if status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// methodName keeps free text out of the log.
func methodName(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}
