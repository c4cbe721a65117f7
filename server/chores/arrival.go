package chores

import (
	"context"
	"strings"

	"fieldsync/models"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// keepArrivals asks the rules on arrival about every record that has come or was
// changed since, soon after the commit: it holds up nobody's push, and what
// comes of a rule is done once for its key.
func (r *Runner) keepArrivals(ctx context.Context) error {
	// What came while nobody followed is not asked about: it may be a whole
	// organisation that was imported.
	if err := r.anchor(ctx, &r.arrivals, func(*changesync.Ledger) error { return nil }); err != nil {
		return err
	}
	now := r.opt.Now().In(models.China)
	var a *asker
	return r.follow(ctx, &r.arrivals, r.arrived, func(l *changesync.Ledger, keys []changesync.Key) (func(), error) {
		if a == nil {
			var err error
			if a, err = askerOn(l, now, now); err != nil {
				return nil, err
			}
		}
		edits, err := a.at(l).edits(rules.OnArrival, keys)
		if len(edits) > 0 {
			l.Write(changesync.ServerUser, edits...)
		}
		return func() { r.countDuties(len(edits)) }, err
	})
}

// arrived picks the records that some rule is asked about.
func (r *Runner) arrived(e changesync.LogEntry) (changesync.Key, bool, error) {
	if r.judged == nil {
		r.judged = map[string]bool{}
		for _, rule := range rules.All() {
			for name := range strings.FieldsSeq(rule.Collection) {
				if col := r.engine.Registry().Collection(name); rule.On == rules.OnArrival || rule.On == rules.OnEntry && col != nil && col.Field("flags") == nil {
					r.judged[name] = true
				}
			}
		}
	}
	col := r.engine.Registry().Collection(e.Key.Collection)
	return e.Key, col != nil && (r.judged[col.Name] || r.judged[rules.AnyCollected] && col.Field("collected_at") != nil), nil
}
