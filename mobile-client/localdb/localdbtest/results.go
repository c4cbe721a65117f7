package localdbtest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"fieldsync/mobile-client/localdb"
)

func rowsLeftOpen(t *testing.T, db *localdb.DB) {
	fill(t, db, 5_000)
	update(t, db, func(tx *localdb.Tx) {
		for range 3 {
			r, err := tx.Query("SELECT id, x FROM v")
			if err != nil || !r.Next() {
				t.Fatalf("no first row: %v", err)
			}
		}
		exec(t, tx, "DELETE FROM v WHERE id>=10")
	})
	if n := count(t, db, "v"); n != 10 {
		t.Errorf("%d rows, want 10", n)
	}
	update(t, db, func(tx *localdb.Tx) { exec(t, tx, "DROP TABLE v") }) // fails while a statement still runs
}

func walkStopped(t *testing.T, db *localdb.DB) {
	fill(t, db, 5_000)
	view(t, db, func(tx *localdb.Tx) {
		seen := 0
		err := tx.Each("SELECT id FROM v", nil, func(*localdb.Row) error {
			if seen++; seen == 3 {
				return errOwn
			}
			return nil
		})
		if !errors.Is(err, errOwn) || seen != 3 {
			t.Errorf("stopped after %d rows with %v", seen, err)
		}
		found, err := tx.Get("SELECT id FROM v WHERE id<0", nil, new(int))
		if found || err != nil {
			t.Errorf("a row that is not there: %v, %v", found, err)
		}
	})
}

func bigRows(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "id INTEGER PRIMARY KEY, x TEXT, y BLOB")
	long := strings.Repeat("拜访记录𠮷", 1<<20/16)
	raw := bytes.Repeat([]byte{0, 1, 2, 0xff}, 1<<18)
	update(t, db, func(tx *localdb.Tx) {
		for i := range 4 {
			exec(t, tx, "INSERT INTO v VALUES (?, ?, ?)", i, long, raw)
		}
		exec(t, tx, "INSERT INTO v VALUES (9, 'small', x'01')")
	})
	view(t, db, func(tx *localdb.Tx) {
		seen := 0
		err := tx.Each("SELECT x, y FROM v ORDER BY id", nil, func(r *localdb.Row) error {
			var x string
			var y []byte
			if err := r.Scan(&x, &y); err != nil {
				return err
			}
			if seen++; seen <= 4 && (x != long || !bytes.Equal(y, raw)) || seen == 5 && x != "small" {
				t.Errorf("row %d came back wrong (%d and %d bytes)", seen, len(x), len(y))
			}
			return nil
		})
		if err != nil || seen != 5 {
			t.Errorf("%d rows of 5, error %v", seen, err)
		}
	})
}

func manyRows(t *testing.T, db *localdb.DB) {
	const rows = 10_000
	fill(t, db, rows)
	view(t, db, func(tx *localdb.Tx) {
		next := 0
		err := tx.Each("SELECT id, x FROM v ORDER BY id", nil, func(r *localdb.Row) error {
			var id int
			var x string
			if err := r.Scan(&id, &x); err != nil {
				return err
			}
			if id != next || x != note(id) {
				t.Fatalf("row %d came back as %d %q", next, id, x)
			}
			next++
			return nil
		})
		if err != nil || next != rows {
			t.Errorf("%d rows of %d, error %v", next, rows, err)
		}
	})
}

// fill makes the table v with n rows.
func fill(t *testing.T, db *localdb.DB, n int) {
	t.Helper()
	table(t, db, "v", "id INTEGER PRIMARY KEY, x TEXT")
	update(t, db, func(tx *localdb.Tx) {
		for i := range n {
			exec(t, tx, "INSERT INTO v VALUES (?, ?)", i, note(i))
		}
	})
}

// note is a text of varying length for row i.
func note(i int) string { return strings.Repeat("回访", i%40) + "." }
