//go:build !js

package localdb

import "testing"

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
