package star

import (
	"cmp"
	"slices"
	"strconv"

	"fieldsync/models"
)

// Grade is the growth of the rating (定级成长值) and its parts (domain.md 3.2).
type Grade struct {
	From   models.CalMonth `json:"from"` // first month that counted
	To     models.CalMonth `json:"to"`   // last month that counted
	Main   Points          `json:"main"`
	Tenure int             `json:"tenure"` // months
	Plus   Points          `json:"plus"`
	Stops  int             `json:"stops"`
	Minus  Points          `json:"minus"`
	Growth Points          `json:"growth"`
	Star   int             `json:"star"` // by the table, before anything is kept or compared
}

// maxSum bounds a sum of money: beyond it a bill is a typing error.
const maxSum = 1<<53 - 1

// grade adds up the window. A newcomer's begins with the month of entry (L523).
func (r *read) grade(p Params, e *explain) (Grade, error) {
	from, to := max(r.month-month(p.Window), r.entered()), r.month-1
	g := Grade{From: models.CalMonth(from.String()), To: models.CalMonth(to.String())}
	var err error
	if g.Main, err = r.main(from, to, e); err != nil {
		return g, err
	}
	r.plus(&g, p, e)
	r.minus(&g, from, to, p, e)
	g.Growth = g.Main + g.Plus - g.Minus
	g.Star = p.StarOf(g.Growth)
	e.add("growth", "main", g.Main, "plus", g.Plus, "minus", g.Minus, "growth", g.Growth, "star", g.Star)
	return g, nil
}

// main is 主得分项: what was due for telecom services, a point for each yuan.
// One-off and other fees do not count (L531). A month without any bill is
// counted as nothing, and said, since a bill may not have come yet.
func (r *read) main(from, to month, e *explain) (Points, error) {
	sums := make([]models.MoneyAmount, to-from+1)
	billed := make([]bool, len(sums))
	total := models.MoneyAmount(0)
	for i, b := range r.Bills {
		m, _ := monthOf(b.Month) // has been read before
		if _, ok := r.numbers[b.AccountNumber]; !ok || m < from || m > to {
			continue
		}
		due := *b.Receivable - orNothing(b.OneOff) - orNothing(b.NonTelecom)
		sums[m-from], billed[m-from], total = sums[m-from]+due, true, total+due
		if max(due, -due) > maxSum || max(total, -total) > maxSum {
			return 0, bad("out_of_range", "bills["+strconv.Itoa(i)+"].receivable", "makes the sum too large: correct the amount", "金额过大,请更正")
		}
	}
	for i, sum := range sums {
		if m := from + month(i); billed[i] {
			e.add("month", "month", m, "amount", sum)
		} else {
			e.add("month_missing", "month", m)
		}
	}
	e.add("main", "from", from, "to", to, "months", len(sums), "points", pointsOf(total))
	return pointsOf(total), nil
}

func orNothing(m *models.MoneyAmount) models.MoneyAmount {
	if m == nil {
		return 0
	}
	return *m
}

// plus is 加分项: the longest tenure of a mobile in use.
//
// C03: "up to the rating month" and the worked example disagree; as in the
// example the last month that counts is the one before. The month of joining
// counts as one (T-016), so customer A, 12 months old in September 2014, joined
// in October 2013.
func (r *read) plus(g *Grade, p Params, e *explain) {
	for _, n := range r.numbers {
		if n.Kind == "移动" && n.used() {
			g.Tenure = max(g.Tenure, int(r.month-n.joined))
		}
	}
	if g.Tenure == 0 {
		e.add("no_tenure")
		return
	}
	g.Plus = Whole(int64(g.Tenure) * p.TenurePoints)
	e.add("tenure", "months", g.Tenure, "to", r.month-1, "each", p.TenurePoints, "points", g.Plus)
}

// minus is 减分项: every double stop of any mobile of the person, in use or not,
// whatever its reason: the source names neither as a condition (L533–534).
func (r *read) minus(g *Grade, from, to month, p Params, e *explain) {
	stops := slices.Clone(r.Stops)
	slices.SortStableFunc(stops, func(a, b models.StopEvent) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.AccountNumber, b.AccountNumber))
	})
	for _, s := range stops {
		n, ok := r.numbers[s.AccountNumber]
		if m := monthIn(s.On); !ok || n.Kind != "移动" || s.Kind != "双停" || m < from || m > to {
			continue
		}
		g.Stops++
		e.add("stop", "number", ending(n.AccountNumber.Number), "on", s.On)
	}
	g.Minus = Whole(int64(g.Stops) * p.StopPoints)
	e.add("minus", "stops", g.Stops, "each", p.StopPoints, "points", g.Minus)
}

// ending is as much of a number as an explanation shows.
func ending(number string) string {
	r := []rune(number)
	return string(r[max(0, len(r)-4):])
}
