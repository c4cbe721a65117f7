package postgres

import (
	"cmp"
	"strings"

	"github.com/jackc/pgx/v5"

	"fieldsync/sync"
)

func putGrants(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.Grant
	rows := latest(batch.Grants, func(a, b row) int {
		return cmp.Or(strings.Compare(a.User, b.User), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Since, b.Since))
	})
	for p := range parts(rows, func(row) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.grants (org, holder, scope, since, ended, view, writes)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::boolean[])
			ON CONFLICT (org, holder, scope, since) DO UPDATE SET ended = excluded.ended, view = excluded.view, writes = excluded.writes`,
			org, column(p, func(g row) string { return g.User }), column(p, func(g row) string { return string(g.Scope) }),
			column(p, func(g row) int64 { return int64(g.Since) }), column(p, func(g row) int64 { return int64(g.Ended) }),
			column(p, func(g row) string { return g.View }), column(p, func(g row) bool { return g.Write }))
	}
	for p := range parts(keysOf(batch.GrantsDue), func(string) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.grants_due (org, holder, due) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
			ON CONFLICT (org, holder) DO UPDATE SET due = excluded.due`,
			org, p, column(p, func(user string) int64 { return batch.GrantsDue[user] }))
	}
}

// putChecksums adds up the batch first: its rows often meet.
func putChecksums(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.Checksum
	compare := func(a, b row) int {
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), strings.Compare(a.Collection, b.Collection), strings.Compare(a.Level, b.Level))
	}
	sums := make(map[changesync.Checksum]uint64, len(batch.Checksums))
	for _, c := range batch.Checksums {
		sum := c.Sum
		c.Sum = 0
		sums[c] += sum
	}
	rows := latest(batch.Checksums, compare)
	sum := func(c row) uint64 {
		key := *c
		key.Sum = 0
		return sums[key]
	}
	for p := range parts(rows, func(row) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.checksums AS c (org, scope, collection, level, high, low)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
			ON CONFLICT (org, scope, collection, level) DO UPDATE SET
			high = (c.high + excluded.high + ((c.low + excluded.low) >> 32)) & 4294967295, low = (c.low + excluded.low) & 4294967295`,
			org, column(p, func(c row) string { return string(c.Scope) }), column(p, func(c row) string { return c.Collection }),
			column(p, func(c row) string { return c.Level }), column(p, func(c row) int64 { return int64(sum(c) >> 32) }),
			column(p, func(c row) int64 { return int64(sum(c) & 0xffffffff) }))
	}
}

func putConflicts(b *pgx.Batch, org string, batch *changesync.Batch) {
	for _, k := range batch.Settled {
		b.Queue("DELETE FROM fieldsync.conflicts WHERE org = $1 AND collection = $2 AND id = $3", org, k.Collection, k.ID)
	}
	type row = *changesync.ConflictRow
	rows := latest(batch.Conflicts, func(a, b row) int { return cmp.Or(compareKeys(a.Key, b.Key), strings.Compare(a.Field, b.Field)) })
	for p := range parts(rows, func(row) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.conflicts (org, collection, id, field, scope)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[])
			ON CONFLICT (org, collection, id, field) DO UPDATE SET scope = excluded.scope`,
			org, column(p, func(r row) string { return r.Key.Collection }), column(p, func(r row) string { return r.Key.ID }),
			column(p, func(r row) string { return r.Field }), column(p, func(r row) string { return string(r.Scope) }))
	}
}

// putDocs writes what stands in the end: a document may be deleted and written
// again in one batch.
func putDocs(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.Doc
	var there []row
	for _, d := range latest(batch.Docs, func(a, b row) int { return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Key, b.Key)) }) {
		if d.Body == nil {
			b.Queue("DELETE FROM fieldsync.docs WHERE org = $1 AND kind = $2 AND name = $3", org, d.Kind, d.Key)
		} else {
			there = append(there, d)
		}
	}
	for p := range parts(there, func(d row) int { return len(d.Body) }) {
		b.Queue(`INSERT INTO fieldsync.docs (org, kind, name, body) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bytea[])
			ON CONFLICT (org, kind, name) DO UPDATE SET body = excluded.body`,
			org, column(p, func(d row) string { return d.Kind }), column(p, func(d row) string { return d.Key }),
			column(p, func(d row) []byte { return d.Body }))
	}
}

func putAudit(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.AuditRow
	rows := make([]row, len(batch.Audit)) // all of them: a repeated number is an error
	var subjects []subject
	for i := range rows {
		rows[i] = &batch.Audit[i]
		for _, s := range rows[i].Subjects {
			subjects = append(subjects, subject{s, rows[i].N})
		}
	}
	for p := range parts(rows, func(r row) int { return len(r.Body) }) {
		b.Queue("INSERT INTO fieldsync.audit (org, n, hash, body) SELECT $1, * FROM unnest($2::bigint[], $3::bytea[], $4::bytea[])",
			org, column(p, func(r row) int64 { return int64(r.N) }), column(p, func(r row) []byte { return r.Hash }),
			column(p, func(r row) []byte { return r.Body }))
	}
	for p := range parts(subjects, func(subject) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.audit_subjects (org, subject, n) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
			ON CONFLICT DO NOTHING`,
			org, column(p, func(s subject) string { return s.name }), column(p, func(s subject) int64 { return int64(s.n) }))
	}
}

// subject is something that an audit entry is found by.
type subject struct {
	name string
	n    uint64
}
