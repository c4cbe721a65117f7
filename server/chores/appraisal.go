package chores

import (
	"context"
	"maps"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// appraisalDoc is what the appraisal has dealt with, on file: the last day on
// which it was looked at, and the last month of which all results are published.
type appraisalDoc struct {
	Day   string          `json:"day"`
	Month models.CalMonth `json:"month"`
}

const appraisalKey = "appraisal"

// keepAppraisal works out the figures of the month that is over, anew on each
// day until they are published on the appraisal day, so that what arrives or is
// put right meanwhile counts (domain.md 2.31). What is published stays. A rest of
// several months is made up for. It comes before the rules by the clock, one of
// which asks whether results were published.
func (r *Runner) keepAppraisal(ctx context.Context) error {
	now := r.opt.Now().In(models.China)
	day := now.Format(time.DateOnly)
	if r.appraised >= day {
		return nil
	}
	if err := r.believed(ctx); err != nil {
		return err
	}
	var doc appraisalDoc
	if err := r.engine.Look(ctx, func(l *changesync.Ledger) error { return read(l, appraisalKey, &doc) }); err != nil {
		return err
	}
	if doc.Month == "" {
		// Months before the first are nobody's: the records may have come yesterday.
		doc.Month = monthOf(lastMonth(now))
	}
	if doc.Day < day {
		for _, month := range monthsOver(doc.Month, now) {
			open, err := r.appraise(ctx, month, now)
			if err != nil {
				return err
			}
			if !open {
				doc.Month = monthOf(month)
			}
		}
		if err := r.engine.Keep(ctx, func(l *changesync.Ledger) error {
			var on appraisalDoc
			if err := read(l, appraisalKey, &on); err != nil {
				return err
			}
			return write(l, appraisalKey, appraisalDoc{max(on.Day, day), max(on.Month, doc.Month)})
		}); err != nil {
			return err
		}
	}
	r.appraised = day
	return nil
}

// monthsOver are the months that ended after the one that is done, the first day
// of each, at most a year of them.
func monthsOver(done models.CalMonth, now time.Time) (out []time.Time) {
	for month := lastMonth(now); monthOf(month) > done && len(out) < maxMonthEnds; month = month.AddDate(0, -1, 0) {
		out = append(out, month)
	}
	slices.Reverse(out)
	return out
}

func lastMonth(now time.Time) time.Time { return calendar.Month.First(now).AddDate(0, -1, 0) }

// appraise brings the results of a month on file, and says whether some of them
// are not published yet.
func (r *Runner) appraise(ctx context.Context, month, now time.Time) (open bool, err error) {
	a, err := r.asker(ctx, now, now)
	if err != nil {
		return false, err
	}
	t, err := r.tally(ctx, a.people, month)
	if err != nil {
		return false, err
	}
	results := t.results()
	for page := range slices.Chunk(slices.Sorted(maps.Keys(results)), r.opt.Page) {
		written, left := 0, false
		err := r.engine.Keep(ctx, func(l *changesync.Ledger) error {
			var edits []changesync.Edit
			left = false
			for _, id := range page {
				posted := models.CalDate("")
				if a.at(l).posts(a.people.staff[id].Team, month, now) {
					posted = date(now)
				}
				left = left || posted == ""
				own, err := resultEdits(l, id, t.month, results[id], posted)
				if err != nil {
					return err
				}
				edits = append(edits, own...)
			}
			if written = len(edits); written > 0 {
				l.Write(changesync.ServerUser, edits...)
			}
			return nil
		})
		if err != nil {
			return false, err
		}
		open = open || left
		r.note(func(last *Report) { last.Results += int64(written) })
	}
	return open, nil
}

// posts says whether the results of a month are published now: on the appraisal
// day of the month after it, by the parameter of the team.
func (a *asker) posts(team string, month, now time.Time) bool {
	if !month.Equal(lastMonth(now)) {
		return true // it should have been done in an earlier month
	}
	p := a.paramsOf(team, rules.In{Lookup: a.lookup, Related: a.related, Now: now})
	return now.Day() >= p.Int("appraisal_day")
}

// resultID is the record of a figure of somebody's month: one, whoever works it
// out and however often.
func resultID(staff string, month models.CalMonth, figure string) string {
	return models.RuleID("kpi_result", staff, string(month)+" "+figure)
}

var resultFields = []string{"staff", "team", "month", "kpi", "part", "whole", "value", "rank", "published_on"}

// resultEdits bring somebody's results on file. A published one stays as it is,
// and where the office entered a figure itself there is no second one.
func resultEdits(l *changesync.Ledger, staff string, month models.CalMonth, results []models.KPIResult, posted models.CalDate) (edits []changesync.Edit, err error) {
	filed, err := filedResults(l, staff, month)
	if err != nil {
		return nil, err
	}
	for _, res := range results {
		own := resultID(staff, month, res.KPI)
		old, on := filed[res.KPI]
		delete(filed, res.KPI)
		if on && (old.id != own || old.PublishedOn != "") {
			continue
		}
		res.PublishedOn = posted
		e, err := editResult(l, own, res)
		if err != nil {
			return nil, err
		}
		edits = append(edits, e...)
	}
	// What there is nothing to say about any more is nothing of nothing.
	for _, kpi := range slices.Sorted(maps.Keys(filed)) {
		if old := filed[kpi]; old.id == resultID(staff, month, kpi) && old.PublishedOn == "" {
			none := int64(0)
			old.Part, old.Whole, old.Value, old.Rank, old.PublishedOn = &none, &none, nil, nil, posted
			e, err := editResult(l, old.id, old.KPIResult)
			if err != nil {
				return nil, err
			}
			edits = append(edits, e...)
		}
	}
	return edits, nil
}

func editResult(l *changesync.Ledger, id string, res models.KPIResult) ([]changesync.Edit, error) {
	key := changesync.Key{Collection: "kpi_result", ID: id}
	e, err := edit(l, key, models.MakeScope(models.ScopeOrg, ""), res, resultFields...)
	if err != nil || e == nil {
		return nil, err
	}
	return []changesync.Edit{*e}, nil
}

type filedResult struct {
	id string
	models.KPIResult
}

// filedResults are the results of a month that stand, by figure; of several the
// office's own.
func filedResults(l *changesync.Ledger, staff string, month models.CalMonth) (map[string]filedResult, error) {
	ids, err := l.Referring("kpi_result", "staff", staff)
	if err != nil {
		return nil, err
	}
	out := map[string]filedResult{}
	for _, id := range ids {
		v, err := l.Values(changesync.Key{Collection: "kpi_result", ID: id})
		if err != nil {
			return nil, err
		}
		if v == nil {
			continue
		}
		res, err := models.Decode[models.KPIResult](v)
		if err != nil {
			return nil, err
		}
		if _, twice := out[res.KPI]; res.Month == month && (!twice || id != resultID(staff, month, res.KPI)) {
			out[res.KPI] = filedResult{id, res}
		}
	}
	return out, nil
}
