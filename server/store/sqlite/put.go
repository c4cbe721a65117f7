package sqlite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fieldsync/models"
	"fieldsync/sync"
)

// Rows are written in the order of their keys: neighbours then share pages.
// Sorting is stable, so that of two rows with one key the later still wins.

func compareKeys(a, b changesync.Key) int {
	if c := strings.Compare(a.Collection, b.Collection); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

// sorted is the order in which to write the rows.
func sorted[T any](rows []T, compare func(a, b *T) int) []*T {
	out := make([]*T, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	slices.SortStableFunc(out, compare)
	return out
}

func putChangesets(c *conn, b *changesync.Batch) error {
	rows := sorted(b.Changesets, func(a, b *changesync.StoredChangeset) int {
		return cmp.Or(strings.Compare(a.Device, b.Device), cmp.Compare(a.N, b.N))
	})
	err := bulk{c, "INSERT OR FAIL INTO changesets (device, n, hash, origin, raw, signature, receipt, outcome, seq)", "", 9}.
		put(len(rows), func(args []any, i int) []any {
			r := rows[i]
			return append(args, r.Device, int64(r.N), r.Hash, string(r.Origin), r.Raw, r.Signature, r.Receipt, r.Outcome, int64(r.Seq))
		})
	if exists(err) {
		return fmt.Errorf("sqlite: a changeset of %s: %w", names(rows), changesync.ErrExists)
	}
	return err
}

// names lists the devices of a refused batch.
func names(rows []*changesync.StoredChangeset) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Device)
	}
	out = slices.Compact(out)
	if len(out) > 5 {
		return fmt.Sprintf("%d devices", len(out))
	}
	return strings.Join(out, ", ")
}

func putDevices(c *conn, b *changesync.Batch) error {
	rows := sorted(b.Devices, func(a, b *changesync.Device) int { return strings.Compare(a.ID, b.ID) })
	return bulk{c, "INSERT OR FAIL INTO devices (id, user, name, public_key, n, hash, status, enrolled, last_seen)",
		`ON CONFLICT DO UPDATE SET user = excluded.user, name = excluded.name, public_key = excluded.public_key,
		n = excluded.n, hash = excluded.hash, status = excluded.status, enrolled = excluded.enrolled, last_seen = excluded.last_seen`, 9}.
		put(len(rows), func(args []any, i int) []any {
			d := rows[i]
			return append(args, d.ID, d.User, d.Name, d.PublicKey, int64(d.N), d.Hash, d.Status, d.Enrolled, d.LastSeen)
		})
}

func putRecords(c *conn, b *changesync.Batch) error {
	rows := sorted(b.Records, func(a, b *changesync.StoredRecord) int { return compareKeys(a.Key, b.Key) })
	return bulk{c, "INSERT OR FAIL INTO records (collection, id, scope, seq, body)",
		"ON CONFLICT DO UPDATE SET scope = excluded.scope, seq = excluded.seq, body = excluded.body", 5}.
		put(len(rows), func(args []any, i int) []any {
			r := rows[i]
			return append(args, r.Key.Collection, r.Key.ID, string(r.Scope), int64(r.Seq), r.Body)
		})
}

func putLog(c *conn, b *changesync.Batch) error {
	rows := sorted(b.Log, func(a, b *changesync.LogEntry) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), compareKeys(a.Key, b.Key))
	})
	err := bulk{c, "INSERT OR FAIL INTO log (seq, collection, id, scope, body)",
		"ON CONFLICT DO UPDATE SET scope = excluded.scope, body = excluded.body", 5}.
		put(len(rows), func(args []any, i int) []any {
			e := rows[i]
			return append(args, int64(e.Seq), e.Key.Collection, e.Key.ID, string(e.Scope), e.Body)
		})
	if err != nil {
		return err
	}
	heads := map[models.Scope]uint64{}
	for _, e := range rows {
		heads[e.Scope] = e.Seq // the rows are in the order of their sequences
	}
	scopes := keysOf(heads)
	return bulk{c, "INSERT OR FAIL INTO scope_head (scope, seq)", "ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq", 2}.
		put(len(scopes), func(args []any, i int) []any {
			return append(args, string(scopes[i]), int64(heads[scopes[i]]))
		})
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
func redact(c *conn, b *changesync.Batch) error {
	for i := range b.Redacted {
		r := &b.Redacted[i]
		if err := c.exec("UPDATE changesets SET raw = ? WHERE device = ? AND n = ?", r.Raw, r.Device, int64(r.N)); err != nil {
			return err
		}
	}
	return nil
}

func putHistory(c *conn, b *changesync.Batch) error {
	err := byCollection(b.Forgotten, func(collection string, ids []string) error {
		return c.exec("DELETE FROM history WHERE collection = ? AND id IN (SELECT value FROM json_each(?))", collection, jsonList(ids))
	})
	if err != nil {
		return err
	}
	rows := sorted(b.History, func(a, b *changesync.HistoryEntry) int { return compareKeys(a.Key, b.Key) })
	return bulk{c, "INSERT OR FAIL INTO history (collection, id, seq, cell, dot, body)", "ON CONFLICT DO UPDATE SET body = excluded.body", 6}.
		put(len(rows), func(args []any, i int) []any {
			h := rows[i]
			return append(args, h.Key.Collection, h.Key.ID, int64(h.Seq), h.Cell, string(h.Dot), h.Body)
		})
}
