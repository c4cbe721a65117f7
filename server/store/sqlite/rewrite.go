package sqlite

import (
	"context"
	"fmt"
	"strings"
)

// kept is a column that holds bodies, with the key of its table.
type kept struct {
	table, column string
	key           []string
}

var keptBodies = []kept{
	{"changesets", "raw", []string{"device", "n"}},
	{"changesets", "receipt", []string{"device", "n"}},
	{"records", "body", []string{"collection", "id"}},
	{"log", "body", []string{"seq", "collection", "id"}},
	{"history", "body", []string{"collection", "id", "seq", "cell", "dot"}},
	{"docs", "body", []string{"kind", "name"}},
	{"audit", "body", []string{"n"}},
}

// rewriteAtOnce is how many rows a transaction of Rewrite reads.
const rewriteAtOnce = 200

// Rewrite walks through all bodies of the database and writes back what change
// returns for them; nil leaves one as it is. where names table and column, as
// "records.body", key is what finds the row, as text. Some rows are done in one
// transaction, then pause is called: others can write meanwhile, and what they
// add is met or not. It counts what was written.
func (s *Store) Rewrite(ctx context.Context, change func(where string, key []string, body []byte) ([]byte, error), pause func()) (n int, err error) {
	c, err := s.dial(ctx, false) // of its own: nobody waits for it but in a transaction
	if err != nil {
		return 0, err
	}
	defer func() { err = and(err, c.close()) }()
	for _, k := range keptBodies {
		for after := []any(nil); ; {
			var rows [][]any
			done := 0
			err := s.transact(ctx, c, func() (err error) {
				if rows, err = k.read(c, after); err == nil {
					done, err = k.write(c, rows, change)
				}
				return err
			})
			if err != nil {
				return n, wrap("rewrite "+k.table, err)
			}
			n += done
			if len(rows) < rewriteAtOnce {
				break
			}
			after = rows[len(rows)-1][:len(k.key)]
			pause()
		}
	}
	return n, nil
}

// read gives keys and bodies of the rows after a key, in order.
func (k kept) read(c *conn, after []any) (rows [][]any, err error) {
	key := strings.Join(k.key, ", ")
	where := ""
	if after != nil {
		where = fmt.Sprintf("WHERE (%s) > (%s)", key, strings.TrimSuffix(strings.Repeat("?, ", len(k.key)), ", "))
	}
	query := fmt.Sprintf("SELECT %s, %s FROM %s %s ORDER BY %s LIMIT %d", key, k.column, k.table, where, key, rewriteAtOnce)
	err = c.each(query, func(r row) {
		one := make([]any, len(r))
		for i := range r {
			one[i] = r[i]
		}
		one[len(k.key)] = r.bytes(len(k.key))
		rows = append(rows, one)
	}, after...)
	return rows, err
}

func (k kept) write(c *conn, rows [][]any, change func(string, []string, []byte) ([]byte, error)) (n int, err error) {
	query := fmt.Sprintf("UPDATE %s SET %s = ? WHERE %s = ?", k.table, k.column, strings.Join(k.key, " = ? AND "))
	for _, r := range rows {
		key := make([]string, len(k.key))
		for i := range key {
			key[i] = fmt.Sprint(r[i])
		}
		old := r[len(k.key)].([]byte)
		if old == nil {
			continue
		}
		body, err := change(k.table+"."+k.column, key, old)
		if err != nil {
			return n, err
		}
		if body == nil {
			continue
		}
		if err := c.exec(query, append([]any{body}, r[:len(k.key)]...)...); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
