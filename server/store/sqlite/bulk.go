package sqlite

import "strings"

// bulk writes many rows through prepared statements of several rows each: one
// step of SQLite instead of one for each row.
type bulk struct {
	c    *conn
	head string // INSERT INTO t (…)
	tail string // ON CONFLICT …
	cols int
}

// chunks are the numbers of rows for which a statement is kept prepared.
var chunks = [...]int{32, 8, 1}

// put writes n rows; row appends the columns of row i.
func (b bulk) put(n int, row func(args []any, i int) []any) error {
	args := make([]any, 0, b.cols*min(n, chunks[0]))
	for i := 0; i < n; {
		size := 1
		for _, size = range chunks {
			if n-i >= size {
				break
			}
		}
		args = args[:0]
		for range size {
			args = row(args, i)
			i++
		}
		if err := b.c.exec(b.query(size), args...); err != nil {
			return err
		}
	}
	return nil
}

// query is the statement for a number of rows.
func (b bulk) query(rows int) string {
	k := bulkKey{b.head, rows}
	if q, ok := b.c.bulks[k]; ok {
		return q
	}
	one := "(?" + strings.Repeat(", ?", b.cols-1) + ")"
	q := b.head + " VALUES " + one + strings.Repeat(", "+one, rows-1) + " " + b.tail
	b.c.bulks[k] = q
	return q
}

type bulkKey struct {
	head string
	rows int
}
