package chores

import (
	"context"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// Customers and star customers name who serves them. That is shown from the
// assignments in force (domain.md 2.1): soon after they change, and on the day
// on which one begins or ends.

// managersDoc is the last day for which beginnings and ends were dealt with.
type managersDoc struct {
	Day models.CalDate `json:"day"`
}

const (
	managersKey = "managers_day"
	assignments = "assignment"
)

// keepManagers has customers name whom the assignments name.
func (r *Runner) keepManagers(ctx context.Context) error {
	// What was there before anybody followed is dealt with on the first day.
	everybody := func(l *changesync.Ledger) error { return write(l, managersKey, managersDoc{}) }
	if err := r.anchor(ctx, &r.assigned, everybody); err != nil {
		return err
	}
	name := namer()
	if err := r.turnManagers(ctx, name); err != nil {
		return err
	}
	return r.follow(ctx, &r.assigned, serving, name)
}

// serving is whose manager may be another after an entry of the log.
func serving(e changesync.LogEntry) (key changesync.Key, ok bool, err error) {
	if key, ok = whoseScope(e.Scope); !ok || e.Key.Collection != "star_customer" {
		return key, ok && e.Key.Collection == assignments, nil
	}
	rec, err := changesync.DecodeRecord(e.Body)
	if err != nil {
		return key, false, err
	}
	_, moved := rec.Cells["customer"] // or new
	return key, moved, nil
}

// managerFields are what is written of a star customer.
var managerFields = []string{"service_manager", "star_manager"}

// whoseScope is the customer or star customer whose scope it is.
func whoseScope(scope models.Scope) (changesync.Key, bool) {
	kind, id, ok := models.ParseScope(scope)
	collection := map[models.ScopeKind]string{models.ScopeCustomer: "customer", models.ScopeStar: "star_customer"}[kind]
	return changesync.Key{Collection: collection, ID: id}, ok && collection != ""
}

// turnManagers deals, once a day, with the assignments that have begun or ended
// since the last one.
func (r *Runner) turnManagers(ctx context.Context, name deal) error {
	today := date(r.opt.Now())
	if r.managed >= today {
		return nil
	}
	var doc managersDoc
	if err := r.engine.Look(ctx, func(l *changesync.Ledger) error { return read(l, managersKey, &doc) }); err != nil {
		return err
	}
	if doc.Day < today {
		if err := r.believed(ctx); err != nil {
			return err
		}
		if err := r.eachTurned(ctx, doc.Day, today, name); err != nil {
			return err
		}
		err := r.engine.Keep(ctx, func(l *changesync.Ledger) error {
			var now managersDoc
			if err := read(l, managersKey, &now); err != nil || now.Day >= today {
				return err
			}
			return write(l, managersKey, managersDoc{today})
		})
		if err != nil {
			return err
		}
	}
	r.managed = today
	return nil
}

// eachTurned deals with whoever has an assignment that holds on another side of
// the two days; before the first day ever, with everybody.
func (r *Runner) eachTurned(ctx context.Context, last, today models.CalDate, name deal) error {
	q := changesync.RecordQuery{Collection: assignments, Limit: scanPage}
	for more := true; more; {
		var found []changesync.Key
		err := r.engine.Look(ctx, func(l *changesync.Ledger) error {
			rows, err := l.Records(q)
			for _, row := range rows {
				key, ok := whoseScope(row.Scope)
				if ok && (last == "" || turned(row.Values, last, today)) && (len(found) == 0 || found[len(found)-1] != key) {
					found = append(found, key)
				}
				q.AfterScope, q.After = row.Scope, row.Key
			}
			more = len(rows) == scanPage
			return err
		})
		for len(found) > 0 && err == nil {
			n := min(len(found), r.opt.Page)
			err = r.deals(ctx, found[:n], name, func(l *changesync.Ledger, left []leftOut) error { return leave(l, r.assigned.name, left) })
			found = found[n:]
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// turned says whether an assignment began after the one day, up to the other, or
// ended between them.
func turned(v models.Values, last, today models.CalDate) bool {
	a, err := models.Decode[models.Assignment](v)
	return err == nil && (last < a.ValidFrom && a.ValidFrom <= today || a.ValidTo != "" && last <= a.ValidTo && a.ValidTo < today)
}

// namer writes who serves some customers and star customers, and the star
// customers of those. It reads staff and teams once for a whole round.
func namer() deal {
	var staff *people
	return func(l *changesync.Ledger, keys []changesync.Key) (func(), error) {
		if staff == nil {
			var err error
			if staff, err = readPeople(l, date(time.UnixMilli(l.Now))); err != nil {
				return nil, err
			}
		}
		p := *staff
		p.l = l
		var edits []changesync.Edit
		for _, key := range keys {
			own, err := p.named(key)
			if err != nil {
				return nil, err
			}
			edits = append(edits, own...)
		}
		if len(edits) > 0 {
			l.Write(changesync.ServerUser, edits...)
		}
		return nil, nil
	}
}

func (p *people) named(key changesync.Key) ([]changesync.Edit, error) {
	shown, err := p.l.Values(key)
	if err != nil || shown == nil {
		return nil, err
	}
	if key.Collection == "star_customer" {
		return p.namedByStar(key, shown)
	}
	at := home{customer: key.ID}
	account, err := p.post("AM", at)
	if err != nil {
		return nil, err
	}
	service, err := p.post("CSM", at)
	if err != nil {
		return nil, err
	}
	out, err := list(edit(p.l, key, "", models.Customer{AccountManager: account, ServiceManager: service}, "account_manager", "service_manager"))
	if err != nil {
		return nil, err
	}
	members, err := p.l.Referring("star_customer", "customer", key.ID)
	for _, id := range members {
		star := changesync.Key{Collection: "star_customer", ID: id}
		shown, err := p.l.Values(star)
		if err != nil {
			return nil, err
		}
		if shown == nil {
			continue
		}
		own, err := p.namedByStar(star, shown)
		if err != nil {
			return nil, err
		}
		out = append(out, own...)
	}
	return out, err
}

func (p *people) namedByStar(key changesync.Key, shown models.Values) ([]changesync.Edit, error) {
	s, err := models.Decode[models.StarCustomer](shown)
	if err != nil {
		return nil, err
	}
	at := home{customer: s.Customer, star: key.ID}
	service, err := p.post("CSM", at)
	if err != nil {
		return nil, err
	}
	star, err := p.post("SSM", at)
	if err != nil {
		return nil, err
	}
	return list(edit(p.l, key, "", models.StarCustomer{ServiceManager: service, StarManager: star}, managerFields...))
}
