package postgres

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"fieldsync/models"
	"fieldsync/sync"
)

// A table gets its rows as arrays, one for each column: one statement, which
// stays prepared, for any number of rows.

func compareKeys(a, b changesync.Key) int {
	return cmp.Or(strings.Compare(a.Collection, b.Collection), strings.Compare(a.ID, b.ID))
}

func putChangesets(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.StoredChangeset
	rows := make([]row, len(batch.Changesets)) // all of them: a repeated name is an error
	for i := range rows {
		rows[i] = &batch.Changesets[i]
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Or(strings.Compare(a.Device, b.Device), cmp.Compare(a.N, b.N)) })
	for p := range parts(rows, func(r row) int { return len(r.Raw) + len(r.Signature) + len(r.Receipt) }) {
		b.Queue(`INSERT INTO fieldsync.changesets (org, device, n, hash, origin, raw, signature, receipt, outcome, seq)
			SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bytea[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[], $9::text[], $10::bigint[])`,
			org, column(p, func(r row) string { return r.Device }), column(p, func(r row) int64 { return int64(r.N) }),
			column(p, func(r row) []byte { return r.Hash }), column(p, func(r row) string { return string(r.Origin) }),
			column(p, func(r row) []byte { return r.Raw }), column(p, func(r row) []byte { return r.Signature }),
			column(p, func(r row) []byte { return r.Receipt }), column(p, func(r row) string { return r.Outcome }),
			column(p, func(r row) int64 { return int64(r.Seq) }))
	}
}

// existing names what a refused batch wanted to add.
func existing(batch *changesync.Batch) error {
	if len(batch.Changesets) == 0 {
		return fmt.Errorf("postgres: an audit entry: %w", changesync.ErrExists)
	}
	names := distinct(column(batch.Changesets, func(r changesync.StoredChangeset) string { return r.Device }))
	if len(names) > 5 {
		names = []string{fmt.Sprintf("%d devices", len(names))}
	}
	return fmt.Errorf("postgres: a changeset of %s: %w", strings.Join(names, ", "), changesync.ErrExists)
}

func putDevices(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.Device
	rows := latest(batch.Devices, func(a, b row) int { return strings.Compare(a.ID, b.ID) })
	for p := range parts(rows, func(row) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.devices (org, id, owner, name, public_key, n, hash, status, enrolled, last_seen)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::bigint[], $7::bytea[], $8::text[], $9::bigint[], $10::bigint[])
			ON CONFLICT (org, id) DO UPDATE SET owner = excluded.owner, name = excluded.name, public_key = excluded.public_key,
			n = excluded.n, hash = excluded.hash, status = excluded.status, enrolled = excluded.enrolled, last_seen = excluded.last_seen`,
			org, column(p, func(d row) string { return d.ID }), column(p, func(d row) string { return d.User }),
			column(p, func(d row) string { return d.Name }), column(p, func(d row) []byte { return d.PublicKey }),
			column(p, func(d row) int64 { return int64(d.N) }), column(p, func(d row) []byte { return d.Hash }),
			column(p, func(d row) string { return d.Status }), column(p, func(d row) int64 { return d.Enrolled }),
			column(p, func(d row) int64 { return d.LastSeen }))
	}
}

func putRecords(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.StoredRecord
	rows := latest(batch.Records, func(a, b row) int { return compareKeys(a.Key, b.Key) })
	for p := range parts(rows, func(r row) int { return len(r.Body) }) {
		b.Queue(`INSERT INTO fieldsync.records (org, collection, id, scope, seq, body)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bytea[])
			ON CONFLICT (org, collection, id) DO UPDATE SET scope = excluded.scope, seq = excluded.seq, body = excluded.body`,
			org, column(p, func(r row) string { return r.Key.Collection }), column(p, func(r row) string { return r.Key.ID }),
			column(p, func(r row) string { return string(r.Scope) }), column(p, func(r row) int64 { return int64(r.Seq) }),
			column(p, func(r row) []byte { return r.Body }))
	}
}

func putLog(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.LogEntry
	rows := latest(batch.Log, func(a, b row) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), compareKeys(a.Key, b.Key)) })
	for p := range parts(rows, func(e row) int { return len(e.Body) }) {
		b.Queue(`INSERT INTO fieldsync.log (org, seq, collection, id, scope, body)
			SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::bytea[])
			ON CONFLICT (org, seq, collection, id) DO UPDATE SET scope = excluded.scope, body = excluded.body`,
			org, column(p, func(e row) int64 { return int64(e.Seq) }), column(p, func(e row) string { return e.Key.Collection }),
			column(p, func(e row) string { return e.Key.ID }), column(p, func(e row) string { return string(e.Scope) }),
			column(p, func(e row) []byte { return e.Body }))
	}
	heads := map[models.Scope]uint64{}
	for i := range batch.Log { // also of the rows that another replaces
		e := &batch.Log[i]
		heads[e.Scope] = max(heads[e.Scope], e.Seq)
	}
	for p := range parts(keysOf(heads), func(models.Scope) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.scope_heads (org, scope, seq) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
			ON CONFLICT (org, scope) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > scope_heads.seq`,
			org, texts(p), column(p, func(s models.Scope) int64 { return int64(heads[s]) }))
	}
}

// keysOf lists the keys of a map in order.
func keysOf[K ~string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// redact gives changesets that are there other bytes.
func redact(b *pgx.Batch, org string, batch *changesync.Batch) {
	for i := range batch.Redacted {
		r := &batch.Redacted[i]
		b.Queue("UPDATE fieldsync.changesets SET raw = $4 WHERE org = $1 AND device = $2 AND n = $3", org, r.Device, int64(r.N), r.Raw)
	}
}

func putHistory(b *pgx.Batch, org string, batch *changesync.Batch) {
	for _, k := range batch.Forgotten {
		b.Queue("DELETE FROM fieldsync.history WHERE org = $1 AND collection = $2 AND id = $3", org, k.Collection, k.ID)
	}
	type row = *changesync.HistoryEntry
	rows := latest(batch.History, func(a, b row) int {
		return cmp.Or(compareKeys(a.Key, b.Key), cmp.Compare(a.Seq, b.Seq), strings.Compare(a.Cell, b.Cell), cmp.Compare(a.Dot, b.Dot))
	})
	for p := range parts(rows, func(h row) int { return len(h.Body) + len(h.Cell) }) {
		b.Queue(`INSERT INTO fieldsync.history (org, collection, id, seq, digest, cell, dot, body)
			SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::text[], $7::text[], $8::bytea[])
			ON CONFLICT (org, collection, id, seq, digest) DO UPDATE SET body = excluded.body`,
			org, column(p, func(h row) string { return h.Key.Collection }), column(p, func(h row) string { return h.Key.ID }),
			column(p, func(h row) int64 { return int64(h.Seq) }), column(p, func(h row) []byte { return digest(h.Cell, string(h.Dot)) }),
			column(p, func(h row) string { return h.Cell }), column(p, func(h row) string { return string(h.Dot) }),
			column(p, func(h row) []byte { return h.Body }))
	}
}
