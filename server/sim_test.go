package main

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldsync/server/sim"
)

func TestSimCommand(t *testing.T) {
	var breaks []sim.Break
	must(t, &breaks, "sim", "--list-breaks", "--json")
	if len(breaks) < 15 {
		t.Fatalf("%d bugs can be planted", len(breaks))
	}
	var r sim.Report
	must(t, &r, "sim", "--seeds", "2", "--from", "3", "--json")
	if r.Seeds != 2 || r.From != 3 || r.Writes == 0 {
		t.Errorf("%+v", r)
	}
	bug := breaks[0]
	status, out, errs := field(t, "sim", "--break", bug.Name, "--seeds", "50", "--json")
	if err := json.Unmarshal([]byte(out), &r); err != nil || status != exitFailed || len(r.Violations) != 1 || len(r.Violations[0].Trace) == 0 {
		t.Fatalf("planted %s: status %d: %s%s", bug.Name, status, out, errs)
	}
	replay := func() string {
		t.Helper()
		seed, err := json.Marshal(r.Violations[0].Seed)
		if err != nil {
			t.Fatal(err)
		}
		status, out, errs := field(t, "sim", "--break", bug.Name, "--seed", string(seed), "--trace")
		if status != exitFailed || !strings.Contains(out, r.Violations[0].Checker) {
			t.Errorf("replayed: status %d: %s", status, out)
		}
		return errs
	}
	if first := replay(); first == "" || first != replay() {
		t.Error("a seed does not replay the same steps")
	}
	refused(t, "usage", "sim", "--break", "nothing")
}
