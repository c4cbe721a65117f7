package localdb

import (
	"strings"
	"testing"
)

func TestSettingsAreReadBack(t *testing.T) {
	sessions, err := connect(Memory, Options{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sessions[0].shut() }()
	for _, wrong := range []setting{
		{"journal_mode", "WAL", "wal"},          // memory has no WAL
		{"synchronouss", "FULL", int64(2)},      // misspelt
		{"foreign_keys", "1 + 1", int64(2)},     // no such value
		{"synchronous", "EXTRA", int64(1 << 2)}, // another value than wanted
	} {
		err := sessions[0].setup([]setting{wrong})
		if CodeOf(err) == "" || !strings.Contains(err.Error(), wrong.name) && CodeOf(err) == CodeSetup {
			t.Errorf("%s=%s was taken for %v: %v", wrong.name, wrong.set, wrong.want, err)
		}
	}
}

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"3.51.3", "3.51.3", false}, {"3.51.2", "3.51.3", true}, {"3.9.9", "3.51.3", true}, {"3.100.0", "3.51.3", false},
		{"4.0", "3.51.3", false}, {"3.51", "3.51.3", true}, {"", "3.51.3", true},
	} {
		if got := older(c.a, c.b); got != c.want {
			t.Errorf("older(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestLexer(t *testing.T) {
	for _, c := range []struct {
		sql    string
		params int
		verb   string
		undoes bool
	}{
		{"select ?", 1, "SELECT", false},
		{"SELECT ?2, ?, ?1", 3, "SELECT", false},
		{"SELECT '?;', \"?\", `?`, [?] -- ?\n, ? /* ? */", 1, "SELECT", false},
		{"SELECT 'it''s ?', ?", 1, "SELECT", false},
		{"WITH a AS (DELETE) INSERT INTO x VALUES (1)", 0, "INSERT", false},
		{"WITH RECURSIVE a(b) AS (VALUES (1)) SELECT b FROM a", 0, "SELECT", false},
		{"INSERT OR ROLLBACK INTO x VALUES (1)", 0, "INSERT", true},
		{"CREATE TRIGGER a AFTER INSERT ON b BEGIN SELECT RAISE(ROLLBACK, 'x'); END", 0, "CREATE", false},
		{"SELECT x'00', 1.5e3, a->>'b'", 0, "SELECT", false},
	} {
		s, err := single(c.sql + " ; ")
		if err != nil || s.params != c.params || s.verb != c.verb || s.undoes != c.undoes || s.text != c.sql {
			t.Errorf("%s: %+v, %v", c.sql, s, err)
		}
	}
	for _, sql := range []string{"", ";", "SELECT 1; SELECT 2", "SELECT :a", "SELECT 'a", "SELECT [a", "CREATE TRIGGER a BEGIN SELECT 1; END; SELECT 2"} {
		if s, err := single(sql); err == nil {
			t.Errorf("%q was taken as one statement: %+v", sql, s)
		}
	}
}

// FuzzSplit: no text breaks the lexer, and what it cuts out cuts the same way
// again.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"SELECT ?; -- a\nINSERT INTO [a;b] VALUES ('x''y', ?2)", "CREATE TRIGGER t BEGIN SELECT 1; END; SELECT", "/* open", "WITH a("} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		all, err := split(script)
		if err != nil {
			return
		}
		for _, s := range all {
			again, err := split(s.text)
			if err != nil || len(again) != 1 || again[0] != s {
				t.Fatalf("%q reads as %+v, then as %+v (%v)", s.text, s, again, err)
			}
		}
	})
}
