package postgres

import (
	"fmt"

	"github.com/jackc/pgx/v5"

	"fieldsync/models"
	"fieldsync/sync"
)

const recordColumns = "collection, id, scope, seq, body"

func scanRecord(r pgx.CollectableRow) (s changesync.StoredRecord, err error) {
	return s, r.Scan(&s.Key.Collection, &s.Key.ID, &s.Scope, &s.Seq, &s.Body)
}

func (t *readTx) Records(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	return t.records(&pgx.Batch{}, keys)
}

// records reads at the end of a batch, one statement for each collection.
func (t *readTx) records(b *pgx.Batch, keys []changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	out := make(map[changesync.Key]changesync.StoredRecord, len(keys))
	byCollection(keys, func(collection string, ids []string) {
		b.Queue(each(recordColumns, "records", "collection = $3 AND id = k.k"), t.org, ids, collection).Query(func(rows pgx.Rows) error {
			list, err := pgx.CollectRows(rows, scanRecord)
			for _, r := range list {
				out[r.Key] = r
			}
			return err
		})
	})
	return out, t.send("records", b)
}

// RecordsIn asks for more and more scopes at once: each may fill the page
// alone, or all of them together may not.
func (t *readTx) RecordsIn(q changesync.RecordQuery) (out []changesync.StoredRecord, err error) {
	if q.Scopes == nil {
		return t.recordsInAll(q)
	}
	scopes := distinct(q.Scopes)
	for len(scopes) > 0 && scopes[0] < q.AfterScope {
		scopes = scopes[1:]
	}
	for size := 1; len(scopes) > 0; size *= 2 {
		left := 0
		if q.Limit > 0 {
			if left = q.Limit - len(out); left == 0 {
				break
			}
		}
		n := min(size, len(scopes))
		page, err := t.recordsInSome(q, scopes[:n], left)
		if err != nil {
			return nil, err
		}
		out, scopes = append(out, page...), scopes[n:]
	}
	return out, t.ready()
}

// ofCollection restricts a query of records to a collection, if there is one.
func ofCollection(collection string, parameter int, args []any) (string, []any) {
	if collection == "" {
		return "", args
	}
	return fmt.Sprintf(" AND collection = $%d", parameter), append(args, collection)
}

func (t *readTx) recordsInSome(q changesync.RecordQuery, scopes []models.Scope, max int) ([]changesync.StoredRecord, error) {
	filter, args := ofCollection(q.Collection, 7, []any{texts(scopes), string(q.AfterScope), q.After.Collection, q.After.ID, limit(max)})
	return all(t, scanRecord, `SELECT r.* FROM unnest($2::text[]) s (scope) CROSS JOIN LATERAL (
			SELECT `+recordColumns+` FROM fieldsync.records
			WHERE org = $1 AND scope = s.scope AND (scope, collection, id) > ($3, $4, $5)`+filter+`
			ORDER BY collection, id LIMIT $6
		) r ORDER BY r.scope, r.collection, r.id LIMIT $6`, args...)
}

func (t *readTx) recordsInAll(q changesync.RecordQuery) ([]changesync.StoredRecord, error) {
	filter, args := ofCollection(q.Collection, 6, []any{string(q.AfterScope), q.After.Collection, q.After.ID, limit(q.Limit)})
	return all(t, scanRecord, "SELECT "+recordColumns+` FROM fieldsync.records
		WHERE org = $1 AND (scope, collection, id) > ($2, $3, $4)`+filter+` ORDER BY scope, collection, id LIMIT $5`, args...)
}

func (t *readTx) Referring(collection, field, value string) ([]string, error) {
	return all(t, pgx.RowTo[string], "SELECT id FROM fieldsync.refs WHERE org = $1 AND collection = $2 AND digest = $3 ORDER BY id",
		collection, digest(field, value))
}

func (t *readTx) History(key changesync.Key) ([]changesync.HistoryEntry, error) {
	return all(t, func(r pgx.CollectableRow) (changesync.HistoryEntry, error) {
		h := changesync.HistoryEntry{Key: key}
		return h, r.Scan(&h.Seq, &h.Cell, &h.Dot, &h.Body)
	}, `SELECT seq, cell, dot, body FROM fieldsync.history WHERE org = $1 AND collection = $2 AND id = $3
		ORDER BY seq, cell, dot`, key.Collection, key.ID)
}

func (t *readTx) Conflicts(q changesync.ConflictQuery) ([]changesync.ConflictRow, error) {
	query, args := in(q.Scopes, "collection, id, field, scope", "conflicts", "(collection, id, field) > ($3, $4, $5)",
		q.After.Collection, q.After.ID, q.AfterField, limit(q.Limit))
	return all(t, func(r pgx.CollectableRow) (c changesync.ConflictRow, err error) {
		return c, r.Scan(&c.Key.Collection, &c.Key.ID, &c.Field, &c.Scope)
	}, query+" ORDER BY collection, id, field LIMIT $6", args...)
}
