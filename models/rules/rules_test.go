package rules

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
)

// vector is a record and the problems expected of it, as "R-… field".
type vector struct {
	name       string
	collection string
	record     string
	linked     string // the record that every Lookup finds, if any
	now        string
	acceptance bool
	want       []string
}

func (v vector) run(t *testing.T, only string) []string {
	t.Helper()
	in := In{Record: values(t, v.record), Lookup: func(string, string) models.Values { return nil }}
	if v.linked != "" {
		found := values(t, v.linked)
		in.Lookup = func(collection, id string) models.Values {
			if collection != "appointment" || id != "a1" {
				t.Errorf("looked up %s %s", collection, id)
			}
			return found
		}
	}
	if v.now != "" {
		now, err := models.Moment(v.now).Time()
		if err != nil {
			t.Fatal(err)
		}
		in.Now = now
	}
	problems := Entry(v.collection, in)
	if v.acceptance {
		problems = Acceptance(v.collection, in)
	}
	var got []string
	for _, p := range problems {
		if p.Unfit || p.Message == "" || p.ZH == "" {
			t.Errorf("incomplete problem %+v", p)
		}
		if strings.HasPrefix(p.Code, only) {
			got = append(got, p.Code+" "+p.Field)
		}
	}
	return got
}

func values(t *testing.T, text string) models.Values {
	t.Helper()
	var v models.Values
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func runVectors(t *testing.T, rule string, vectors []vector) {
	t.Helper()
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			if got := v.run(t, rule); !slices.Equal(got, v.want) {
				t.Errorf("%s\ngot  %v\nwant %v", v.record, got, v.want)
			}
		})
	}
}

// TestTable: each rule of the table is well formed and belongs to a collection.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	shape := regexp.MustCompile(`^R-[A-Z]+-\d\d$`)
	for _, r := range All() {
		if !shape.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("id %q is malformed or given twice", r.ID)
		}
		seen[r.ID] = true
		for name := range strings.FieldsSeq(r.Collection) {
			if name != AnyCollected && models.Default().Collection(name) == nil {
				t.Errorf("%s: unknown collection %q", r.ID, name)
			}
		}
		office := r.On != OnEntry && r.On != OnAcceptance
		if r.Check == nil != office || r.Act == nil == office {
			t.Errorf("%s: judges or acts by its trigger %s", r.ID, r.On)
		}
		if text, ok := TextOf(r.ID); !ok || text.ZH == "" || text.EN == "" || text.Source == "" {
			t.Errorf("%s has no text", r.ID)
		}
	}
	for _, id := range strings.Fields(`R-CUST-01 R-KP-01 R-KP-02 R-KP-03 R-VISIT-06 R-VISIT-07 R-VISIT-08 R-VISIT-09
		R-VISIT-10 R-VISIT-11 R-VISIT-12 R-VISIT-13 R-VISIT-14 R-VISIT-15 R-VISIT-16 R-SHOW-03 R-SHOW-04 R-SHOW-05 R-SHOW-10 R-DATA-01`) {
		if !seen[id] {
			t.Errorf("%s is not in the table", id)
		}
	}
	if _, ok := ByID("R-NONE-01"); ok {
		t.Error("an unknown id was found")
	}
}

// TestEveryFieldExists: a rule that names a field the registry does not know
// would never find anything in it.
func TestEveryFieldExists(t *testing.T) {
	for _, r := range entryRules {
		if r.Collection == AnyCollected {
			continue
		}
		for _, p := range r.Check(In{Record: models.Values{}}) {
			if models.Default().Collection(r.Collection).Field(p.Field) == nil {
				t.Errorf("%s names unknown field %s.%s", r.ID, r.Collection, p.Field)
			}
		}
	}
}

func TestBlocks(t *testing.T) {
	if !Blocks(In{}, []models.Problem{{Code: "R-VISIT-08"}, {Code: "R-KP-02"}}) || Blocks(In{}, []models.Problem{{Code: "R-VISIT-08"}, {Code: "required"}}) {
		t.Error("only a blocking rule blocks")
	}
}

func TestLateEntry(t *testing.T) {
	runVectors(t, "R-DATA", []vector{
		{name: "in time", collection: "follow_up", record: `{"collected_at":"2016-05-10T10:00:00+08:00"}`, now: "2016-05-11T10:00:00+08:00"},
		{name: "a second late", collection: "follow_up", record: `{"collected_at":"2016-05-10T10:00:00+08:00"}`, now: "2016-05-11T02:00:01Z",
			want: []string{"R-DATA-01 collected_at"}},
		{name: "arrived in time, shown later", collection: "visit_record", now: "2017-01-01T00:00:00Z",
			record: `{"collected_at":"2016-05-10T10:00:00+08:00","submitted_at":"2016-05-10T11:00:00+08:00"}`},
		{name: "draft", collection: "visit_record", record: `{"collected_at":"2016-05-10T10:00:00+08:00","submission":"draft"}`, now: "2017-01-01T00:00:00Z"},
		{name: "not field-collected", collection: "customer", record: `{"collected_at":"2016-05-10T10:00:00+08:00"}`, now: "2017-01-01T00:00:00Z"},
		{name: "no clock", collection: "follow_up", record: `{"collected_at":"2016-05-10T10:00:00+08:00"}`},
	})
	in := In{Record: values(t, `{"collected_at":"2016-05-10T10:00:00+08:00"}`),
		Now: time.Date(2016, 5, 11, 9, 0, 0, 0, models.China), Params: Params{own: map[string]setting{"late_entry_hours": {n: 2}}}}
	if len(Entry("follow_up", in)) != 1 {
		t.Error("the number of hours is a parameter")
	}
}
