package localdbtest

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"fieldsync/mobile-client/localdb"
)

func argumentCount(t *testing.T, db *localdb.DB) {
	view(t, db, func(tx *localdb.Tx) {
		var a, b, c string
		get(t, tx, "SELECT ?2, ?1, ?2 -- not ?9", []any{"one", "two"}, &a, &b, &c)
		if a+b+c != "twoonetwo" {
			t.Errorf("numbered parameters gave %q %q %q", a, b, c)
		}
		get(t, tx, "SELECT '?', \"x?\", [y?] FROM (SELECT 1 AS \"x?\", 2 AS [y?]) /* ? */", nil, &a, nil, nil)
		for _, args := range [][]any{{}, {1}, {1, 2, 3}} {
			_, err := tx.Query("SELECT ?, ?", args...)
			wantCode(t, err, localdb.CodeMisuse)
		}
		for _, query := range []string{"SELECT :name", "SELECT @name", "SELECT $name"} {
			_, err := tx.Query(query, 1)
			wantCode(t, err, localdb.CodeMisuse)
		}
	})
}

func affectedRows(t *testing.T, db *localdb.DB) {
	update(t, db, func(tx *localdb.Tx) {
		for _, s := range []struct {
			query string
			want  int64
		}{
			{"CREATE TABLE v(x)", 0},
			{"INSERT INTO v VALUES (1), (2), (3)", 3},
			{"CREATE INDEX i ON v(x)", 0},
			{"UPDATE v SET x=x+1 WHERE x>1", 2},
			{"SELECT * FROM v", 0},
			{"UPDATE v SET x=0 WHERE x>100", 0},
			{"WITH a AS (SELECT 1 AS y) DELETE FROM v WHERE x IN (SELECT y FROM a)", 1},
			{"REPLACE INTO v VALUES (9)", 1},
			{"DELETE FROM v", 3},
		} {
			if n := exec(t, tx, s.query); n != s.want {
				t.Errorf("%s changed %d rows, want %d", s.query, n, s.want)
			}
		}
	})
}

func constraints(t *testing.T, db *localdb.DB) {
	table(t, db, "parent", "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> ''))  STRICT; --")
	table(t, db, "child", "id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY IMMEDIATE")
	update(t, db, func(tx *localdb.Tx) {
		exec(t, tx, "INSERT INTO parent VALUES (1, 'a')")
		for query, names := range map[string]string{
			"INSERT INTO parent VALUES (2, 'a')":       "parent.name",
			"INSERT INTO parent VALUES (1, 'b')":       "parent.id",
			"INSERT INTO parent VALUES (3, NULL)":      "parent.name",
			"INSERT INTO parent VALUES (4, '')":        "CHECK",
			"INSERT INTO parent VALUES (5, x'00')":     "parent.name",
			"INSERT INTO child VALUES (1, 99)":         "FOREIGN KEY",
			"DELETE FROM parent WHERE id=1 AND raise1": "",
		} {
			_, err := tx.Exec(query)
			if names == "" {
				wantCode(t, err, localdb.CodeOther)
				continue
			}
			wantCode(t, err, localdb.CodeConstraint)
			if e, ok := errors.AsType[*localdb.Error](err); !ok || e.SQLite&0xff != 19 || !strings.Contains(err.Error(), names) {
				t.Errorf("%s: the error does not say %s: %v", query, names, err)
			}
		}
		exec(t, tx, "INSERT INTO parent VALUES (6, 'after the errors')")
	})
	if n := count(t, db, "parent"); n != 2 {
		t.Errorf("%d parents, want the two good ones", n)
	}
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		exec(t, tx, "PRAGMA defer_foreign_keys=1")
		exec(t, tx, "INSERT INTO child VALUES (1, 99)")
		return nil
	})
	wantCode(t, err, localdb.CodeConstraint)
	if n := count(t, db, "child"); n != 0 {
		t.Error("a commit that failed left its row")
	}
}

func badSQL(t *testing.T, db *localdb.DB) {
	update(t, db, func(tx *localdb.Tx) {
		for query, code := range map[string]string{
			"SELEC 1": localdb.CodeOther, "SELECT * FROM nowhere": localdb.CodeOther, `SELECT "no such column"`: localdb.CodeOther,
			"": localdb.CodeMisuse, " -- nothing\n": localdb.CodeMisuse, "SELECT 1; SELECT 2": localdb.CodeMisuse,
			"SELECT 'open": localdb.CodeMisuse, "SELECT 1\x00": localdb.CodeMisuse,
		} {
			_, err := tx.Query(query)
			wantCode(t, err, code)
		}
		var n int
		if get(t, tx, "\n SELECT 1 ; -- fine\n", nil, &n); n != 1 {
			t.Errorf("got %d", n)
		}
	})
}

func reuse(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "id INTEGER PRIMARY KEY, x TEXT, y BLOB")
	update(t, db, func(tx *localdb.Tx) {
		for i := range 500 {
			var x, y any
			if i%2 == 0 {
				x, y = strings.Repeat("名", i), []byte{byte(i)}
			}
			exec(t, tx, "INSERT INTO v VALUES (?, ?, ?)", i, x, y)
		}
		for i := range 500 {
			var x *string
			get(t, tx, "SELECT x FROM v WHERE id=?", []any{i}, &x)
			if (x != nil) != (i%2 == 0) || x != nil && *x != strings.Repeat("名", i) {
				t.Fatalf("row %d holds what belongs to another: %v", i, x)
			}
		}
		// More different statements than a connection keeps compiled.
		for i := range 600 {
			var n int
			if get(t, tx, "SELECT "+strconv.Itoa(i), nil, &n); n != i {
				t.Fatalf("statement %d gave %d", i, n)
			}
		}
	})
}

func insideItself(t *testing.T, db *localdb.DB) {
	table(t, db, "tree", "id INTEGER PRIMARY KEY, parent INTEGER")
	update(t, db, func(tx *localdb.Tx) {
		for i := 1; i < 64; i++ {
			exec(t, tx, "INSERT INTO tree VALUES (?, ?)", i, i/2)
		}
	})
	view(t, db, func(tx *localdb.Tx) {
		seen := 0
		var walk func(parent int) error
		walk = func(parent int) error {
			return tx.Each("SELECT id FROM tree WHERE parent=? ORDER BY id", []any{parent}, func(r *localdb.Row) error {
				var id int
				seen++
				return errors.Join(r.Scan(&id), walk(id))
			})
		}
		if err := walk(0); err != nil || seen != 63 {
			t.Errorf("the walk saw %d nodes of 63, error %v", seen, err)
		}
	})
}

func returning(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "id INTEGER PRIMARY KEY, x TEXT UNIQUE, n INTEGER DEFAULT 1")
	update(t, db, func(tx *localdb.Tx) {
		for want := 1; want <= 3; want++ {
			var n int
			get(t, tx, "INSERT INTO v(x) VALUES (?1) ON CONFLICT(x) DO UPDATE SET n=n+1 RETURNING n", []any{"a"}, &n)
			if n != want {
				t.Errorf("upsert %d returned %d", want, n)
			}
		}
	})
}
