package postgres

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"fieldsync/sync"
)

func TestOptions(t *testing.T) {
	for _, org := range []string{"", "a\x00", "\xff", strings.Repeat("x", 65)} {
		_, err := Open(t.Context(), "postgres://127.0.0.1:1/x", Options{Org: org})
		wantCode(t, err, CodeOptions)
	}
	_, err := Open(t.Context(), "postgres://u:secret@[", Options{Org: "o"})
	wantCode(t, err, CodeOptions)
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the password stands in %v", err)
	}
}

// What a server must not be, found when the store opens.
func TestRefusedDatabases(t *testing.T) {
	for _, refused := range []struct{ name, code, query string }{
		{"newer", CodeNewer, "INSERT INTO fieldsync.migrations (version, name) VALUES (9999, 'later')"},
		{"foreign", CodeForeign, "DROP SCHEMA fieldsync CASCADE; CREATE SCHEMA fieldsync; CREATE TABLE fieldsync.music (title text)"},
		{"unsafe", CodeUnsafe, "ALTER ROLE app IN DATABASE %s SET synchronous_commit = off"},
		{"local", CodeUnsafe, "ALTER ROLE app IN DATABASE %s SET synchronous_commit = local"},
	} {
		t.Run(refused.name, func(t *testing.T) {
			dsn, name := database(t)
			if err := open(t, dsn).Close(); err != nil {
				t.Fatal(err)
			}
			admin(t, name, strings.ReplaceAll(refused.query, "%s", name))
			s, err := Open(t.Context(), dsn, Options{Org: "o"})
			if s != nil {
				t.Error("a store was opened")
			}
			wantCode(t, err, refused.code)
		})
	}
	dsn, name := database(t)
	_, err := Open(t.Context(), strings.Replace(dsn, name, "nowhere", 1), Options{Org: "o"})
	wantCode(t, err, CodeOptions)
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	gone := instance{port: port}
	_, err = Open(t.Context(), gone.dsn("app", name), Options{Org: "o"})
	wantCode(t, err, CodeUnreachable)
	if !errors.Is(err, changesync.ErrBusy) {
		t.Errorf("%v, want ErrBusy", err)
	}
}

