package api

import "context"

// trace is what a request's log line and counters tell. It is written by the
// steps that know, on the request's own goroutine.
type trace struct {
	id      string
	route   string // the pattern, never the path with its ids
	device  string
	session string // id, where people call; the audit log says whose
	code    string // of the problem answered
}

type traceKey struct{}

func withTrace(ctx context.Context, t *trace) context.Context {
	return context.WithValue(ctx, traceKey{}, t)
}

// traceOf is never nil.
func traceOf(ctx context.Context) *trace {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t
	}
	return &trace{}
}
