package localstore

import (
	"encoding/json"
	"math"

	"fieldsync/mobile-client/localdb"
	"fieldsync/models"
	"fieldsync/sync"
)

type readTx struct {
	tx  *localdb.Tx
	box *box
}

// bound is the argument of LIMIT: 0 and less mean no limit, as in every store.
func bound(limit int) int64 {
	if limit <= 0 {
		return -1
	}
	return int64(limit)
}

// number fits a counter into SQLite's integers; none ever comes near the end.
func number(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

func (t *readTx) Meta(name string) (value []byte, ok bool, err error) {
	ok, err = t.tx.Get("SELECT value FROM meta WHERE name = ?", []any{name}, &value)
	if err == nil && ok {
		value, err = t.box.open(place("meta", "value", name), value)
	}
	return value, ok, err
}

const baseColumns = "collection, id, scope, seq, body"

func (t *readTx) Base(key changesync.Key) (changesync.StoredRecord, bool, error) {
	rows, err := t.base("SELECT "+baseColumns+" FROM base WHERE collection = ? AND id = ?", key.Collection, key.ID)
	if err != nil || len(rows) == 0 {
		return changesync.StoredRecord{}, false, err
	}
	return rows[0], true, nil
}

func (t *readTx) base(query string, args ...any) (out []changesync.StoredRecord, err error) {
	err = t.tx.Each(query, args, func(row *localdb.Row) error {
		var r changesync.StoredRecord
		var seq int64
		err := row.Scan(&r.Key.Collection, &r.Key.ID, (*string)(&r.Scope), &seq, &r.Body)
		if err == nil {
			r.Body, err = t.box.open(place("base", "body", r.Key.Collection, r.Key.ID), r.Body)
		}
		r.Seq = uint64(seq)
		out = append(out, r)
		return err
	})
	return out, err
}

func (t *readTx) BaseList(collection, after string, limit int) ([]changesync.StoredRecord, error) {
	return t.base("SELECT "+baseColumns+" FROM base WHERE collection = ? AND id > ? ORDER BY id LIMIT ?",
		collection, after, bound(limit))
}

func (t *readTx) BaseIn(scope models.Scope, after changesync.Key, limit int) ([]changesync.StoredRecord, error) {
	return t.base("SELECT "+baseColumns+" FROM base WHERE scope = ? AND (collection, id) > (?, ?) ORDER BY collection, id LIMIT ?",
		string(scope), after.Collection, after.ID, bound(limit))
}

// BaseScopes skips from scope to scope through the index, so that its cost does
// not grow with the records.
func (t *readTx) BaseScopes() (out []models.Scope, err error) {
	err = t.tx.Each(`WITH RECURSIVE s(scope) AS (
		SELECT min(scope) FROM base
		UNION ALL SELECT (SELECT min(scope) FROM base WHERE scope > s.scope) FROM s WHERE s.scope IS NOT NULL
	) SELECT scope FROM s WHERE scope IS NOT NULL ORDER BY scope`, nil, func(row *localdb.Row) error {
		var s string
		err := row.Scan(&s)
		out = append(out, models.Scope(s))
		return err
	})
	return out, err
}

func (t *readTx) keys(query string, args ...any) (out []changesync.Key, err error) {
	err = t.tx.Each(query, args, func(row *localdb.Row) error {
		var k changesync.Key
		err := row.Scan(&k.Collection, &k.ID)
		out = append(out, k)
		return err
	})
	return out, err
}

func (t *readTx) Overlay(key changesync.Key) (out []uint64, err error) {
	err = t.tx.Each("SELECT n FROM overlay WHERE collection = ? AND id = ? ORDER BY n", []any{key.Collection, key.ID},
		func(row *localdb.Row) error {
			var n int64
			err := row.Scan(&n)
			out = append(out, uint64(n))
			return err
		})
	return out, err
}

func (t *readTx) OverlayKeys(collection string) ([]changesync.Key, error) {
	if collection == "" {
		return t.keys("SELECT DISTINCT collection, id FROM overlay ORDER BY collection, id")
	}
	return t.keys("SELECT DISTINCT collection, id FROM overlay WHERE collection = ? ORDER BY id", collection)
}

func (t *readTx) Conflicts() ([]changesync.Key, error) {
	return t.keys("SELECT collection, id FROM base WHERE conflict = 1 ORDER BY collection, id")
}

func (t *readTx) Page(i int) (body []byte, ok bool, err error) {
	ok, err = t.tx.Get("SELECT body FROM page WHERE i = ?", []any{int64(i)}, &body)
	if err == nil && ok {
		body, err = t.box.open(place("page", "body", text(int64(i))), body)
	}
	return body, ok, err
}

func (t *readTx) Forgotten(scope models.Scope) (bool, error) {
	return t.tx.Get("SELECT 1 FROM forgotten WHERE scope = ?", []any{string(scope)}, nil)
}

// wordList is a list for json_each.
func wordList(words []string) string {
	if words == nil {
		return "[]"
	}
	raw, _ := json.Marshal(words) // strings always encode
	return string(raw)
}
