package localdbtest

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"fieldsync/mobile-client/localdb"
)

func scripts(t *testing.T, db *localdb.DB) {
	err := db.Update(context.Background(), func(tx *localdb.Tx) error {
		return tx.Script(`
			CREATE TABLE v(x TEXT DEFAULT ';'); -- a comment; with a semicolon
			CREATE TABLE log(what TEXT);
			/* and; another */
			CREATE TRIGGER IF NOT EXISTS told AFTER INSERT ON v BEGIN
				INSERT INTO log VALUES ('in; ' || new.x);
				UPDATE log SET what = CASE WHEN what = '' THEN 'none' ELSE what END;
			END;
			INSERT INTO v VALUES ('it''s;'), ("x") ON CONFLICT DO NOTHING`)
	})
	wantCode(t, err, localdb.CodeOther) // "x" is a column, not a text
	if n := count(t, db, "sqlite_schema"); n != 0 {
		t.Errorf("%d objects are left of a script that failed", n)
	}
	err = db.Update(context.Background(), func(tx *localdb.Tx) error {
		return tx.Script("CREATE TABLE v(x);CREATE TEMP TRIGGER g AFTER INSERT ON v BEGIN DELETE FROM v WHERE x=1; END;INSERT INTO v VALUES (1),(2);;")
	})
	if n := count(t, db, "v"); err != nil || n != 1 {
		t.Errorf("%d rows, want 1; error %v", n, err)
	}
}

func migrations(t *testing.T, db *localdb.DB) {
	ctx := context.Background()
	list, err := localdb.MigrationsFrom(fstest.MapFS{
		"m/0001_notes.sql": {Data: []byte("CREATE TABLE note(id INTEGER PRIMARY KEY); INSERT INTO note VALUES (1);")},
		"m/0002_body.sql":  {Data: []byte("ALTER TABLE note ADD COLUMN body TEXT")},
		"m/read.me":        {Data: []byte("not SQL")},
	}, "m")
	if err != nil || len(list) != 2 || list[1].Name != "0002_body" {
		t.Fatalf("the list is %v, error %v", list, err)
	}
	for _, known := range []int{1, 2, 2} {
		if err := localdb.Migrate(ctx, db, list[:known]); err != nil {
			t.Fatalf("to version %d: %v", known, err)
		}
	}
	if n := count(t, db, "note WHERE body IS NULL"); n != 1 {
		t.Errorf("%d notes after two migrations, want 1", n)
	}
	err = localdb.Migrate(ctx, db, list[:1])
	wantCode(t, err, localdb.CodeNewer)
	_, err = localdb.MigrationsFrom(fstest.MapFS{"0001_a.sql": {}, "0003_b.sql": {}}, ".")
	wantCode(t, err, localdb.CodeMigration)
	_, err = localdb.MigrationsFrom(fstest.MapFS{}, "missing")
	wantCode(t, err, localdb.CodeMigration)
}

func failingMigration(t *testing.T, db *localdb.DB) {
	list := []localdb.Migration{
		{Name: "good", SQL: "CREATE TABLE good(x)"},
		{Name: "bad", SQL: "CREATE TABLE half(x); CREATE TABLE good(x)"},
	}
	err := localdb.Migrate(context.Background(), db, list)
	wantCode(t, err, localdb.CodeMigration)
	if err == nil || !strings.Contains(err.Error(), "bad") {
		t.Errorf("the error does not name the step: %v", err)
	}
	view(t, db, func(tx *localdb.Tx) {
		version, err := localdb.Version(tx)
		if err != nil || version != 1 {
			t.Errorf("version %d, error %v; the first step should stay", version, err)
		}
	})
	if n := count(t, db, "sqlite_schema"); n != 1 {
		t.Errorf("%d tables, want the first step's only", n)
	}
}

// changedSchema: a statement that is kept compiled follows the table.
func changedSchema(t *testing.T, db *localdb.DB) {
	table(t, db, "v", "a")
	update(t, db, func(tx *localdb.Tx) { exec(t, tx, "INSERT INTO v VALUES (1)") })
	look := func(dest ...any) {
		for range 3 {
			view(t, db, func(tx *localdb.Tx) { get(t, tx, "SELECT * FROM v", nil, dest...) })
		}
		update(t, db, func(tx *localdb.Tx) { get(t, tx, "SELECT * FROM v", nil, dest...) })
	}
	var a, b int
	look(&a)
	update(t, db, func(tx *localdb.Tx) { exec(t, tx, "ALTER TABLE v ADD COLUMN b DEFAULT 2") })
	if look(&a, &b); a != 1 || b != 2 {
		t.Errorf("the row is %d, %d", a, b)
	}
	update(t, db, func(tx *localdb.Tx) { exec(t, tx, "ALTER TABLE v DROP COLUMN a") })
	if look(&b); b != 2 {
		t.Errorf("the row is %d", b)
	}
}

func check(t *testing.T, db *localdb.DB) {
	fill(t, db, 100)
	if err := db.Check(context.Background()); err != nil {
		t.Errorf("a sound database: %v", err)
	}
}

func fullText(t *testing.T, db *localdb.DB) {
	update(t, db, func(tx *localdb.Tx) {
		exec(t, tx, "CREATE VIRTUAL TABLE f USING fts5(body, tokenize='trigram')")
		exec(t, tx, "INSERT INTO f VALUES ('深圳南山区客户'), ('beijing office')")
		var n int
		if get(t, tx, "SELECT count(*) FROM f WHERE f MATCH ?", []any{"南山区"}, &n); n != 1 {
			t.Errorf("%d hits, want 1", n)
		}
	})
}
