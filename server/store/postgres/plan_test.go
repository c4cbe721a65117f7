package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"fieldsync/models"
	"fieldsync/sync"
)

// filtered are tables of which few rows per scope are looked at, so that a
// filter beside the index costs nothing.
var filtered = map[string]bool{"scope_heads": true, "conflicts": true, "heads": true}

// a record has few references: either of the two indexes will do to find one.
const fewReferences = "Index Scan using refs_record"

// Whatever the server asks for often is found through an index by all that is
// asked, in the first minute of a new database as well as later: its cost must
// not grow with the number of rows.
func TestPlans(t *testing.T) {
	dsn, _ := database(t)
	s, err := Open(t.Context(), dsn, Options{Org: "o", Conns: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, state := range []string{"new", "filled", "analysed"} {
		t.Run(state, func(t *testing.T) {
			err := s.Update(t.Context(), func(x changesync.Tx) error {
				if err := askAll(x, []models.Scope{"a", "b"}); err != nil {
					return err
				}
				plans(t, x.(*tx).c)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
		switch state {
		case "new":
			f := newFeeder()
			for range 10 {
				f.push(t, s, 100)
			}
		case "filled":
			if _, err := s.pool.Exec(t.Context(), "ANALYZE"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// plans looks at the plans of all statements that the connection keeps.
func plans(t *testing.T, c *pgx.Conn) {
	rows, err := c.Query(t.Context(), `SELECT name, statement, array_length(parameter_types, 1) FROM pg_prepared_statements
		WHERE statement ~ '^(SELECT|DELETE|UPDATE|INSERT)' AND statement ~ 'fieldsync[.]' AND statement !~ 'migrations'`)
	if err != nil {
		t.Fatal(err)
	}
	type statement struct {
		Name, Text string
		Parameters int
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[statement])
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 35 {
		t.Errorf("only %d statements were used", len(list))
	}
	if _, err := c.Exec(t.Context(), "SET LOCAL plan_cache_mode = force_generic_plan"); err != nil {
		t.Fatal(err)
	}
	for _, st := range list {
		nulls := strings.TrimSuffix(strings.Repeat("NULL, ", st.Parameters), ", ")
		rows, err := c.Query(t.Context(), fmt.Sprintf("EXPLAIN (COSTS off) EXECUTE %q (%s)", st.Name, nulls), pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", st.Text, err)
		}
		for i, step := range plan {
			step = strings.TrimSpace(strings.TrimSpace(step)[strings.Index(strings.TrimSpace(step), ">")+1:])
			scan, on, _ := strings.Cut(step, " on ")
			table, _, _ := strings.Cut(on, " ")
			whole := strings.HasPrefix(scan, "Seq Scan")
			for _, detail := range plan[i+1:] {
				if detail = strings.TrimSpace(detail); strings.HasPrefix(detail, "->") {
					break
				}
				whole = whole || strings.HasPrefix(detail, "Filter:") && strings.HasPrefix(scan, "Index") && on != "" && !filtered[table] &&
					!(strings.HasPrefix(scan, fewReferences) && strings.Contains(plan[i+1], "(id = $4)"))
			}
			if whole {
				t.Errorf("%s\nlooks at more than it asks for:\n%s", st.Text, strings.Join(plan, "\n"))
			}
		}
	}
}

// askAll uses every statement of the hot paths.
func askAll(tx changesync.Tx, scopes []models.Scope) error {
	seq, err := tx.NextSeq()
	if err != nil {
		return err
	}
	f := newFeeder()
	f.n = 1_000_000 * seq
	b := at(f.batch(3), seq)
	k := b.Records[0].Key
	b.Settled, b.Conflicts = b.Unindexed, []changesync.ConflictRow{{Key: k, Field: "f", Scope: scopes[0]}}
	b.History = []changesync.HistoryEntry{{Key: k, Cell: "f", Dot: "d:1", Seq: seq}}
	b.Docs = []changesync.Doc{{Kind: "a", Key: "b", Body: []byte{1}}, {Kind: "a", Key: "c"}}
	b.Grants = []changesync.Grant{{User: "u", Scope: scopes[0]}}
	b.GrantsDue = map[string]int64{"u": 1}
	for i, scope := range append(scopes, scopes...) {
		e := changesync.LogEntry{Seq: seq, Scope: scope, Key: changesync.Key{Collection: "c", ID: fmt.Sprint(i)}}
		b.Log = append(b.Log, e)
	}
	again := &changesync.Batch{Unindexed: b.Unindexed} // removes them
	for _, ask := range []func() error{
		func() error { return tx.Apply(b) },
		func() error { return tx.Apply(again) },
		func() error { return tx.Trim(1) },
		func() error { _, err := tx.Head(); return err },
		func() error { _, err := tx.LockDevices("a"); return err },
		func() error { _, err := tx.DeviceList("u"); return err },
		func() error { _, err := tx.Changesets("a", 1, 2); return err },
		func() error { _, err := tx.Origins("a:1"); return err },
		func() error { _, err := tx.LockRecords(k); return err },
		func() error { _, err := tx.RecordsIn(changesync.RecordQuery{Scopes: scopes, Limit: 2}); return err },
		func() error { _, err := tx.RecordsIn(changesync.RecordQuery{Limit: 2}); return err },
		func() error { _, err := tx.Referring("a", "b", "c"); return err },
		func() error { _, err := tx.Log(changesync.LogQuery{Scopes: scopes, To: seq, Limit: 1}); return err },
		func() error {
			_, err := tx.Log(changesync.LogQuery{Scopes: scopes, From: seq - 1, To: seq + 9, Limit: 9})
			return err
		},
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
