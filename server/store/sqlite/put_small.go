package sqlite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fieldsync/models"
	"fieldsync/sync"
)

func putGrants(c *conn, b *changesync.Batch) error {
	err := bulk{c, "INSERT OR FAIL INTO grants (user, scope, since, ended, view, writes)",
		"ON CONFLICT DO UPDATE SET ended = excluded.ended, view = excluded.view, writes = excluded.writes", 6}.
		put(len(b.Grants), func(args []any, i int) []any {
			g, writes := b.Grants[i], int64(0)
			if g.Write {
				writes = 1
			}
			return append(args, g.User, string(g.Scope), int64(g.Since), int64(g.Ended), g.View, writes)
		})
	if err != nil {
		return err
	}
	users := keysOf(b.GrantsDue)
	return bulk{c, "INSERT OR FAIL INTO grants_due (user, due)", "ON CONFLICT DO UPDATE SET due = excluded.due", 2}.
		put(len(users), func(args []any, i int) []any { return append(args, users[i], b.GrantsDue[users[i]]) })
}

// putChecksums adds up the batch first: its rows often meet.
func putChecksums(c *conn, b *changesync.Batch) error {
	type part struct {
		scope             models.Scope
		collection, level string
	}
	sums := make(map[part]uint64, len(b.Checksums))
	for _, s := range b.Checksums {
		sums[part{s.Scope, s.Collection, s.Level}] += s.Sum
	}
	parts := make([]part, 0, len(sums))
	for p := range sums {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.scope, b.scope), strings.Compare(a.collection, b.collection), strings.Compare(a.level, b.level))
	})
	return bulk{c, "INSERT OR FAIL INTO checksums (scope, collection, level, high, low)",
		`ON CONFLICT DO UPDATE SET high = (high + excluded.high + ((low + excluded.low) >> 32)) & 0xffffffff,
		low = (low + excluded.low) & 0xffffffff`, 5}.
		put(len(parts), func(args []any, i int) []any {
			p, sum := parts[i], sums[parts[i]]
			return append(args, string(p.scope), p.collection, p.level, int64(sum>>32), int64(sum&0xffffffff))
		})
}

func putConflicts(c *conn, b *changesync.Batch) error {
	err := byCollection(b.Settled, func(collection string, ids []string) error {
		return c.exec("DELETE FROM conflicts WHERE collection = ? AND id IN (SELECT value FROM json_each(?))", collection, jsonList(ids))
	})
	if err != nil {
		return err
	}
	return bulk{c, "INSERT OR FAIL INTO conflicts (collection, id, field, scope)", "ON CONFLICT DO UPDATE SET scope = excluded.scope", 4}.
		put(len(b.Conflicts), func(args []any, i int) []any {
			r := b.Conflicts[i]
			return append(args, r.Key.Collection, r.Key.ID, r.Field, string(r.Scope))
		})
}

// putDocs keeps the order of the batch, in which a document may be deleted and
// written again.
func putDocs(c *conn, b *changesync.Batch) error {
	for _, d := range b.Docs {
		var err error
		if d.Body == nil {
			err = c.exec("DELETE FROM docs WHERE kind = ? AND name = ?", d.Kind, d.Key)
		} else {
			err = c.exec(`INSERT OR FAIL INTO docs (kind, name, body) VALUES (?, ?, ?)
				ON CONFLICT DO UPDATE SET body = excluded.body`, d.Kind, d.Key, d.Body)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func putAudit(c *conn, b *changesync.Batch) error {
	rows := b.Audit
	err := bulk{c, "INSERT OR FAIL INTO audit (n, hash, body)", "", 3}.
		put(len(rows), func(args []any, i int) []any { return append(args, int64(rows[i].N), rows[i].Hash, rows[i].Body) })
	if exists(err) {
		return fmt.Errorf("sqlite: an audit entry from %d on: %w", rows[0].N, changesync.ErrExists)
	}
	if err != nil {
		return err
	}
	var subjects []subject
	for _, r := range rows {
		for _, s := range r.Subjects {
			subjects = append(subjects, subject{s, r.N})
		}
	}
	return bulk{c, "INSERT OR FAIL INTO audit_subjects (subject, n)", "ON CONFLICT DO NOTHING", 2}.
		put(len(subjects), func(args []any, i int) []any { return append(args, subjects[i].name, int64(subjects[i].n)) })
}

// subject is something that an audit entry is found by.
type subject struct {
	name string
	n    uint64
}
