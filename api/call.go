package api

import (
	"net/http"

	"fieldsync/api/accounts"
	"fieldsync/sync"
)

// call is one request on its way through the steps.
type call struct {
	s      *Server
	op     *operation
	w      http.ResponseWriter
	r      *http.Request
	trace  *trace
	param  func(name string) string // of the path
	device changesync.Device        // the caller, after authentication
	person *accounts.Person         // or this one, where people call
	body   []byte                   // whole and unpacked, after withBody
	held   int64                    // bytes reserved in the budget
	leave  func()                   // leaves the gate early; never nil
}

// handle runs an operation.
func (s *Server) handle(op *operation, w http.ResponseWriter, r *http.Request, param func(string) string) {
	c := &call{s: s, op: op, w: w, r: r, trace: traceOf(r.Context()), param: param, leave: func() {}}
	c.trace.route = op.path
	defer c.letGo(0)
	if err := op.handle(c); err != nil {
		s.refuse(w, r, err)
	}
}
