package chores

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// asker asks rules for the records of a snapshot or commit. People and calendar
// are read once for a whole round.
type asker struct {
	l         *changesync.Ledger
	people    *people
	calendar  *calendar.Calendar
	asOf, now time.Time               // for which, and when, it is asked
	params    map[string]rules.Params // of teams
	failed    error
}

func (r *Runner) asker(ctx context.Context, asOf, now time.Time) (*asker, error) {
	var a *asker
	err := r.engine.Look(ctx, func(l *changesync.Ledger) (err error) {
		a, err = askerOn(l, asOf, now)
		return err
	})
	return a, err
}

func askerOn(l *changesync.Ledger, asOf, now time.Time) (a *asker, err error) {
	a = &asker{l: l, asOf: asOf, now: now, params: map[string]rules.Params{}}
	if a.calendar, err = workdays(l); err == nil {
		a.people, err = readPeople(l, date(now))
	}
	return a, err
}

// at is the asker on another snapshot.
func (a *asker) at(l *changesync.Ledger) *asker {
	b, p := *a, *a.people
	p.l = l
	b.l, b.people, b.failed = l, &p, nil
	return &b
}

// page asks for a page of records and moves the query behind it.
func (a *asker) page(on rules.Trigger, q *changesync.RecordQuery) (found []Duty, more bool, err error) {
	rows, err := a.l.Records(*q)
	for _, row := range rows {
		own, err := a.duties(on, row.Key, row.Values)
		if err != nil {
			return nil, false, err
		}
		found = append(found, own...)
		q.AfterScope, q.After = row.Scope, row.Key
	}
	return found, len(rows) == q.Limit, err
}

// duties are what comes of a record.
func (a *asker) duties(on rules.Trigger, key changesync.Key, v models.Values) (out []Duty, err error) {
	if v == nil {
		return nil, nil
	}
	in := rules.In{Record: v, ID: key.ID, Now: a.asOf, Calendar: a.calendar, Lookup: a.lookup, Related: a.related,
		Conflicts: func() []string { return a.open(key) }}
	in.Params = a.paramsOf(rules.TeamOf(key.Collection, in), in)
	effects := rules.Clock(on, key.Collection, in)
	if on == rules.OnArrival {
		effects = append(effects, rules.Told(key.Collection, in)...)
	}
	for _, e := range effects {
		d, err := a.people.dutyOf(e)
		if err != nil {
			return nil, err
		}
		if e.Outcome == rules.Warn && e.To.Role == "TL" && slices.ContainsFunc(out, func(o Duty) bool { return o.tells(d) }) {
			continue // he is his own leader, and knows
		}
		d.asked = key
		if models.Default().Collection(d.About) == nil {
			d.About, d.Subject = key.Collection, key.ID // what was found is no record, such as a topic
		}
		switch {
		case d.Waits != "":
		case d.Outcome == rules.Set && d.Record == key.ID && bytes.Equal(v[d.Field], d.Value):
			d.Waits = "done"
		case a.asOf.Before(a.now) && d.Outcome == rules.Task && e.Task.Due.Before(a.now):
			d.Waits = "late"
		}
		out = append(out, d)
	}
	return out, a.failed
}

// edits are what does the duties of some records, one edit for each record.
func (a *asker) edits(on rules.Trigger, keys []changesync.Key) (out []changesync.Edit, err error) {
	for _, key := range keys {
		v, err := a.l.Values(key)
		if err != nil {
			return nil, err
		}
		duties, err := a.duties(on, key, v)
		if err != nil {
			return nil, err
		}
		for _, d := range duties {
			if d.Waits != "" {
				continue
			}
			e, err := d.edit(a.l, a.now)
			if err != nil {
				return nil, err
			}
			same := slices.IndexFunc(out, func(o changesync.Edit) bool { return o.Key == e.Key })
			if same < 0 {
				out = append(out, e)
			} else {
				join(&out[same], e)
			}
		}
	}
	return out, nil
}

// paramsOf resolves the parameters of a team once for the round.
func (a *asker) paramsOf(team string, in rules.In) rules.Params {
	p, known := a.params[team]
	if !known {
		p = rules.Resolve(team, in)
		a.params[team] = p
	}
	return p
}

func (a *asker) lookup(collection, id string) models.Values {
	v, err := a.l.Values(changesync.Key{Collection: collection, ID: id})
	if err != nil {
		a.failed = err
	}
	return v
}

func (a *asker) open(key changesync.Key) []string {
	fields, err := a.l.OpenFields(key)
	if err != nil {
		a.failed = err
	}
	return fields
}

// related lists the newest first: ids tell the time at which they were made.
func (a *asker) related(q rules.Query) (out []rules.Found) {
	ids, err := a.l.Referring(q.Collection, q.Field, q.Value)
	if err != nil {
		a.failed = err
		return nil
	}
	slices.SortFunc(ids, func(x, y string) int { return strings.Compare(y, x) })
	for _, id := range ids[:min(len(ids), rules.MaxRelated)] {
		if v := a.lookup(q.Collection, id); v != nil {
			out = append(out, rules.Found{ID: id, Values: v})
		}
	}
	return out
}
