package sqlite

import (
	"fieldsync/models"
	"fieldsync/sync"
)

const recordColumns = "r.collection, r.id, r.scope, r.seq, r.body"

func recordOf(r row) changesync.StoredRecord {
	return changesync.StoredRecord{Key: changesync.Key{Collection: r.text(0), ID: r.text(1)},
		Scope: models.Scope(r.text(2)), Seq: r.uint(3), Body: r.bytes(4)}
}

// Records asks once for each collection.
func (t *readTx) Records(keys ...changesync.Key) (map[changesync.Key]changesync.StoredRecord, error) {
	out := make(map[changesync.Key]changesync.StoredRecord, len(keys))
	err := byCollection(keys, func(collection string, ids []string) error {
		return t.each("SELECT "+recordColumns+" FROM json_each(?) j CROSS JOIN records r ON r.collection = ? AND r.id = j.value",
			func(r row) {
				rec := recordOf(r)
				out[rec.Key] = rec
			}, jsonList(ids), collection)
	})
	if t.ended {
		err = errEnded
	}
	return out, err
}

// byCollection calls fn with the ids of each collection, in the order in
// which the collections appear.
func byCollection(keys []changesync.Key, fn func(collection string, ids []string) error) error {
	ids := map[string][]string{}
	var order []string
	for _, k := range keys {
		if ids[k.Collection] == nil {
			order = append(order, k.Collection)
		}
		ids[k.Collection] = append(ids[k.Collection], k.ID)
	}
	for _, collection := range order {
		if err := fn(collection, ids[collection]); err != nil {
			return err
		}
	}
	return nil
}

// RecordsIn walks the scopes in their order, so a page costs what it returns
// and one look into the index for each scope.
func (t *readTx) RecordsIn(q changesync.RecordQuery) (out []changesync.StoredRecord, err error) {
	if q.Scopes == nil {
		return t.recordsInAll(q)
	}
	after := q.After
	for _, scope := range distinct(q.Scopes) {
		if scope < q.AfterScope {
			continue
		}
		if scope > q.AfterScope {
			after = changesync.Key{}
		}
		left := q.Limit
		if left > 0 {
			if left -= len(out); left == 0 {
				break
			}
		}
		err = t.each("SELECT "+recordColumns+` FROM records r WHERE scope = ?1 AND (collection, id) > (?2, ?3)
			AND (?4 = '' OR collection = ?4) ORDER BY collection, id LIMIT ?5`, func(r row) {
			out = append(out, recordOf(r))
		}, string(scope), max(after.Collection, q.Collection), afterID(after, q.Collection), q.Collection, limit(left))
		if err != nil {
			return nil, err
		}
	}
	return out, err
}

// afterID is the id to start after: a filter by a later collection starts at
// the beginning of it.
func afterID(after changesync.Key, collection string) string {
	if after.Collection < collection {
		return ""
	}
	return after.ID
}

func (t *readTx) recordsInAll(q changesync.RecordQuery) (out []changesync.StoredRecord, err error) {
	err = t.each("SELECT "+recordColumns+` FROM records r WHERE (scope, collection, id) > (?1, ?2, ?3)
		AND (?4 = '' OR collection = ?4) ORDER BY scope, collection, id LIMIT ?5`, func(r row) {
		out = append(out, recordOf(r))
	}, string(q.AfterScope), q.After.Collection, q.After.ID, q.Collection, limit(q.Limit))
	return out, err
}

func (t *readTx) Referring(collection, field, value string) (out []string, err error) {
	err = t.each("SELECT id FROM refs WHERE collection = ? AND field = ? AND value = ? ORDER BY id", func(r row) {
		out = append(out, r.text(0))
	}, collection, field, value)
	return out, err
}

func (t *readTx) History(key changesync.Key) (out []changesync.HistoryEntry, err error) {
	err = t.each(`SELECT seq, cell, dot, body FROM history WHERE collection = ? AND id = ? ORDER BY seq, cell, dot`, func(r row) {
		out = append(out, changesync.HistoryEntry{Key: key, Seq: r.uint(0), Cell: r.text(1),
			Dot: changesync.Dot(r.text(2)), Body: r.bytes(3)})
	}, key.Collection, key.ID)
	return out, err
}

func (t *readTx) Conflicts(q changesync.ConflictQuery) (out []changesync.ConflictRow, err error) {
	query := `SELECT collection, id, field, scope FROM conflicts WHERE (collection, id, field) > (?, ?, ?)
		ORDER BY collection, id, field LIMIT ?`
	args := []any{q.After.Collection, q.After.ID, q.AfterField, limit(q.Limit)}
	if q.Scopes != nil {
		query = `SELECT k.collection, k.id, k.field, k.scope FROM json_each(?5) j CROSS JOIN conflicts k ON k.scope = j.value
			WHERE (k.collection, k.id, k.field) > (?1, ?2, ?3) ORDER BY k.collection, k.id, k.field LIMIT ?4`
		args = append(args, jsonList(distinct(q.Scopes)))
	}
	err = t.each(query, func(r row) {
		out = append(out, changesync.ConflictRow{Key: changesync.Key{Collection: r.text(0), ID: r.text(1)},
			Field: r.text(2), Scope: models.Scope(r.text(3))})
	}, args...)
	return out, err
}
