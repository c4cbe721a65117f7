package chores

import (
	"context"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// clockDoc is what the clock has dealt with, on file: the last hour and day for
// which all rules were asked, in China ("2016-05-10T09", "2016-05-10").
type clockDoc struct {
	Hour string `json:"hour"`
	Day  string `json:"day"`
}

const (
	clockKey  = "clock"
	hourStamp = "2006-01-02T15"
	// scanPage is how many records are looked at in one snapshot.
	scanPage = 500
	// maxMonthEnds bounds the month ends that are made up for after a long rest.
	maxMonthEnds = 12
)

// keepClock asks the rules of the hour and of the day when one has begun.
// After a rest the ends of the months that passed meanwhile are asked first, in
// their order: what is flagged or told at a month's end is not lost because the
// server stood still, while a task whose time has passed is not made any more.
func (r *Runner) keepClock(ctx context.Context) error {
	now := r.opt.Now().In(models.China)
	hour, day := now.Format(hourStamp), now.Format(time.DateOnly)
	if r.asked.Hour >= hour && r.asked.Day >= day {
		return nil
	}
	if err := r.believed(ctx); err != nil {
		return err
	}
	var doc clockDoc
	if err := r.engine.Look(ctx, func(l *changesync.Ledger) error { return read(l, clockKey, &doc) }); err != nil {
		return err
	}
	if day > doc.Day {
		for _, end := range monthEnds(doc.Day, now) {
			if err := r.ask(ctx, rules.OnDay, end, now); err != nil {
				return err
			}
		}
		if err := r.ask(ctx, rules.OnDay, now, now); err != nil {
			return err
		}
	}
	if hour > doc.Hour {
		if err := r.ask(ctx, rules.OnHour, now, now); err != nil {
			return err
		}
	}
	if err := r.engine.Keep(ctx, func(l *changesync.Ledger) error {
		doc = clockDoc{}
		if err := read(l, clockKey, &doc); err != nil || doc.Hour >= hour && doc.Day >= day {
			return err // another server was as quick
		}
		doc.Hour, doc.Day = max(doc.Hour, hour), max(doc.Day, day)
		return write(l, clockKey, doc)
	}); err != nil {
		return err
	}
	r.asked = clockDoc{hour, day}
	r.note(func(last *Report) { last.Asked = now })
	return nil
}

// monthEnds are the last seconds of the months that ended since the last day
// that was dealt with; none before the first.
func monthEnds(last string, now time.Time) (ends []time.Time) {
	dealt, err := models.CalDate(last).Time()
	if err != nil {
		return nil
	}
	for end := calendar.Month.Next(dealt).Add(-time.Second); end.Before(calendar.Month.First(now)); end = calendar.Month.Next(end.Add(time.Second)).Add(-time.Second) {
		if end.Format(time.DateOnly) > last {
			ends = append(ends, end)
		}
	}
	return ends[max(0, len(ends)-maxMonthEnds):]
}

// ask asks the rules of a trigger for every record they are about, as of a
// time, and does what comes of them.
func (r *Runner) ask(ctx context.Context, on rules.Trigger, asOf, now time.Time) error {
	a, err := r.asker(ctx, asOf, now)
	if err != nil {
		return err
	}
	return r.scan(ctx, a, on, func(found []Duty) error { return r.carryOut(ctx, a, on, found) })
}

// scan finds the duties of a trigger page by page; each page is one snapshot.
func (r *Runner) scan(ctx context.Context, a *asker, on rules.Trigger, page func([]Duty) error) error {
	for _, collection := range rules.ClockCollections(on) {
		q := changesync.RecordQuery{Collection: collection, Limit: scanPage}
		if c := r.engine.Registry().Collection(collection); c != nil && c.Home.Kind == models.ScopeOrg {
			q.Scopes = []models.Scope{models.MakeScope(models.ScopeOrg, "")}
		}
		for more := true; more; {
			var found []Duty
			err := r.engine.Look(ctx, func(l *changesync.Ledger) (err error) {
				found, more, err = a.at(l).page(on, &q)
				return err
			})
			if err != nil {
				return err
			}
			if err := page(found); err != nil {
				return err
			}
		}
	}
	return nil
}

// carryOut does what was found, subject by subject in pages. Each is asked again
// in the commit that does it: what was found may have been done meanwhile, or
// come to nothing.
func (r *Runner) carryOut(ctx context.Context, a *asker, on rules.Trigger, found []Duty) error {
	var subjects []changesync.Key
	for _, d := range found {
		if d.Waits == "" {
			subjects = append(subjects, d.asked)
		}
	}
	for page := range slices.Chunk(slices.Compact(subjects), r.opt.Page) {
		err := r.deals(ctx, page, func(l *changesync.Ledger, page []changesync.Key) (func(), error) {
			edits, err := a.at(l).edits(on, page)
			if len(edits) > 0 {
				l.Write(changesync.ServerUser, edits...)
			}
			return func() { r.countDuties(len(edits)) }, err
		}, func(*changesync.Ledger, []leftOut) error { return nil }) // the next hour or day asks again
		if err != nil {
			return err
		}
	}
	return nil
}

// Due lists what the clock would do at a time, without doing it: what is done
// already or waits for somebody among it, with the reason.
func (r *Runner) Due(ctx context.Context, at time.Time) (out []Duty, err error) {
	a, err := r.asker(ctx, at, at)
	for _, on := range []rules.Trigger{rules.OnDay, rules.OnHour} {
		if err == nil {
			err = r.scan(ctx, a, on, func(found []Duty) error {
				out = append(out, found...)
				return nil
			})
		}
	}
	return out, err
}

func (r *Runner) countDuties(written int) {
	r.note(func(last *Report) { last.Duties += int64(written) })
}
