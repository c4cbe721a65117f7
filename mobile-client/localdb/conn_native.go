//go:build !js

package localdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"

	"modernc.org/sqlite"
)

// The driver is used without database/sql's pool: the statements stay with
// their connection, and the code above is the same as in the browser. The
// driver gets no context that can end, for it would start a goroutine for each
// statement; the transaction looks at the caller's context between statements.

type nativeConn struct{ raw nativeDriverConn }

func (c nativeConn) prepare(query string) (stmt, error) {
	raw, err := c.raw.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, coded(err)
	}
	return nativeStmt{raw.(nativeDriverStmt)}, nil
}

func (c nativeConn) close() error { return coded(c.raw.Close()) }

type nativeDriverStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type nativeStmt struct{ raw nativeDriverStmt }

func (s nativeStmt) exec(args []any) (int64, error) {
	r, err := s.raw.ExecContext(context.Background(), ordinals(args))
	if err != nil {
		return 0, coded(err)
	}
	n, err := r.RowsAffected()
	return n, coded(err)
}

func (s nativeStmt) query(args []any) (cursor, error) {
	raw, err := s.raw.QueryContext(context.Background(), ordinals(args))
	if err != nil {
		return nil, coded(err)
	}
	return &nativeCursor{raw: raw, dest: make([]driver.Value, len(raw.Columns()))}, nil
}

func (s nativeStmt) close() error { return coded(s.raw.Close()) }

func ordinals(args []any) []driver.NamedValue {
	if len(args) == 0 {
		return nil
	}
	out := make([]driver.NamedValue, len(args))
	for i, a := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return out
}

type nativeCursor struct {
	raw  driver.Rows
	dest []driver.Value
}

func (c *nativeCursor) columns() int { return len(c.dest) }

func (c *nativeCursor) next(row []value) (bool, error) {
	err := c.raw.Next(c.dest)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, coded(err)
	}
	for i, v := range c.dest {
		switch v := v.(type) {
		case nil:
			row[i] = value{}
		case int64:
			row[i] = value{kind: kindInt, num: v}
		case float64:
			row[i] = value{kind: kindFloat, num: int64(math.Float64bits(v))}
		case string:
			row[i] = value{kind: kindText, text: v}
		case []byte:
			if v == nil {
				v = []byte{}
			}
			row[i] = value{kind: kindBlob, blob: v}
		default:
			return false, misuse(c.raw.Columns()[i], fmt.Sprintf(
				"the driver made a %T of it; declare the column TEXT or INTEGER, not DATE or TIMESTAMP", v))
		}
	}
	return true, nil
}

// close resets the statement. Its answer repeats the error of the last step,
// which next has returned.
func (c *nativeCursor) close() { _ = c.raw.Close() }

// coded turns the driver's errors into this package's.
func coded(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteFailure(e.Code(), e.Error(), "")
	}
	return &Error{Code: CodeOther, Message: "the database driver failed", Err: err}
}
