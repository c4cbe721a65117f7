package rules

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// A line of testdata/cases.txt below the id of its rule is
//
//	kind [T-000] collection record | more | more => what is found
//
// with kind + for a rule that speaks, - for one that is silent and = for the
// boundary between both. More is another record as collection/id {…}, "now …",
// "id …", "param name=value", "conflict field" or "holiday day". A time is
// written @2016-05-10 14:00.
type ruleCase struct {
	rule, kind, name string
	collection       string
	in               In
	open             []string // fields with a conflict
	world            world
	want             string
}

var written = regexp.MustCompile(`@(\d{4}-\d\d-\d\d) (\d\d:\d\d)(:\d\d)?`)

func caseMoment(text string) string {
	return written.ReplaceAllStringFunc(text, func(s string) string {
		m := written.FindStringSubmatch(s)
		if m[3] == "" {
			m[3] = ":00"
		}
		return `"` + m[1] + "T" + m[2] + m[3] + `+08:00"`
	})
}

func ruleCases(t *testing.T) (list []ruleCase) {
	t.Helper()
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	rule := ""
	for n, line := range strings.Split(string(raw), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "R-"):
			rule = line
		default:
			c := readCase(t, n+1, caseMoment(line))
			c.rule = rule
			list = append(list, c)
		}
	}
	return list
}

func readCase(t *testing.T, n int, line string) ruleCase {
	t.Helper()
	said, want, ok := strings.Cut(line, " =>")
	parts := strings.Split(said, " | ")
	head, record, cut := strings.Cut(parts[0], " {")
	words := strings.Fields(head)
	if !ok || !cut || len(words) < 2 || !slices.Contains([]string{"+", "-", "="}, words[0]) {
		t.Fatalf("cases.txt:%d: cannot read %q", n, line)
	}
	c := ruleCase{kind: words[0], collection: words[len(words)-1], want: strings.TrimSpace(want), name: fmt.Sprintf("line %d", n)}
	if len(words) > 2 {
		c.name = words[1] + " " + c.name
	}
	w := world{}
	c.world = w
	c.in = w.in(t, "", "x1")
	c.in.Record = values(t, "{"+record)
	for _, more := range parts[1:] {
		c.more(t, w, more)
	}
	return c
}

func (c *ruleCase) more(t *testing.T, w world, text string) {
	t.Helper()
	what, rest, _ := strings.Cut(text, " ")
	switch what {
	case "now":
		now, err := models.Moment(strings.Trim(rest, `"`)).Time()
		if err != nil {
			t.Fatal(err)
		}
		c.in.Now = now
	case "id":
		c.in.ID = rest
	case "holiday":
		days, err := calendar.New([]calendar.Entry{{Day: models.CalDate(rest), Kind: calendar.Holiday, Name: "节"}})
		if err != nil {
			t.Fatal(err)
		}
		c.in.Calendar = days
	case "conflict":
		c.open = append(c.open, rest)
		c.in.Conflicts = func() []string { return c.open }
	case "param":
		name, value, _ := strings.Cut(rest, "=")
		def, ok := ParamByName(name)
		v, err := def.read(value)
		if !ok || err != nil {
			t.Fatalf("param %s: %v", rest, err)
		}
		if c.in.Params.own == nil {
			c.in.Params.own = map[string]setting{}
		}
		c.in.Params.own[name] = v
	default:
		w[what] = rest
	}
}

// found runs every door through which the rule may be asked.
func (c ruleCase) found(t *testing.T) string {
	t.Helper()
	var out []string
	ask := Arrived
	if strings.HasPrefix(c.collection, "@") {
		ask = Action
	}
	for _, p := range append(ask(c.collection, c.in), Acceptance(c.collection, c.in)...) {
		if p.Code == c.rule {
			if p.Message == "" || p.ZH == "" || p.Unfit {
				t.Errorf("incomplete problem %+v", p)
			}
			out = append(out, p.Field+c.gradeNote())
		}
	}
	keys := map[string]bool{}
	for _, e := range slices.Concat(Arrival(c.collection, c.in), Clock(OnHour, c.collection, c.in), Clock(OnDay, c.collection, c.in), Clock(OnRating, c.collection, c.in)) {
		if e.Rule == c.rule {
			if e.EN == "" || e.ZH == "" || e.Subject.ID == "" {
				t.Errorf("incomplete effect %+v", e)
			}
			if keys[e.Key()] {
				t.Errorf("two effects have the key %s: one of them would never be carried out", e.Key())
			}
			keys[e.Key()] = true
			out = append(out, effectNote(e))
		}
	}
	return strings.Join(out, "; ")
}

// gradeNote names the severity where it is not always the same.
func (c ruleCase) gradeNote() string {
	if r, ok := ByID(c.rule); ok && r.Grade != nil {
		return "/" + string(r.GradeOf(c.in))
	}
	return ""
}

func effectNote(e Effect) string {
	words := []string{string(e.Outcome)}
	if e.Field != "" {
		words = append(words, strings.TrimSuffix(e.Field+"="+string(e.Value), "="))
	}
	to := e.To.Staff + e.To.Role
	if e.To.Of != "" {
		to += "(" + e.To.Of + ")"
	}
	due := ""
	if !e.Task.Due.IsZero() {
		due = strings.TrimSuffix(e.Task.Due.In(models.China).Format("2006-01-02T15:04"), "T23:59")
	}
	if e.Task.Duty != "" {
		to += ":" + e.Task.Duty
	}
	for _, word := range []string{e.Period, e.Part, to, due} {
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// TestCases: each rule finds what its cases say.
func TestCases(t *testing.T) {
	for _, c := range ruleCases(t) {
		t.Run(c.rule+" "+c.kind+" "+c.name, func(t *testing.T) {
			if got := c.found(t); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestEveryRuleHasCases: one that speaks, one that is silent, and one on the
// boundary, for each rule; and those that speak find something.
func TestEveryRuleHasCases(t *testing.T) {
	have := map[string]map[string]bool{}
	for _, c := range ruleCases(t) {
		if have[c.rule] == nil {
			have[c.rule] = map[string]bool{}
		}
		have[c.rule][c.kind] = true
		if c.kind == "+" && c.want == "" || c.kind == "-" && c.want != "" {
			t.Errorf("%s, %s: %s expects %q", c.rule, c.name, c.kind, c.want)
		}
	}
	for _, r := range All() {
		for _, kind := range []string{"+", "-", "="} {
			if !have[r.ID][kind] {
				t.Errorf("%s has no case %s", r.ID, kind)
			}
		}
	}
}

// TestHandbookVectors: every example of domain.md 6.5 to 6.9 is a case, here or
// in the package named.
func TestHandbookVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := map[string]string{"T-047": "models/star too", "T-154": ""} // T-154 is TestOnTime
	for _, id := range strings.Fields(`T-047 T-049 T-055 T-059 T-061 T-062 T-065 T-068 T-071 T-076 T-077 T-079 T-080 T-082 T-083 T-085 T-086 T-088 T-089 T-091 T-092 T-094 T-095 T-097 T-098
		T-100 T-101 T-103 T-104 T-106 T-107 T-109 T-110 T-112 T-113 T-115 T-116 T-118 T-119 T-121 T-122 T-124 T-125 T-127 T-128 T-130 T-131 T-133 T-134
		T-136 T-137 T-139 T-140 T-142 T-143 T-145 T-146 T-148 T-149 T-151 T-152 T-154 T-155`) {
		if where, ok := elsewhere[id]; (!ok || where != "") && !strings.Contains(string(raw), " "+id+" ") {
			t.Errorf("%s is no case", id)
		}
	}
}
