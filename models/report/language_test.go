package report_test

import (
	"encoding/json"
	"testing"
	"time"
	"unicode"

	"fieldsync/models"
	"fieldsync/models/report"
)

// han says whether a text has a Chinese character.
func han(text string) bool {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

// TestReportsInBothLanguages: every report, title, column and formula is there
// in Chinese and in English, each row beside the other.
func TestReportsInBothLanguages(t *testing.T) {
	one := map[string]string{ // a row of each source that makes a row of its report
		"staff": `{"staff_no":"1"}`, "work_order": `{"assignee":"x","due_at":"2016-05-20T18:00:00+08:00"}`, "showcase_event": `{"event_no":"E1","plan_month":"2016-05"}`,
	}
	for _, name := range report.Names() {
		tables := map[bool]report.Table{}
		for _, chinese := range []bool{true, false} {
			r := report.New(name, time.Date(2016, 5, 10, 0, 0, 0, 0, models.China))
			for _, source := range r.Sources() {
				v := models.Values{}
				if one[source] != "" {
					if err := json.Unmarshal([]byte(one[source]), &v); err != nil {
						t.Fatal(err)
					}
				}
				r.Add(source, "x", v)
			}
			tables[chinese] = r.Table(chinese)
		}
		zh, en := tables[true], tables[false]
		if l := report.Label(name); !han(l.ZH) || han(l.EN) || l.EN == "" {
			t.Errorf("%s is called %+v", name, l)
		}
		if len(zh.Rows) == 0 || len(zh.Rows) != len(en.Rows) {
			t.Fatalf("%s: %d rows in Chinese, %d in English", name, len(zh.Rows), len(en.Rows))
		}
		for i, c := range en.Columns {
			if !han(c.Label.ZH) || c.Label.EN == "" || c.Label.EN == c.Label.ZH { // names of products stay
				t.Errorf("%s: the column %s is called %+v", name, c.Name, c.Label)
			}
			if c.Name != "formula" {
				continue
			}
			for n := range zh.Rows {
				if z, e := zh.Rows[n][i], en.Rows[n][i]; !han(z) || han(e) || e == "" {
					t.Errorf("%s, row %d: the formula is %q in Chinese and %q in English", name, n, z, e)
				}
			}
		}
	}
}
