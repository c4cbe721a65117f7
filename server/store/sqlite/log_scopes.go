package sqlite

import (
	"fieldsync/models"
	"fieldsync/sync"
)

// windows lists the entries of several scopes in the order of the log. Sorting
// all that is left for every page would make a long catch-up quadratic, so it
// goes window by window, each of a bounded number of entries of all scopes and
// starting at the next entry of these.
func (t *readTx) windows(scopes []models.Scope, r logRange, max int) ([]changesync.LogEntry, error) {
	var out []changesync.LogEntry
	for size := 4 * max; ; size *= 4 {
		end, err := t.windowEnd(r, size)
		if err != nil {
			return nil, err
		}
		rows, err := t.window(scopes, r, end, max-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		if end >= bound(r.to) || len(out) >= max {
			return out, nil
		}
		next, found, err := t.nextSeq(scopes, uint64(end)+1)
		if err != nil || !found || next > r.to {
			return out, err
		}
		r.seq, r.key = next, changesync.Key{}
	}
}

// windowEnd is the last sequence of a window of about size entries.
func (t *readTx) windowEnd(r logRange, size int) (int64, error) {
	end := bound(r.to)
	err := t.each("SELECT seq FROM log WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT 1 OFFSET ?", func(r row) {
		end = r.int(0)
	}, bound(r.seq), end, int64(size))
	return end, err
}

// nextSeq is the sequence of the first entry of the scopes at or after one.
func (t *readTx) nextSeq(scopes []models.Scope, from uint64) (next uint64, found bool, err error) {
	err = t.each(`SELECT min((SELECT e.seq FROM log e INDEXED BY log_scope WHERE e.scope = j.value AND e.seq >= ?2
		ORDER BY e.seq LIMIT 1)) FROM json_each(?1) j`, func(r row) {
		next, found = r.uint(0), r[0] != nil
	}, jsonList(scopes), bound(from))
	return next, found, err
}

// The positions are found in the index of the scopes, in its order if there
// is only one scope; then the bodies of only those that are returned are read.
const (
	windowHead = `SELECT l.seq, l.collection, l.id, l.scope, l.body FROM (
		SELECT e.rowid AS found, e.seq, e.collection, e.id FROM `
	windowTail = `(e.seq, e.collection, e.id) > (?2, ?3, ?4) AND e.seq <= ?5
		ORDER BY e.seq, e.collection, e.id LIMIT ?6
	) k CROSS JOIN log l ON l.rowid = k.found ORDER BY k.seq, k.collection, k.id`
	oneScope   = windowHead + "log e INDEXED BY log_scope WHERE e.scope = ?1 AND " + windowTail
	manyScopes = windowHead + "json_each(?1) j CROSS JOIN log e INDEXED BY log_scope ON e.scope = j.value AND " + windowTail
)

// window lists the entries of the scopes up to a sequence.
func (t *readTx) window(scopes []models.Scope, r logRange, end int64, max int) (out []changesync.LogEntry, err error) {
	query, arg := oneScope, string(scopes[0])
	if len(scopes) > 1 {
		query, arg = manyScopes, jsonList(scopes)
	}
	err = t.each(query, func(r row) { out = append(out, entryOf(r)) },
		arg, bound(r.seq), r.key.Collection, r.key.ID, end, limit(max))
	return out, err
}