// A setting that is changed while the store runs has no effect on it.
func TestSynchronousCommitStays(t *testing.T) {
	dsn, _ := database(t)
	s := open(t, dsn)
	err := s.Update(t.Context(), func(x changesync.Tx) error { // the pool has one connection, used again below
		_, err := x.(*tx).c.Exec(t.Context(), "SET synchronous_commit = off; SET lock_timeout = '1234ms'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(x changesync.Tx) error {
		var now, session string
		err := x.(*tx).c.QueryRow(t.Context(), "SELECT current_setting('synchronous_commit'), current_setting('lock_timeout')").Scan(&now, &session)
		if now != "on" || session != "1234ms" {
			t.Errorf("synchronous_commit is %s; in the session that was changed: %v", now, session == "1234ms")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Steps run in order, each whole or not at all, and once.
func TestMigrations(t *testing.T) {
	base, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	dsn, _ := database(t)
	s := open(t, dsn)
	pooled, err := s.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer pooled.Release()
	c, n := pooled.Conn(), len(base)
	good := migration{n + 1, "good", "CREATE TABLE fieldsync.extra (a int); INSERT INTO fieldsync.extra VALUES (1)"}
	bad := migration{n + 2, "bad", "INSERT INTO fieldsync.extra VALUES (2); INSERT INTO nowhere VALUES (1)"}
	if err := s.migrateTo(t.Context(), c, append(base, good, bad)); err == nil || !strings.Contains(err.Error(), "bad") {
		t.Fatalf("%v, want an error that names the step", err)
	}
	check := func(rows, versions int) {
		t.Helper()
		var r, v int
		err := c.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM fieldsync.extra), (SELECT max(version) FROM fieldsync.migrations)").Scan(&r, &v)
		if err != nil || r != rows || v != versions {
			t.Fatalf("%d rows, version %d, want %d and %d (%v)", r, v, rows, versions, err)
		}
	}
	check(1, n+1)
	bad.text = "INSERT INTO fieldsync.extra VALUES (2)"
	for range 2 {
		if err := s.migrateTo(t.Context(), c, append(base, good, bad)); err != nil {
			t.Fatal(err)
		}
	}
	check(2, n+2)
	wantCode(t, s.migrateTo(t.Context(), c, base), CodeNewer)
}

func TestMigrationNumbers(t *testing.T) {
	for _, names := range [][]string{{"migrations/0002_a.sql"}, {"migrations/0001_a.sql", "migrations/0003_b.sql"},
		{"migrations/0001_a.sql", "migrations/0001_b.sql"}, {"migrations/one.sql"}} {
		files := fstest.MapFS{}
		for _, n := range names {
			files[n] = &fstest.MapFile{}
		}
		if _, err := migrations(files); err == nil {
			t.Errorf("%v were taken", names)
		}
	}
}

// Nodes that start together make the tables once.
func TestOpenTogether(t *testing.T) {
	dsn, _ := database(t)
	errs := make(chan error)
	const nodes = 5
	for range nodes {
		go func() {
			s, err := Open(t.Context(), dsn, Options{Org: "o", Conns: 2})
			if err == nil {
				err = s.Update(t.Context(), func(tx changesync.Tx) error { _, err := tx.NextSeq(); return err })
				err = errors.Join(err, s.Close())
			}
			errs <- err
		}()
	}
	for range nodes {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	s, err := Open(t.Context(), dsn, Options{Org: "o"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if seq := headSeq(t, s); seq != nodes {
		t.Errorf("the counter is at %d, want %d", seq, nodes)
	}
}

// Two organisations in one database know nothing of each other.
func TestOrganisationsAreApart(t *testing.T) {
	dsn, _ := database(t)
	var stores [2]*Store
	for i, org := range []string{"a", "A"} {
		s, err := Open(t.Context(), dsn, Options{Org: org})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		stores[i] = s
		newFeeder().push(t, s, 5) // the same names in both
	}
	before := rowsOf(t, stores[1])
	err := stores[0].Update(t.Context(), func(tx changesync.Tx) error {
		f := newFeeder()
		again := f.batch(5)
		gone := []changesync.Doc{{Kind: "k", Key: "x"}}
		seq, err := tx.NextSeq()
		for i := range again.Records {
			again.Records[i].Body, again.Records[i].Scope = nil, "org"
		}
		return errors.Join(err, tx.Apply(&changesync.Batch{Records: at(again, seq).Records, Unindexed: again.Unindexed, Settled: again.Unindexed,
			Checksums: again.Checksums, Docs: gone, Head: &changesync.Head{Epoch: "other"}}), tx.Trim(99))
	})
	if err != nil {
		t.Fatal(err)
	}
	if after := rowsOf(t, stores[1]); after != before {
		t.Errorf("the other organisation changed\nfrom %s\nto   %s", before, after)
	}
	if mine := rowsOf(t, stores[0]); mine == before {
		t.Error("nothing changed in the first either: the comparison proves nothing")
	}
}

// rowsOf is a hash over all rows of a store's organisation, without its name.
func rowsOf(t *testing.T, s *Store) (out string) {
	t.Helper()
	for _, table := range []string{"heads", "devices", "changesets", "records", "refs", "log", "scope_heads", "checksums", "docs"} {
		rows, err := s.pool.Query(t.Context(), "SELECT md5(coalesce(string_agg(r::text, '|' ORDER BY r::text COLLATE \"C\"), '')) FROM fieldsync."+table+
			" t, LATERAL (SELECT to_jsonb(t) - 'org' r) x WHERE org = $1", s.opts.Org)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		out += table + "=" + sum[:6] + " "
	}
	return out
}
