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

func TestStatementsKeptAreBounded(t *testing.T) {
	sessions, err := connect(Memory, Options{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	s := sessions[0]
	defer func() { _ = s.shut() }()
	before := len(s.cache)
	for _, query := range []string{"CREATE TABLE v(x)", "ALTER TABLE v ADD COLUMN y", "DROP TABLE v"} {
		if err := s.run(query); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.cache) != before {
		t.Error("statements that run once are kept")
	}
	for i := range 2 * maxCached {
		if err := s.run("SELECT " + itoa(i)); err != nil || len(s.cache) > maxCached {
			t.Fatalf("%d statements are kept after %d runs, error %v", len(s.cache), i+1, err)
		}
	}
}
