package report

import (
	"encoding/json"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// Report is a report while it is fed.
type Report interface {
	// Sources are the collections it needs, in the order in which they come.
	Sources() []string
	// Add takes a record of a source, as its reader sees it.
	Add(collection, id string, v models.Values)
	// Table is what came out, its formulas in one of the two languages.
	Table(chinese bool) Table
}

// Column is a column of a table; Name is stable, for programs.
type Column struct {
	Name  string
	Label models.Label
}

// Table is a report's result. A cell is a text, a number as text, or "" where
// there is nothing to say.
type Table struct {
	Columns []Column
	Rows    [][]string
}

// kind makes a report for the period of a day.
type kind struct {
	label models.Label
	make  func(day time.Time) Report
}

var kinds = map[string]kind{
	"visit-compliance":  {models.Label{ZH: "拜访完成情况(按星级)", EN: "Visits done by star"}, newVisits},
	"data-completeness": {models.Label{ZH: "资料完整性", EN: "Completeness of data"}, newCompleteness},
	"event-evaluation":  {models.Label{ZH: "活动效果评估", EN: "What events brought"}, newEvents},
	"kpi":               {models.Label{ZH: "考核指标", EN: "Figures of the appraisal"}, newKPI},
	"ranking":           {models.Label{ZH: "排名", EN: "Ranking"}, newRanking},
}

// Names are the reports, ordered.
func Names() []string {
	var out []string
	for name := range kinds {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// New begins a report for the day, and the month, quarter or half-year it falls
// on in China; nil when there is no report of the name.
func New(name string, day time.Time) Report {
	k, ok := kinds[name]
	if !ok {
		return nil
	}
	return k.make(calendar.Day(day))
}

// Label is the title of a report.
func Label(name string) models.Label { return kinds[name].label }

func columns(list ...string) (out []Column) {
	for i := 0; i+2 < len(list); i += 3 {
		out = append(out, Column{list[i], models.Label{ZH: list[i+1], EN: list[i+2]}})
	}
	return out
}

func said(l models.Label, chinese bool) string {
	if chinese {
		return l.ZH
	}
	return l.EN
}

func text(v models.Values, field string) string {
	var s string
	if json.Unmarshal(v[field], &s) != nil {
		return ""
	}
	return s
}

func whole(v models.Values, field string) int64 {
	var n int64
	if json.Unmarshal(v[field], &n) != nil {
		return 0
	}
	return n
}

// fen is an amount, 0 when it is missing or masked.
func fen(v models.Values, field string) int64 {
	amount, err := models.ParseMoney(text(v, field))
	if err != nil {
		return 0
	}
	return int64(amount)
}

func moment(v models.Values, field string) (time.Time, bool) {
	t, err := models.Moment(text(v, field)).Time()
	return t, err == nil
}

func yes(v models.Values, field string) bool { return string(v[field]) == "true" }

// happened says whether a record of the field tells of something that was: no
// draft, none withdrawn, none that the office voided.
func happened(v models.Values) bool {
	s := text(v, "submission")
	return s != "draft" && s != "withdrawn" && text(v, "review") != "void"
}
