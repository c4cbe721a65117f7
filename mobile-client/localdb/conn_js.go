//go:build js && wasm

package localdb

import (
	"encoding/binary"
	"errors"
	"syscall/js"
	"time"
)

// The browser's connection: every call crosses into bridge.js once, with the
// whole request in one byte array and the whole answer in another. bridge.js
// documents the contract.

// own does nothing here: the page elects the one tab that opens the database,
// and the browser gives its files to one worker at a time.
func own(string, time.Duration) (release func() error, err error) {
	return func() error { return nil }, nil
}

// connect opens the single connection there can be.
func connect(path string, _ Options) ([]*session, error) {
	b, err := newBridge()
	if err != nil {
		return nil, err
	}
	b.request = append(b.request[:0], path...)
	answer, err := b.call(b.open)
	if err != nil {
		return nil, named(err, path)
	}
	s := newSession(&jsConn{b: b, handle: number(answer)})
	if err := s.setup(settings(path, path != Memory, false)); err != nil {
		return nil, named(errors.Join(err, s.shut()), path)
	}
	return []*session{s}, nil
}

type jsConn struct {
	b      *bridge
	handle js.Value
}

func (c *jsConn) prepare(query string) (stmt, error) {
	c.b.request = append(c.b.request[:0], query...)
	answer, err := c.b.call(c.b.prepare, c.handle)
	if err != nil {
		return nil, err
	}
	return &jsStmt{b: c.b, id: number(answer)}, nil
}

func (c *jsConn) close() error {
	_, err := c.b.tell(c.b.close, c.handle)
	return err
}

type jsStmt struct {
	b  *bridge
	id js.Value
}

func (s *jsStmt) exec(args []any) (int64, error) {
	s.b.request = appendArgs(s.b.request[:0], args)
	answer, err := s.b.call(s.b.run, s.id, js.ValueOf(0))
	if err != nil {
		return 0, err
	}
	return int64(binary.LittleEndian.Uint32(answer[1:])), nil
}

func (s *jsStmt) query(args []any) (cursor, error) {
	s.b.request = appendArgs(s.b.request[:0], args)
	answer, err := s.b.call(s.b.run, s.id, js.ValueOf(firstPage))
	if err != nil {
		return nil, err
	}
	c := &jsCursor{s: s, limit: firstPage}
	c.fill(answer)
	c.width = int(binary.LittleEndian.Uint32(answer[5:]))
	return c, nil
}

func (s *jsStmt) close() error {
	_, err := s.b.tell(s.b.finalize, s.id)
	return err
}

// The first page is small because most queries want one row; then pages grow
// until crossings no longer matter.
const (
	firstPage = 4 << 10
	lastPage  = 256 << 10
)

type jsCursor struct {
	s     *jsStmt
	page  []byte // what is left of the current page
	own   []byte // the page's memory
	more  bool   // the statement has not reached its end
	limit int
	width int
}

func (c *jsCursor) columns() int { return c.width }

// fill copies a page, for the bridge's buffer serves the next statement too.
func (c *jsCursor) fill(answer []byte) {
	c.more = answer[0] == statusRows
	c.own = append(c.own[:0], answer[9:]...)
	c.page = c.own
}

func (c *jsCursor) next(row []value) (bool, error) {
	if len(c.page) == 0 {
		if !c.more {
			return false, nil
		}
		c.limit = min(4*c.limit, lastPage)
		answer, err := c.s.b.tell(c.s.b.more, c.s.id, js.ValueOf(c.limit))
		if err != nil {
			c.more = false
			return false, err
		}
		c.fill(answer)
		if len(c.page) == 0 {
			return false, nil
		}
	}
	for i := range row {
		c.page = takeValue(c.page, &row[i])
	}
	return true, nil
}

func (c *jsCursor) close() {
	if c.more {
		_, _ = c.s.b.tell(c.s.b.reset, c.s.id) // repeats the last step's error
	}
	c.page, c.more = nil, false
}

func number(answer []byte) js.Value {
	return js.ValueOf(binary.LittleEndian.Uint32(answer[1:]))
}
