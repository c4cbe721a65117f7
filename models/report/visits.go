package report

import (
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// visits is whether those who must be visited were (R-VISIT-01 to -04): 7★ once
// a quarter, 6★ once a half-year; who wants no visits, or has a need of his own
// instead of the standard, is exempt.
type visits struct {
	day   time.Time
	stars map[string]*stars // by star
	owed  map[string]string // star customers that must be visited, with their star
}

type stars struct{ all, exempt, due, done int64 }

var obliged = map[string]calendar.Period{"7": calendar.Quarter, "6": calendar.HalfYear}

func newVisits(day time.Time) Report {
	v := &visits{day: day, stars: map[string]*stars{}, owed: map[string]string{}}
	for _, s := range []string{"7", "6", "5", "4", "3", "2", "1", "0"} {
		v.stars[s] = &stars{}
	}
	return v
}

func (r *visits) Sources() []string { return []string{"star_customer", "visit_record"} }

func (r *visits) Add(collection, id string, v models.Values) {
	if collection == "visit_record" {
		r.visit(v)
		return
	}
	s := r.stars[text(v, "star")]
	if s == nil {
		s = r.stars["0"] // not rated yet
	}
	s.all++
	switch star := text(v, "star"); {
	case obliged[star] == 0:
	case yes(v, "no_home_visit") || text(v, "special_visit_need") != "":
		s.exempt++
	default:
		s.due++
		r.owed[id] = star
	}
}

func (r *visits) visit(v models.Values) {
	id := text(v, "star_customer")
	star, owed := r.owed[id]
	at, ok := moment(v, "arrived_at")
	if owed && ok && happened(v) && obliged[star].Same(at, r.day) {
		r.stars[star].done++
		delete(r.owed, id) // once is enough
	}
}

var (
	noObligation = models.Label{ZH: "不做硬性要求(R-VISIT-03)", EN: "no obligation (R-VISIT-03)"}
	onceAtLeast  = models.Label{ZH: "期间内至少拜访一次的客户数 ÷ 该星级未免拜访的客户数(R-VISIT-01、02、04)",
		EN: "visited at least once in the period ÷ customers of this star that are not exempt (R-VISIT-01, 02, 04)"}
)

func (r *visits) Table(chinese bool) Table {
	t := Table{Columns: columns("star", "星级", "Star", "from", "期间起", "From", "to", "期间止", "To", "customers", "客户数", "Customers",
		"exempt", "免拜访", "Exempt", "done", "已拜访", "Visited", "due", "应拜访", "Due", "rate", "完成率", "Rate", "formula", "公式", "Formula")}
	for _, star := range []string{"7", "6", "5", "4", "3", "2", "1", "0"} {
		s, from, to, formula := r.stars[star], "", "", noObligation
		if p := obliged[star]; p != 0 {
			from, to = p.First(r.day).Format(time.DateOnly), p.Last(r.day).Format(time.DateOnly)
			formula = onceAtLeast
		}
		row := append([]string{star, from, to, num(s.all), num(s.exempt)}, ratio{part: s.done, of: s.due}.cells()...)
		t.Rows = append(t.Rows, append(row, said(formula, chinese)))
	}
	return t
}
