package localdb

import (
	"slices"
	"strconv"
	"strings"
)

// Rows is the result of a query, read row by row.
type Rows struct {
	row   Row
	tx    *Tx
	p     *prepared
	cur   cursor
	query string
	err   error
	valid bool
}

// Next moves to the next row and tells whether there is one. After false the
// rows are closed and Err says whether the end was reached.
func (r *Rows) Next() bool {
	r.valid = false
	if r.cur == nil {
		return false
	}
	if r.err = r.tx.open(); r.err == nil {
		if r.valid, r.err = r.cur.next(r.row.vals); r.err != nil {
			r.err = r.tx.fail(r.err, r.query)
		}
	}
	if !r.valid {
		r.Close()
	}
	return r.valid
}

// Columns returns how many columns each row has.
func (r *Rows) Columns() int { return r.row.Columns() }

// Scan copies the current row's columns; see [Row.Scan].
func (r *Rows) Scan(dest ...any) error {
	if !r.valid {
		return misuse("Scan", "there is no current row; call Next and mind its answer")
	}
	return r.row.Scan(dest...)
}

// Err returns the error that ended the walk, or nil.
func (r *Rows) Err() error { return r.err }

// Close ends the walk. It may be called more than once.
func (r *Rows) Close() {
	if r.cur == nil {
		return
	}
	r.cur.close()
	r.cur, r.valid = nil, false
	r.tx.s.give(r.p)
	if i := slices.Index(r.tx.rows, r); i >= 0 {
		r.tx.rows = slices.Delete(r.tx.rows, i, i+1)
	}
}

// brief is the beginning of a statement, enough to find it in the source.
// Statements hold no values, so it tells nothing about anybody.
func brief(query string) string {
	s := strings.Join(strings.Fields(query), " ")
	if len(s) > 80 {
		s = s[:80] + "…"
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }
