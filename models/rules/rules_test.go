package rules

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fieldsync/models"
)

func values(t *testing.T, text string) models.Values {
	t.Helper()
	var v models.Values
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// waiting are collections of the handbook that the registry has not yet, with
// the reason. A rule about one of them is written already.
var waiting = map[string]string{}

// TestTable: each rule of the table is well formed, belongs to collections that
// exist, and has its line in the handbook, which has no others.
func TestTable(t *testing.T) {
	ids, seen := map[string]bool{}, map[string]bool{}
	shape := regexp.MustCompile(`^R-[A-Z]+-\d\d$`)
	for _, r := range All() {
		if !shape.MatchString(r.ID) {
			t.Errorf("malformed id %q", r.ID)
		}
		ids[r.ID] = true
		for name := range strings.FieldsSeq(r.Collection) {
			door := r.ID + " " + name + " " + string(r.On)
			if seen[door] {
				t.Errorf("%s is there twice", door)
			}
			seen[door] = true
			known := models.Default().Collection(name) != nil || name == AnyCollected || strings.HasPrefix(name, "@")
			if !known && waiting[name] == "" {
				t.Errorf("%s: unknown collection %q", r.ID, name)
			}
		}
		judges := r.On == OnEntry || r.On == OnAcceptance
		if judges == (r.Check == nil) || !judges && (r.Act == nil) == (r.With == "") {
			t.Errorf("%s: judges or acts by its trigger %s", r.ID, r.On)
		}
		if !slices.Contains([]Severity{Block, Warn, Flag, Task, Set}, r.Severity) {
			t.Errorf("%s: outcome %q", r.ID, r.Severity)
		}
		if text, ok := TextOf(r.ID); !ok || text.ZH == "" || text.EN == "" || text.Source == "" {
			t.Errorf("%s has no text", r.ID)
		}
	}
	lines := strings.Split(strings.TrimSpace(handbook), "\n")
	if len(lines) != len(ids) || len(ids) != 150 {
		t.Errorf("%d lines of the handbook for %d rules, 144 of them its own", len(lines), len(ids))
	}
	for _, p := range AllParams() {
		for id := range strings.FieldsSeq(p.Rules) {
			if !ids[id] {
				t.Errorf("parameter %s is for the unknown rule %s", p.Name, id)
			}
		}
	}
	if _, ok := ByID("R-NONE-01"); ok {
		t.Error("an unknown id was found")
	}
	for name := range waiting {
		if models.Default().Collection(name) != nil {
			t.Errorf("%s is in the registry: take it off the list of those that are waited for", name)
		}
	}
}

// TestEveryFieldExists: a rule that reads or names a field the registry does not
// know would find nothing, and one that asks for records by a field without
// index would get none. The cases say what each rule reads.
func TestEveryFieldExists(t *testing.T) {
	known := func(where, collection string, fields ...string) {
		col := models.Default().Collection(collection)
		for _, f := range fields {
			if col != nil && col.Field(f) == nil {
				t.Errorf("%s: unknown field %s.%s", where, collection, f)
			}
		}
	}
	for _, c := range ruleCases(t) {
		where := c.rule + " " + c.name
		known(where, c.collection, names(c.in.Record)...)
		for key := range c.world {
			collection, _ := splitKey(key)
			known(where, collection, names(c.world.values(t, collection, key[len(collection)+1:]))...)
		}
		related := c.in.Related
		c.in.Related = func(q Query) []Found {
			if col := models.Default().Collection(q.Collection); col != nil && (col.Field(q.Field) == nil || !slices.Contains(col.Field(q.Field).IndexPaths(), q.Field)) {
				t.Errorf("%s: %s is not found by %s", where, q.Collection, q.Field)
			}
			return related(q)
		}
		if strings.HasPrefix(c.collection, "@") {
			continue
		}
		for _, p := range slices.Concat(Arrived(c.collection, c.in), Acceptance(c.collection, c.in)) {
			known(where+" by "+p.Code, c.collection, p.Field)
		}
		for _, e := range slices.Concat(Arrival(c.collection, c.in), Clock(OnHour, c.collection, c.in), Clock(OnDay, c.collection, c.in), Clock(OnRating, c.collection, c.in)) {
			if e.Field != "" {
				known(where+" by "+e.Rule, e.Subject.Collection, e.Field)
			}
			mustBeWritable(t, where, e)
		}
	}
}

// mustBeWritable: a field takes the value that a rule sets, and who is told of
// something may be told of which record.
func mustBeWritable(t *testing.T, where string, e Effect) {
	t.Helper()
	col := models.Default().Collection(e.Subject.Collection)
	if e.Outcome != Set || col == nil || col.Field(e.Field) == nil {
		return // others are found above
	}
	f, list := col.Field(e.Field), []json.RawMessage{e.Value}
	if e.Value == nil {
		if f.Ref != "staff" || e.To == (To{}) {
			t.Errorf("%s: %s sets %s to nobody", where, e.Rule, e.Field)
		}
		return
	}
	if f.PerElement() {
		if err := json.Unmarshal(e.Value, &list); err != nil {
			t.Errorf("%s: %s sets %s to %s: %v", where, e.Rule, e.Field, e.Value, err)
		}
	}
	for _, v := range list {
		if p := f.Check(v); p != nil {
			t.Errorf("%s: %s sets %s to %s: %s", where, e.Rule, e.Field, v, p.Message)
		}
	}
}

func TestBlocks(t *testing.T) {
	planned := In{Record: values(t, `{"direction":"外呼","started_at":"2016-05-10T13:00:00+08:00"}`)}
	made := In{Record: values(t, `{"direction":"外呼","started_at":"2016-05-10T13:00:00+08:00","ended_at":"2016-05-10T13:05:00+08:00"}`)}
	for _, row := range []struct {
		in   In
		code string
		want bool
	}{
		{In{}, "R-KP-02", true}, {In{}, "R-VISIT-08", false}, {In{}, "required", false}, {planned, "R-PHONE-04", true}, {made, "R-PHONE-04", false},
	} {
		if Blocks(row.in, []models.Problem{{Code: "R-VISIT-08"}, {Code: row.code}}) != row.want {
			t.Errorf("%s blocks: %v", row.code, !row.want)
		}
	}
}

// TestSilentWithoutAnything: no rule fails, or invents a fact, where nothing is
// known but the record: no clock, no other records.
func TestSilentWithoutAnything(t *testing.T) {
	for _, c := range ruleCases(t) {
		in := In{Record: c.in.Record}
		if c.collection[0] == '@' {
			Action(c.collection, in)
			continue
		}
		Arrived(c.collection, in)
		Acceptance(c.collection, in)
		for _, e := range slices.Concat(Arrival(c.collection, in), Clock(OnHour, c.collection, in), Clock(OnDay, c.collection, in), Clock(OnRating, c.collection, in)) {
			if e.Outcome == Task && e.Task.Due.Year() < 2000 {
				t.Errorf("%s %s: a task due %v", e.Rule, c.name, e.Task.Due)
			}
		}
	}
}
