package postgres

import (
	"math"

	"github.com/jackc/pgx/v5"

	"fieldsync/models"
	"fieldsync/sync"
)

// Touched remembers the last entry of a scope also when it was trimmed.
func (t *readTx) Touched(scopes []models.Scope, from uint64) ([]models.Scope, error) {
	query, args := in(scopes, "scope", "scope_heads", "seq > $3", bound(from))
	return all(t, pgx.RowTo[models.Scope], query+" ORDER BY scope", args...)
}

const entryColumns = "seq, collection, id, scope, body"

func scanEntry(r pgx.CollectableRow) (e changesync.LogEntry, err error) {
	return e, r.Scan(&e.Seq, &e.Key.Collection, &e.Key.ID, &e.Scope, &e.Body)
}

// logRange is what a query asks of each scope: after the position, up to a
// sequence.
type logRange struct {
	seq uint64
	key changesync.Key
	to  uint64
}

func (t *readTx) Log(q changesync.LogQuery) ([]changesync.LogEntry, error) {
	r := logRange{q.AfterSeq, q.After, min(q.To, math.MaxInt64)}
	if q.From >= q.AfterSeq { // the position lies before the range
		r.seq, r.key = q.From+1, changesync.Key{}
	}
	if q.From >= math.MaxInt64 || r.seq > r.to {
		return nil, t.ready()
	}
	if q.Scopes == nil {
		return t.logAll(r, q.Limit)
	}
	scopes, err := t.Touched(q.Scopes, r.seq-min(r.seq, 1))
	if err != nil || len(scopes) == 0 {
		return nil, err
	}
	if len(scopes) == 1 || q.Limit <= 0 {
		return t.window(scopes, r, q.Limit)
	}
	return t.windows(scopes, r, q.Limit)
}

func (t *readTx) logAll(r logRange, max int) ([]changesync.LogEntry, error) {
	return all(t, scanEntry, "SELECT "+entryColumns+` FROM fieldsync.log
		WHERE org = $1 AND (seq, collection, id) > ($2, $3, $4) AND seq <= $5 ORDER BY seq, collection, id LIMIT $6`,
		bound(r.seq), r.key.Collection, r.key.ID, bound(r.to), limit(max))
}

// windows lists the entries of several scopes in the order of the log. Reading
// and sorting all that is left for every page would make a long catch-up
// quadratic, so it goes window by window, each of a bounded number of entries
// of all scopes and starting at the next entry of these.
func (t *readTx) windows(scopes []models.Scope, r logRange, max int) ([]changesync.LogEntry, error) {
	var out []changesync.LogEntry
	for size := 4 * max; ; size *= 4 {
		end, err := t.windowEnd(r, size)
		if err != nil {
			return nil, err
		}
		rows, err := t.window(scopes, logRange{r.seq, r.key, end}, max-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		if end >= r.to || len(out) >= max {
			return out, nil
		}
		next, err := t.nextSeq(scopes, end+1)
		if err != nil || next == nil || *next > r.to {
			return out, err
		}
		r.seq, r.key = *next, changesync.Key{}
	}
}

// windowEnd is the last sequence of a window of about size entries.
func (t *readTx) windowEnd(r logRange, size int) (uint64, error) {
	end, found, err := one(t, pgx.RowTo[uint64], `SELECT seq FROM fieldsync.log WHERE org = $1 AND seq >= $2 AND seq <= $3
		ORDER BY seq LIMIT 1 OFFSET $4`, bound(r.seq), bound(r.to), int64(size))
	if !found {
		end = r.to
	}
	return end, err
}

// nextSeq is the sequence of the first entry of the scopes at or after one,
// nil if there is none.
func (t *readTx) nextSeq(scopes []models.Scope, from uint64) (*uint64, error) {
	next, _, err := one(t, pgx.RowTo[*uint64], `SELECT min(l.seq) FROM unnest($2::text[]) s (scope) CROSS JOIN LATERAL (
			SELECT seq FROM fieldsync.log WHERE org = $1 AND scope = s.scope AND seq >= $3 ORDER BY seq LIMIT 1
		) l`, texts(scopes), bound(from))
	return next, err
}

// window lists the entries of the scopes in the range.
func (t *readTx) window(scopes []models.Scope, r logRange, max int) ([]changesync.LogEntry, error) {
	return all(t, scanEntry, `SELECT l.* FROM unnest($2::text[]) s (scope) CROSS JOIN LATERAL (
			SELECT `+entryColumns+` FROM fieldsync.log
			WHERE org = $1 AND scope = s.scope AND (seq, collection, id) > ($3, $4, $5) AND seq <= $6
			ORDER BY seq, collection, id LIMIT $7
		) l ORDER BY l.seq, l.collection, l.id LIMIT $7`,
		texts(scopes), bound(r.seq), r.key.Collection, r.key.ID, bound(r.to), limit(max))
}
