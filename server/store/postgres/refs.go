package postgres

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/jackc/pgx/v5"

	"fieldsync/sync"
)

// putReferences removes the entries that a record shall not have any more and
// adds those that it does not have yet: most updates leave them as they are.
func putReferences(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *changesync.Reference
	digests := make(map[row][]byte, len(batch.References))
	keep := map[changesync.Key][]byte{} // digests one after the other
	for i := range batch.References {
		r := &batch.References[i]
		digests[r] = digest(r.Field, r.Value)
		keep[r.Key] = append(keep[r.Key], digests[r]...)
	}
	keys := slices.Clone(batch.Unindexed)
	slices.SortFunc(keys, compareKeys)
	keys = slices.Compact(keys)
	type key = changesync.Key
	// A list is never NULL, with which the comparison would be neither true nor false.
	for p := range parts(keys, func(k key) int { return len(keep[k]) }) {
		b.Queue(`DELETE FROM fieldsync.refs r USING unnest($2::text[], $3::text[], $4::bytea[]) k (collection, id, keep)
			WHERE r.org = $1 AND r.collection = k.collection AND r.id = k.id AND position(r.digest IN k.keep) = 0`,
			org, column(p, func(k key) string { return k.Collection }), column(p, func(k key) string { return k.ID }),
			column(p, func(k key) []byte { return append([]byte{}, keep[k]...) }))
	}
	rows := latest(batch.References, func(a, b row) int {
		return cmp.Or(compareKeys(a.Key, b.Key), bytes.Compare(digests[a], digests[b]))
	})
	for p := range parts(rows, func(r row) int { return len(r.Value) }) {
		b.Queue(`INSERT INTO fieldsync.refs (org, collection, digest, id, field, value)
			SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[]) ON CONFLICT DO NOTHING`,
			org, column(p, func(r row) string { return r.Key.Collection }), column(p, func(r row) []byte { return digests[r] }),
			column(p, func(r row) string { return r.Key.ID }), column(p, func(r row) string { return r.Field }),
			column(p, func(r row) string { return r.Value }))
	}
}
