package sqlite

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fieldsync/models"
	"fieldsync/sync"
)

// small are tables of one row, the list given as JSON and a page of positions.
var small = map[string]bool{"head": true, "j": true, "json_each": true, "k": true, "sqlite_master": true, "CONSTANT": true}

// Whatever the server asks for often is found through an index: its cost must
// not grow with the number of rows.
func TestPlans(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "x.db"))
	err := s.Update(t.Context(), func(tx changesync.Tx) error {
		return askAll(tx, []models.Scope{"a", "b"})
	})
	if err != nil {
		t.Fatal(err)
	}
	c := <-s.writer
	defer func() { s.writer <- c }()
	if len(c.stmts) < 25 {
		t.Fatalf("only %d statements were used", len(c.stmts))
	}
	for _, query := range slices.Sorted(maps.Keys(c.stmts)) {
		if strings.HasPrefix(query, "BEGIN") || strings.HasPrefix(query, "INSERT") || strings.HasPrefix(query, "PRAGMA") {
			continue
		}
		var plan []string
		nulls := make([]any, 9*chunks[0])
		if err := c.each("EXPLAIN QUERY PLAN "+query, func(r row) { plan = append(plan, r.text(3)) }, nulls...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, step := range plan {
			table, scan := strings.CutPrefix(step, "SCAN ")
			if table, _, _ = strings.Cut(table, " "); scan && !small[table] {
				t.Errorf("%s\nreads a whole table: %s", query, step)
			}
		}
	}
}

// askAll uses every statement of the hot paths.
func askAll(tx changesync.Tx, scopes []models.Scope) error {
	f := newFeeder()
	seq, err := tx.NextSeq()
	if err != nil {
		return err
	}
	b := f.batch(seq, 41)
	b.Settled, b.Conflicts = b.Unindexed, []changesync.ConflictRow{{Key: b.Unindexed[0], Field: "f", Scope: scopes[0]}}
	b.Log = append(b.Log, changesync.LogEntry{Seq: seq, Scope: scopes[0], Key: changesync.Key{Collection: "c", ID: "1"}},
		changesync.LogEntry{Seq: seq, Scope: scopes[1], Key: changesync.Key{Collection: "c", ID: "2"}})
	if err := tx.Apply(b); err != nil {
		return err
	}
	k := b.Records[0].Key
	for _, ask := range []func() error{
		func() error { return tx.Trim(1) },
		func() error { _, err := tx.Head(); return err },
		func() error { _, err := tx.LockDevices("a"); return err },
		func() error { _, err := tx.DeviceList("u"); return err },
		func() error { _, err := tx.Changesets("a", 1, 2); return err },
		func() error { _, err := tx.Origins("a:1"); return err },
		func() error { _, err := tx.LockRecords(k); return err },
		func() error { _, err := tx.RecordsIn(changesync.RecordQuery{Scopes: scopes, Limit: 2}); return err },
		func() error { _, err := tx.Referring("a", "b", "c"); return err },
		func() error { _, err := tx.Log(changesync.LogQuery{Scopes: scopes, To: 9, Limit: 1}); return err },
		func() error { _, err := tx.Log(changesync.LogQuery{Scopes: scopes[:1], To: 9, Limit: 1}); return err },
		func() error { _, err := tx.Log(changesync.LogQuery{To: 9, Limit: 1}); return err },
		func() error { _, err := tx.History(k); return err },
		func() error { _, _, err := tx.Grants("u"); return err },
		func() error { _, err := tx.Touched(scopes, 0); return err },
		func() error { _, err := tx.Checksums(scopes); return err },
		func() error { _, err := tx.Conflicts(changesync.ConflictQuery{Scopes: scopes}); return err },
		func() error { _, _, err := tx.Doc("a", "b"); return err },
		func() error { _, err := tx.Docs("a"); return err },
	} {
		if err := ask(); err != nil {
			return err
		}
	}
	return nil
}
