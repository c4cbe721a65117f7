package sqlite

import (
	"fieldsync/models"
	"fieldsync/sync"
)

func entryOf(r row) changesync.LogEntry {
	return changesync.LogEntry{Seq: r.uint(0), Key: changesync.Key{Collection: r.text(1), ID: r.text(2)},
		Scope: models.Scope(r.text(3)), Body: r.bytes(4)}
}

// Touched remembers the last entry of a scope also when it was trimmed.
func (t *readTx) Touched(scopes []models.Scope, from uint64) (out []models.Scope, err error) {
	query, args := "SELECT scope FROM scope_head WHERE seq > ? ORDER BY scope", []any{bound(from)}
	if scopes != nil {
		query = `SELECT h.scope FROM json_each(?2) j CROSS JOIN scope_head h ON h.scope = j.value
			WHERE h.seq > ?1 ORDER BY h.scope`
		args = append(args, jsonList(distinct(scopes)))
	}
	err = t.each(query, func(r row) { out = append(out, models.Scope(r.text(0))) }, args...)
	return out, err
}

// logRange is what a query asks of each scope: after the position, up to a
// sequence.
type logRange struct {
	seq uint64
	key changesync.Key
	to  uint64
}

func (t *readTx) Log(q changesync.LogQuery) ([]changesync.LogEntry, error) {
	r := logRange{q.AfterSeq, q.After, q.To}
	if q.From >= q.AfterSeq { // the position lies before the range
		r.seq, r.key = q.From+1, changesync.Key{}
	}
	if q.From >= bound1 || r.seq > q.To {
		return nil, t.each("SELECT 1 FROM head", func(row) {})
	}
	if q.Scopes == nil {
		return t.logAll(r, q.Limit)
	}
	scopes, err := t.Touched(q.Scopes, r.seq-min(r.seq, 1))
	if err != nil || len(scopes) == 0 {
		return nil, err
	}
	if len(scopes) == 1 || q.Limit <= 0 {
		return t.window(scopes, r, bound(q.To), q.Limit)
	}
	return t.windows(scopes, r, q.Limit)
}

// bound1 is beyond every sequence.
const bound1 = 1<<63 - 1

func (t *readTx) logAll(r logRange, max int) (out []changesync.LogEntry, err error) {
	err = t.each(`SELECT seq, collection, id, scope, body FROM log
		WHERE (seq, collection, id) > (?, ?, ?) AND seq <= ? ORDER BY seq, collection, id LIMIT ?`, func(r row) {
		out = append(out, entryOf(r))
	}, bound(r.seq), r.key.Collection, r.key.ID, bound(r.to), limit(max))
	return out, err
}
