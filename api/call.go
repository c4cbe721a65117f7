package api

import (
	"net/http"
	"time"

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
	enter  func() error             // passes the gate, again after leave
	leave  func()                   // leaves the gate early; never nil
}

// user is who calls, by a device or signed in.
func (c *call) user() string {
	if c.person != nil {
		return c.person.User.Name
	}
	return c.device.User
}

// handle runs an operation.
func (s *Server) handle(op *operation, w http.ResponseWriter, r *http.Request, param func(string) string) {
	c := &call{s: s, op: op, w: w, r: r, trace: traceOf(r.Context()), param: param, leave: func() {}}
	c.trace.route = op.path
	defer c.letGo(0)
	if err := op.handle(c); err != nil {
		c.hurry()
		s.refuse(w, r, err)
	}
}

// refusedPause is how long the rest of a request that was refused may take; the
// answer is written after it.
const refusedPause = time.Second

// hurry bounds how long a body that nobody reads any more keeps a connection.
func (c *call) hurry() {
	if c.op.limit > 0 {
		_ = http.NewResponseController(c.w).SetReadDeadline(time.Now().Add(refusedPause))
	}
}
