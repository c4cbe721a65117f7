package postgres

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/jackc/pgx/v5"

	"fieldsync/sync"
)

// refKey names an index entry; its digest is over field and value.
type refKey struct {
	key    changesync.Key
	digest [digestSize]byte
}

func refKeyOf(r *changesync.Reference) refKey {
	return refKey{r.Key, [digestSize]byte(digest(r.Field, r.Value))}
}

// goneReferences reads which entries the records have and shall not have any
// more. Most updates leave all as they are, and then nothing is written.
func (t *tx) goneReferences(batch *changesync.Batch) (gone []refKey, err error) {
	if len(batch.Unindexed) == 0 {
		return nil, nil
	}
	stay := make(map[refKey]bool, len(batch.References))
	for i := range batch.References {
		stay[refKeyOf(&batch.References[i])] = true
	}
	b := &pgx.Batch{}
	byCollection(batch.Unindexed, func(collection string, ids []string) {
		b.Queue(each("id, digest", "refs", "collection = $3 AND id = k.k"), t.org, distinct(ids), collection).
			Query(func(rows pgx.Rows) error {
				found, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (k refKey, err error) {
					var sum []byte
					err = r.Scan(&k.key.ID, &sum)
					k.key.Collection = collection
					copy(k.digest[:], sum)
					return k, err
				})
				gone = append(gone, found...)
				return err
			})
	})
	if err := t.c.SendBatch(t.ctx, b).Close(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(gone, func(k refKey) bool { return stay[k] }), nil
}

// dropReferences queues the removal of entries.
func dropReferences(b *pgx.Batch, org string, gone []refKey) {
	for _, k := range gone {
		b.Queue("DELETE FROM fieldsync.refs WHERE org = $1 AND collection = $2 AND digest = $3 AND id = $4",
			org, k.key.Collection, k.digest[:], k.key.ID)
	}
}

func putReferences(b *pgx.Batch, org string, batch *changesync.Batch) {
	type row = *refKey
	keys := make([]refKey, len(batch.References))
	for i := range keys {
		keys[i] = refKeyOf(&batch.References[i])
	}
	rows := latest(keys, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.key.Collection, b.key.Collection), bytes.Compare(a.digest[:], b.digest[:]), cmp.Compare(a.key.ID, b.key.ID))
	})
	for p := range parts(rows, func(row) int { return 0 }) {
		b.Queue(`INSERT INTO fieldsync.refs (org, collection, digest, id)
			SELECT $1, * FROM unnest($2::text[], $3::bytea[], $4::text[]) ON CONFLICT DO NOTHING`,
			org, column(p, func(r row) string { return r.key.Collection }), column(p, func(r row) []byte { return r.digest[:] }),
			column(p, func(r row) string { return r.key.ID }))
	}
}
