package star

import (
	"cmp"
	"slices"

	"fieldsync/models"
)

// Sources of a star, as models.StarCustomer and models.GrowthAccount name them.
const (
	ByGrade     = "定级"
	ByContract  = "合约直享"
	ByKeyPerson = "关键人直享"
	ByPurchase  = "购买"
)

// Result is the star of the month after Month, and why.
type Result struct {
	Month    models.CalMonth `json:"month"`     // in which it was rated
	NotRated string          `json:"not_rated"` // code of the step that says why there is no grade, "" when there is one
	Grade    Grade           `json:"grade"`     // zero when not rated
	Held                     // the star from then on; its To is open while it depends on somebody's identity
	Basis    string          `json:"basis"`   // of the account that won
	Explain  []Step          `json:"explain"` // in the order in which it was worked out
}

// candidate is an account that may win.
type candidate struct {
	Held
	growth Points
	basis  string
}

// Rate works out the star of a person (domain.md 3.1 to 3.7, 3.10; R-STAR-01
// to R-STAR-04, R-KP-09). The same input gives the same result, and rating a
// month again with its own result as the star held before changes nothing.
// Errors are of code bad_setting, bad_date, required, out_of_range,
// given_twice or unknown_number and name the field.
func Rate(in Input, p Params) (Result, error) {
	if err := p.Check(); err != nil {
		return Result{}, err
	}
	r, err := in.read()
	if err != nil {
		return Result{}, err
	}
	e, out := &explain{}, Result{Month: in.Month}
	best := candidate{}
	if out.NotRated = r.notRated(p, e); out.NotRated == "" {
		if out.Grade, err = r.grade(p, e); err != nil {
			return Result{}, err
		}
		best = r.keep(out.Grade, p, e)
	}
	if r.gone() {
		out.Explain = e.steps // who has left has no star, whatever he was given
		return out, nil
	}
	best = r.highest(best, p, e)
	best = r.onlyUp(best, p, e)
	out.Held, out.Basis = best.Held, best.basis
	switch {
	case best.Star == 0:
		out.Held = Held{}
		e.add("none")
	case best.To == "":
		e.add("star_open", "star", best.Star, "source", best.Source, "from", best.From)
	default:
		e.add("star", "star", best.Star, "source", best.Source, "from", best.From, "to", best.To)
	}
	out.Explain = e.steps
	return out, nil
}

// keep makes the grade's account. In the last month of the star held, 90
// percent of its lower bound keep it (R-STAR-03), whichever source it came
// from: the source says "the current star". A star that has lapsed before, or
// whose identity was withdrawn, has no last month and is not kept (T-052).
func (r *read) keep(g Grade, p Params, e *explain) candidate {
	c := candidate{growth: g.Growth, Held: Held{Star: g.Star, From: r.effect, Source: ByGrade,
		To: addDays(addMonths(r.effect, p.Valid), -1)}}
	cur := r.Current
	if cur.Star <= g.Star || cur.To == "" || monthIn(cur.To) != r.month {
		return c
	}
	line := Whole(p.Lower[cur.Star-1]*p.KeepPercent) / 100
	if p.Keeps(cur.Star, g.Growth) {
		c.Star = cur.Star
		e.add("kept_line", "star", cur.Star, "growth", g.Growth, "line", line)
	} else {
		e.add("below_line", "star", cur.Star, "growth", g.Growth, "line", line, "table", g.Star)
	}
	return c
}

// highest compares the grade with every direct account that is in force on the
// day the result takes effect (R-STAR-04, L577): an equal grade wins. A star
// kept by R-STAR-03 does not fall to a lesser direct one.
func (r *read) highest(grade candidate, p Params, e *explain) candidate {
	var best candidate
	for _, a := range r.Accounts {
		c := r.candidate(a, p)
		code := "account"
		if !within(r.effect, a.ValidFrom, a.ValidTo) {
			code = "account_idle"
		} else if best.Star == 0 {
			best = c
		}
		e.add(code, "source", a.Kind, "basis", a.Basis, "growth", c.growth, "star", c.Star, "from", a.ValidFrom, "to", a.ValidTo)
	}
	switch {
	case best.Star == 0:
		return grade
	case grade.Star > 0 && (grade.growth >= best.growth || grade.Star > best.Star):
		e.add("grade_wins", "growth", grade.growth, "direct", best.growth, "star", grade.Star)
		return grade
	}
	e.add("direct_wins", "growth", grade.growth, "direct", best.growth, "star", best.Star, "source", best.Source)
	return best
}

func (r *read) candidate(a models.GrowthAccount, p Params) candidate {
	growth := Whole(*a.Value)
	return candidate{growth: growth, basis: a.Basis, Held: Held{Star: p.StarOf(growth), From: r.effect, To: a.ValidTo, Source: a.Kind}}
}

// byGrowth puts the account first that wins. Of equal ones it is the one that
// lasts longer, of which the source says nothing; the rest makes the order the
// same on every device.
func byGrowth(a, b models.GrowthAccount) int {
	forever := func(to models.CalDate) models.CalDate { return cmp.Or(to, "~") }
	return cmp.Or(cmp.Compare(*b.Value, *a.Value), cmp.Compare(forever(b.ValidTo), forever(a.ValidTo)),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.ValidFrom, b.ValidFrom))
}

// onlyUp keeps the star held while it is valid unless the new one is higher
// (R-STAR-02). With a rise the new star's validity begins, and nothing is left
// of the old one's (L649); the source does not say that it came back.
func (r *read) onlyUp(best candidate, p Params, e *explain) candidate {
	cur := r.Current
	if !cur.On(r.effect) {
		return best
	}
	held := candidate{Held: cur}
	if cur.Source == ByKeyPerson {
		// The star ends with the identity (C04), also before its time (R-KP-09).
		a, ok := r.identity(cur.Star, p)
		if !ok {
			e.add("identity_gone", "star", cur.Star)
			return best
		}
		held.To, held.basis = a.ValidTo, a.Basis
	}
	if best.Star > cur.Star {
		e.add("risen", "old", cur.Star, "star", best.Star, "from", r.effect)
		return best
	}
	e.add("only_up", "star", cur.Star, "result", best.Star)
	return held
}

// identity finds the key person's account that carries a star: the highest.
func (r *read) identity(star int, p Params) (models.GrowthAccount, bool) {
	i := slices.IndexFunc(r.Accounts, func(a models.GrowthAccount) bool {
		return a.Kind == ByKeyPerson && within(r.effect, a.ValidFrom, a.ValidTo) && p.StarOf(Whole(*a.Value)) >= star
	})
	if i < 0 {
		return models.GrowthAccount{}, false
	}
	return r.Accounts[i], true
}
