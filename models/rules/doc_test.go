package rules

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/rules.md")

const docPath = "../../docs/rules.md"

// TestDoc: docs/rules.md says what the table says.
func TestDoc(t *testing.T) {
	want := doc()
	if *update {
		if err := os.WriteFile(docPath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(docPath)
	if err != nil || string(have) != want {
		t.Errorf("docs/rules.md is not what the table says: go test ./models/rules -update (%v)", err)
	}
}

func doc() string {
	var b strings.Builder
	b.WriteString(`# The handbook's rules

Written from the table in ` + "`models/rules`" + ` by ` + "`go test ./models/rules -update`" + `. A rule is asked on *entry* (on the phone and when the record arrives), on *acceptance* by the back office, on *arrival* or by the clock (*hour*, *day*) on the server, or when stars are worked out (*rating*). *entry, server* is asked when the record has arrived, not on the phone. What is found in a record that has no flags is told in a notice to whoever answers for it. A collection with @ is something that is asked about before it is done. Outcomes: *block* refuses a submission and keeps the draft, *warn* lets it pass with a notice, *flag* marks a fact, *task* gives somebody something to do, *set* computes a value. What has happened is never refused: on arrival a block is a flag.

Where the outcome is said to depend, it does on the record: what is planned is blocked, what was done is flagged. The source is a place in the handbook; *own* is our addition.

## Rules

| id | 规则 | rule | about | when | outcome | parameters | source |
|---|---|---|---|---|---|---|---|
`)
	for line := range strings.Lines(handbook) {
		id, _, _ := strings.Cut(line, "|")
		text, _ := TextOf(id)
		about, when, outcome := doors(id)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", id, text.ZH, text.EN, about, when, outcome, paramsFor(id), text.Source)
	}
	b.WriteString(`
## Parameters

An administrator or a head of a unit sets a parameter for a province, branch or team with a record of ` + "`rule_param`" + ` (parameter, unit, value, valid from). The nearest unit wins, of one unit what came into force last. By whose team a record is judged says the first person it names: who collected it, to whom it is assigned, who owns, plans or wrote it.

| parameter | unit | default | range | rules |
|---|---|---|---|---|
`)
	for _, p := range AllParams() {
		limits := ""
		if p.Unit != Windows && p.Unit != Words {
			limits = fmt.Sprintf("%d to %d", p.Min, p.Max)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", p.Name, p.Unit, p.Default, limits, strings.ReplaceAll(p.Rules, " ", ", "))
	}
	return b.String()
}

// doors puts together where a rule stands in the table.
func doors(id string) (about, when, outcome string) {
	var a, w, o []string
	for _, r := range All() {
		if r.ID != id {
			continue
		}
		collection := r.Collection
		if collection == AnyCollected {
			collection = "every field-collected record"
		} else {
			collection = strings.ReplaceAll(collection, " ", ", ")
		}
		s := string(r.Severity)
		if r.Grade != nil {
			s += " (depends)"
		}
		on := string(r.On)
		if r.On == OnEntry && slices.ContainsFunc(officeJudgments(), func(o Rule) bool { return o.ID == id }) {
			on = "entry, server"
		}
		a, w, o = append(a, collection), append(w, on), append(o, s)
	}
	join := func(list []string) string {
		var once []string
		for _, s := range list {
			if !slices.Contains(once, s) {
				once = append(once, s)
			}
		}
		return strings.Join(once, "; ")
	}
	return join(a), join(w), join(o)
}

func paramsFor(id string) string {
	var names []string
	for _, p := range AllParams() {
		if slices.Contains(strings.Fields(p.Rules), id) {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}
