package chores

import (
	"context"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// starDoc is how far the turn of a month is, on file: After is where the next
// page begins, Done says that all were rated.
type starDoc struct {
	Month models.CalMonth `json:"month"`
	After changesync.Key  `json:"after"`
	Scope models.Scope    `json:"scope"`
	Done  bool            `json:"done"`
}

const starKey = "star"

// keepStars rates whoever's facts have changed, and everybody in a new month.
func (r *Runner) keepStars(ctx context.Context) error {
	everybody := func(l *changesync.Ledger) error { return write(l, starKey, starDoc{}) }
	if err := r.anchor(ctx, &r.bills, everybody); err != nil {
		return err
	}
	for {
		more, err := r.sweepStars(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	return r.follow(ctx, &r.bills, starOf, func(l *changesync.Ledger, people []changesync.Key) (func(), error) {
		ids, err := concerned(l, people)
		if err != nil {
			return nil, err
		}
		written, err := r.rateAll(l, ids)
		return func() { r.countStars(written) }, err
	})
}

// sweepStars rates one page of all star customers when a month has begun. Every
// page begins where the last one of any server ended.
func (r *Runner) sweepStars(ctx context.Context) (more bool, err error) {
	month := monthOf(r.opt.Now())
	due := false
	err = r.engine.Look(ctx, func(l *changesync.Ledger) error {
		var doc starDoc
		err := read(l, starKey, &doc)
		due = doc.sweeps(month)
		return err
	})
	if err == nil && due {
		err = r.believed(ctx)
	}
	if err != nil || !due {
		return false, err
	}
	written := 0
	err = r.engine.Keep(ctx, func(l *changesync.Ledger) error {
		more, written = false, 0
		var doc starDoc
		if err := read(l, starKey, &doc); err != nil || !doc.sweeps(month) {
			return err
		}
		if doc.Month != month {
			doc.Month, doc.After, doc.Scope, doc.Done = month, changesync.Key{}, starScopes, false
		}
		rows, err := l.Records(changesync.RecordQuery{Collection: "star_customer", AfterScope: doc.Scope, After: doc.After, Limit: r.opt.Page})
		if err != nil {
			return err
		}
		var ids []string
		for _, row := range rows {
			ids = append(ids, row.Key.ID)
			doc.After, doc.Scope = row.Key, row.Scope
		}
		more = len(rows) == r.opt.Page
		doc.Done = !more
		if written, err = r.rateAll(l, ids); err != nil {
			return err
		}
		return write(l, starKey, doc)
	})
	if err == nil {
		r.countStars(written)
	}
	return more, err
}

// starScopes comes right before the scopes of star customers in their order.
const starScopes = models.Scope(models.ScopeStar)

// sweeps says whether the month's turn is still to be dealt with. A clock that
// was put back makes no month new.
func (d starDoc) sweeps(month models.CalMonth) bool {
	return month > d.Month || month == d.Month && !d.Done
}

// rated are the collections that a rating reads.
var rated = map[string]bool{"star_customer": true, "account_number": true, "monthly_bill": true, "stop_event": true, "growth_account": true}

// starOf is the star customer of whom an entry of the log tells something that
// rating him did not write itself, or the application of a key person.
func starOf(e changesync.LogEntry) (key changesync.Key, ok bool, err error) {
	if e.Key.Collection == applications {
		return e.Key, true, nil
	}
	kind, id, _ := models.ParseScope(e.Scope)
	if kind != models.ScopeStar || !rated[e.Key.Collection] {
		return key, false, nil
	}
	own, err := ownWriting(id, e)
	return changesync.Key{Collection: "star_customer", ID: id}, !own, err
}

// concerned are the star customers that keys stand for, each once: of an
// application those whose key person it lists.
func concerned(l *changesync.Ledger, keys []changesync.Key) (ids []string, err error) {
	for _, k := range keys {
		if k.Collection != applications {
			ids = append(ids, k.ID)
			continue
		}
		v, err := l.Values(k)
		if err != nil {
			return nil, err
		}
		a, err := models.Decode[models.KeyPersonApplication](v)
		if err != nil || a.KeyPerson == "" {
			continue // deleted, or not to be read: nothing follows from it
		}
		listed, err := l.Referring("star_customer", "key_person", a.KeyPerson)
		if err != nil {
			return nil, err
		}
		ids = append(ids, listed...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// ownWriting says whether an entry tells only what a rating wrote, or who serves
// the person.
func ownWriting(person string, e changesync.LogEntry) (bool, error) {
	switch e.Key.Collection {
	case "growth_account":
		return e.Key.ID == gradeID(person), nil
	case "star_customer":
		rec, err := changesync.DecodeRecord(e.Body)
		if err != nil {
			return false, err
		}
		for name, cell := range rec.Cells {
			field, _ := changesync.CellField(name)
			others := slices.ContainsFunc(cell.Live, func(v changesync.Version) bool { return v.By != changesync.ServerUser })
			if others || !slices.Contains(starFields, field) && !slices.Contains(managerFields, field) {
				return false, nil
			}
		}
		return true, nil
	}
	return false, nil
}

func (r *Runner) rateAll(l *changesync.Ledger, ids []string) (written int, err error) {
	var edits []changesync.Edit
	for _, id := range ids {
		p, err := gather(l, id)
		if err != nil || p == nil {
			if err != nil {
				return 0, err
			}
			continue
		}
		own, err := p.edits(l, r.opt.Now(), r.star)
		if err != nil {
			return 0, err
		}
		if len(own) > 0 {
			written++
		}
		edits = append(edits, own...)
	}
	if len(edits) > 0 {
		l.Write(changesync.ServerUser, edits...)
	}
	return written, nil
}

func (r *Runner) countStars(written int) {
	r.note(func(last *Report) { last.Stars += int64(written) })
}

// Star rates one person without writing anything. In the month of the clock, or
// with "", it is what the rounds write; in another month the star that the
// records show is asked whether it held then. It is nil when there is no such
// star customer; other errors are those of star.Rate and no_numbers.
func (r *Runner) Star(ctx context.Context, person string, month models.CalMonth) (rating *Rating, err error) {
	err = r.engine.Look(ctx, func(l *changesync.Ledger) error {
		p, err := gather(l, person)
		if err != nil || p == nil {
			return err
		}
		rating, err = p.rateIn(month, r.opt.Now(), r.star)
		return err
	})
	return rating, err
}
