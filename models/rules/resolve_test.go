package rules

import (
	"strconv"
	"testing"
	"time"

	"fieldsync/models"
)

// world looks up and relates records by "collection/id".
type world map[string]string

func (w world) in(t *testing.T, collection, id string) In {
	t.Helper()
	return In{ID: id, Record: w.values(t, collection, id), Now: time.Date(2016, 5, 10, 9, 0, 0, 0, models.China),
		Lookup: func(c, i string) models.Values { return w.values(t, c, i) },
		Related: func(q Query) (out []Found) {
			for key := range w {
				c, i := splitKey(key)
				if v := w.values(t, c, i); c == q.Collection && textOf(v, q.Field) == q.Value {
					out = append(out, Found{i, v})
				}
			}
			return out
		}}
}

func (w world) values(t *testing.T, collection, id string) models.Values {
	t.Helper()
	text, ok := w[collection+"/"+id]
	if !ok {
		return nil
	}
	return values(t, text)
}

func splitKey(key string) (collection, id string) {
	for i := range key {
		if key[i] == '/' {
			return key[:i], key[i+1:]
		}
	}
	return key, ""
}

// TestNearestWins: province, branch and team each say something, and each of
// them something that they alone say.
func TestNearestWins(t *testing.T) {
	w := world{
		"team/prov": `{"name":"浙江"}`, "team/branch": `{"parent":"prov"}`, "team/team": `{"parent":"branch"}`,
		"staff/s1": `{"team":"team"}`, "visit_record/v1": `{"collected_by":"s1"}`,
		"rule_param/1":  `{"param":"late_entry_hours","unit":"prov","value":"72","valid_from":"2016-01-01"}`,
		"rule_param/2":  `{"param":"late_entry_hours","unit":"branch","value":"48","valid_from":"2016-01-01"}`,
		"rule_param/3":  `{"param":"late_entry_hours","unit":"team","value":"6","valid_from":"2016-05-11"}`,
		"rule_param/4":  `{"param":"late_entry_hours","unit":"team","value":"12","valid_from":"2016-05-10"}`,
		"rule_param/5":  `{"param":"late_entry_hours","unit":"team","value":"13","valid_from":"2016-04-10"}`,
		"rule_param/5b": `{"param":"late_entry_hours","unit":"team","value":"soon","valid_from":"2016-05-10"}`,
		"rule_param/5c": `{"param":"late_entry_hours","unit":"branch","value":"-1","valid_from":"2016-05-01"}`,
		"rule_param/6":  `{"param":"calls_per_month","unit":"prov","value":"4","valid_from":"2016-01-01"}`,
		"rule_param/7":  `{"param":"sms_length","unit":"branch","value":"many","valid_from":"2016-01-01"}`,
		"rule_param/8":  `{"param":"no_such","unit":"branch","value":"1","valid_from":"2016-01-01"}`,
		"rule_param/9":  `{"param":"call_windows","unit":"other","value":"00:00-24:00","valid_from":"2016-01-01"}`,
	}
	in := w.in(t, "visit_record", "v1")
	if team := TeamOf("visit_record", in); team != "team" {
		t.Fatalf("team %q", team)
	}
	for _, row := range []struct {
		team, name string
		want       int
	}{
		{"team", "late_entry_hours", 12}, {"branch", "late_entry_hours", 48}, {"prov", "late_entry_hours", 72}, {"", "late_entry_hours", 24},
		{"team", "calls_per_month", 4}, {"team", "sms_length", 70},
	} {
		if got := Resolve(row.team, in).Int(row.name); got != row.want {
			t.Errorf("%s of %q: %d, want %d", row.name, row.team, got, row.want)
		}
	}
	if n := len(Resolve("team", in).Windows("call_windows")); n != 2 {
		t.Errorf("another branch's windows hold: %d", n)
	}
	w["team/prov"] = `{"parent":"team"}` // a ring must end
	Resolve("team", in)
}

// TestParamsOfTable: every parameter names rules that exist, reads its default,
// and refuses what lies outside its range.
func TestParamsOfTable(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range AllParams() {
		if seen[p.Name] || p.Rules == "" {
			t.Errorf("%s is there twice, or for no rule", p.Name)
		}
		seen[p.Name] = true
		for _, bad := range map[Unit][]string{Windows: {"", "9:00-10:00", "09:00", "10:00-09:00", "09:00-11:00 10:00-12:00", "09:00-25:00"}}[p.Unit] {
			if _, err := p.read(bad); err == nil {
				t.Errorf("%s takes %q", p.Name, bad)
			}
		}
		if p.Unit == Windows || p.Unit == Words {
			continue
		}
		for _, n := range []int64{p.Min - 1, p.Max + 1} {
			if _, err := p.read(itoa(n)); err == nil {
				t.Errorf("%s takes %d", p.Name, n)
			}
		}
		for _, n := range []int64{p.Min, p.Max} {
			if _, err := p.read(itoa(n)); err != nil {
				t.Errorf("%s refuses %d: %v", p.Name, n, err)
			}
		}
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
