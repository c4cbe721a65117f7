package chores

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/models/report"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// tally counts the figures of everybody's month in one walk over the records.
// It keeps counts, and who served whom at the month's end.
type tally struct {
	month   models.CalMonth
	last    models.CalDate // the month's last day
	of      map[string]*report.Appraisal
	team    map[string]string // of each
	served  map[servedBy]models.Assignment
	starsOf map[string]string // star customer to customer
}

// servedBy is a post at a customer or star customer.
type servedBy struct {
	scope models.Scope
	post  string
}

// tally walks over all that the figures of a month are counted from.
func (r *Runner) tally(ctx context.Context, p *people, month time.Time) (*tally, error) {
	t := &tally{month: monthOf(month), last: date(calendar.MonthEnd(month)), of: map[string]*report.Appraisal{},
		team: map[string]string{}, served: map[servedBy]models.Assignment{}, starsOf: map[string]string{}}
	for _, id := range p.order {
		s := p.staff[id]
		if s.ValidFrom <= t.last && slices.ContainsFunc(s.Roles, func(role string) bool { return slices.Contains(rules.Appraised, role) }) {
			t.of[id], t.team[id] = report.NewAppraisal(month), s.Team
		}
	}
	if len(t.of) == 0 {
		return t, nil
	}
	if err := r.walk(ctx, "assignment", t.assigned); err != nil {
		return nil, err
	}
	if err := r.walk(ctx, "star_customer", func(row changesync.Shown) error {
		t.starsOf[row.Key.ID] = textIn(row.Values, "customer")
		return nil
	}); err != nil {
		return nil, err
	}
	for _, source := range report.AppraisalSources() {
		if err := r.walk(ctx, source, func(row changesync.Shown) error {
			for _, id := range t.whose(row) {
				t.of[id].Add(source, row.Values)
			}
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// walk goes over the records of a collection that are not deleted, in pages,
// each of its own snapshot.
func (r *Runner) walk(ctx context.Context, collection string, each func(changesync.Shown) error) error {
	q := changesync.RecordQuery{Collection: collection, Limit: scanPage}
	for more := true; more; {
		if err := r.engine.Look(ctx, func(l *changesync.Ledger) error {
			rows, err := l.Records(q)
			for _, row := range rows {
				if row.Values != nil && err == nil {
					err = each(row)
				}
				q.AfterScope, q.After = row.Scope, row.Key
			}
			more = len(rows) == q.Limit
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

func textIn(v models.Values, field string) (s string) {
	_ = json.Unmarshal(v[field], &s) // none when it is no text
	return s
}

// assigned notes who held a post on the last day of the month; a cover counts
// before the one whom it covers, since it began later.
func (t *tally) assigned(row changesync.Shown) error {
	a, err := models.Decode[models.Assignment](row.Values)
	at := servedBy{row.Scope, a.Post}
	if err != nil || a.ValidFrom > t.last || a.ValidTo != "" && a.ValidTo < t.last || t.of[a.Staff] == nil || a.ValidFrom < t.served[at].ValidFrom {
		return err
	}
	t.served[at] = a
	return nil
}

// whose are those for whose figures a record counts: who did it, or for what a
// customer is or has, each who serves him.
func (t *tally) whose(row changesync.Shown) (out []string) {
	if doer := report.Doer(row.Key.Collection); doer != "" {
		if id := textIn(row.Values, doer); t.of[id] != nil {
			return []string{id}
		}
		return nil
	}
	at := []models.Scope{row.Scope}
	if kind, id, _ := models.ParseScope(row.Scope); kind == models.ScopeStar {
		at = append(at, models.MakeScope(models.ScopeCustomer, t.starsOf[id]))
	}
	for _, post := range rules.Appraised {
		for _, scope := range at {
			if a, held := t.served[servedBy{scope, post}]; held {
				if !slices.Contains(out, a.Staff) {
					out = append(out, a.Staff)
				}
				break
			}
		}
	}
	return out
}

// results are everybody's figures, each with its place in the team.
func (t *tally) results() map[string][]models.KPIResult {
	out := map[string][]models.KPIResult{}
	type place struct{ team, figure string }
	figures := map[place]map[string]report.Figure{}
	for id, a := range t.of {
		for _, f := range a.Figures() {
			at := place{t.team[id], f.Name}
			if figures[at] == nil {
				figures[at] = map[string]report.Figure{}
			}
			figures[at][id] = f
		}
	}
	for at, of := range figures {
		ranks := report.Ranks(of)
		for id, f := range of {
			out[id] = append(out[id], t.result(id, at.team, f, ranks[id]))
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b models.KPIResult) int { return cmp.Compare(a.KPI, b.KPI) })
	}
	return out
}

func (t *tally) result(staff, team string, f report.Figure, rank int64) models.KPIResult {
	res := models.KPIResult{Staff: staff, Team: team, Month: t.month, KPI: f.Name, Rank: &rank}
	if f.Kind == report.Rate {
		res.Part, res.Whole = &f.Part, &f.Of
		return res
	}
	value := f.Value()
	res.Value = &value
	return res
}
