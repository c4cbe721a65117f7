package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	engine "modernc.org/sqlite"
)

// stmt is what the driver's prepared statements can do.
type stmt interface {
	driver.StmtExecContext
	driver.StmtQueryContext
	Close() error
}

// conn is one connection with its prepared statements. It belongs to one
// goroutine at a time.
type conn struct {
	raw   driver.Conn
	stmts map[string]stmt
	bulks map[bulkKey]string // texts of the statements of several rows
	args  []driver.NamedValue
}

// dial opens a connection; the pragmas are in the DSN.
func dial(dsn string) (*conn, error) {
	raw, err := new(engine.Driver).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &conn{raw: raw, stmts: map[string]stmt{}, bulks: map[bulkKey]string{}}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

func (c *conn) prepare(query string) (stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	p, err := c.raw.Prepare(query)
	if err != nil {
		return nil, err
	}
	s := p.(stmt)
	c.stmts[query] = s
	return s, nil
}

// bind numbers the arguments. The slice is used again by the next statement:
// the driver has copied all values when it returns.
func (c *conn) bind(args []any) []driver.NamedValue {
	for len(c.args) < len(args) {
		c.args = append(c.args, driver.NamedValue{Ordinal: len(c.args) + 1})
	}
	for i, a := range args {
		c.args[i].Value = a
	}
	return c.args[:len(args)]
}

// exec runs a statement. Arguments are int64, string, []byte or nil. The
// context of the transaction is not handed down, since the driver starts a
// goroutine for every call with one; it is checked between statements.
func (c *conn) exec(query string, args ...any) error {
	s, err := c.prepare(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(context.Background(), c.bind(args))
	return err
}

// script runs statements that are not worth keeping prepared.
func (c *conn) script(text string) error {
	_, err := c.raw.(driver.ExecerContext).ExecContext(context.Background(), text, nil)
	return err
}

// each calls fn with each row. fn must not use the connection.
func (c *conn) each(query string, fn func(row), args ...any) error {
	s, err := c.prepare(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(context.Background(), c.bind(args))
	if err != nil {
		return err
	}
	r := make(row, len(rows.Columns()))
	for {
		if err = rows.Next(r); err != nil {
			break
		}
		fn(r)
	}
	if err == io.EOF {
		err = nil
	}
	return errors.Join(err, rows.Close())
}

// one is each for a single row; found says whether there was one.
func (c *conn) one(query string, fn func(row), args ...any) (found bool, err error) {
	err = c.each(query, func(r row) {
		found = true
		fn(r)
	}, args...)
	return found, err
}

// row is one row of a result; its bytes are the caller's.
type row []driver.Value

func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

func (r row) int(i int) int64 {
	n, _ := r[i].(int64)
	return n
}

func (r row) uint(i int) uint64 { return uint64(r.int(i)) }

// bytes tells NULL, which is nil, from an empty blob, for which the driver
// gives a nil slice too.
func (r row) bytes(i int) []byte {
	b, ok := r[i].([]byte)
	if ok && b == nil {
		return []byte{}
	}
	return b
}
