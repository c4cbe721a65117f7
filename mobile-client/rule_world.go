package mobile

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/rules"
	"fieldsync/sync"
)

// ruleWorld is what this device can tell a rule about other records: what it
// shows, with the changes of the action in hand laid over it.
type ruleWorld struct {
	c      *Client
	ctx    context.Context
	r      *changesync.Replica
	all    []Change
	params map[string]rules.Params
	failed error // the first failure of the database
}

// judge runs the rules, the checks of the fields, and those of the form that the
// record was filled in with.
func (w *ruleWorld) judge(col *models.Collection, in rules.In) []models.Problem {
	found := append(rules.Entry(col.Name, in), col.Validate(in.Record)...)
	return append(found, w.c.forms.Judge(w.c.opt.Registry, col.Name, in.ID, in.Record, in.Lookup, in.Now)...)
}

func (w *ruleWorld) in(key Key, values models.Values) rules.In {
	in := rules.In{Record: values, ID: key.ID, Lookup: w.lookup, Related: w.related, Now: w.c.opt.Now()}
	team := rules.TeamOf(key.Collection, in)
	if team == "" && strings.HasPrefix(key.Collection, "@") { // he asks for himself
		_ = json.Unmarshal(w.lookup("staff", w.c.identity().Staff)["team"], &team) // none: the handbook's
	}
	if _, known := w.params[team]; !known {
		if w.params == nil {
			w.params = map[string]rules.Params{}
		}
		w.params[team] = rules.Resolve(team, in)
	}
	in.Params = w.params[team]
	return in
}

func (w *ruleWorld) lookup(collection, id string) models.Values {
	v, err := w.c.values(w.ctx, w.r, Key{Collection: collection, ID: id}, w.all)
	if err != nil {
		w.failed = err
	}
	return v
}

// related walks over what this device has of a collection, from the first id
// that is not too old, since a device keeps no index by value. It has few
// records, those of its own customers.
func (w *ruleWorld) related(q rules.Query) (found []rules.Found) {
	ids, err := w.ids(q)
	if err != nil {
		w.failed = err
		return nil
	}
	for i := len(ids) - 1; i >= 0 && len(found) < rules.MaxRelated; i-- {
		if v := w.lookup(q.Collection, ids[i]); v != nil && q.Fits(v) {
			found = append(found, rules.Found{ID: ids[i], Values: v})
		}
	}
	return found
}

// ids are those of a collection since a time: stored ones, then new ones. What
// is said for a unit holds once the server has let it.
func (w *ruleWorld) ids(q rules.Query) (ids []string, err error) {
	seen, err := w.r.List(w.ctx, q.Collection, firstID(q.Since), listed)
	if err != nil {
		return nil, err
	}
	col := w.c.opt.Registry.Collection(q.Collection)
	forUnit := col != nil && col.Unit != ""
	for _, s := range seen {
		if !forUnit || !s.Waiting {
			ids = append(ids, s.Key.ID)
		}
	}
	if forUnit {
		return ids, nil
	}
	have := map[string]bool{}
	for _, id := range ids {
		have[id] = true
	}
	for _, ch := range w.all {
		if ch.Key.Collection == q.Collection && !have[ch.Key.ID] {
			ids, have[ch.Key.ID] = append(ids, ch.Key.ID), true
		}
	}
	return ids, nil
}

// listed bounds how many records of a collection are looked through.
const listed = 5000

// firstID is the least id made at a time, "" for no time.
func firstID(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	const hex = "0123456789abcdef"
	ms, id := uint64(t.UnixMilli()), make([]byte, 12)
	for i := len(id) - 1; i >= 0; i-- {
		id[i], ms = hex[ms&15], ms>>4
	}
	return string(id[:8]) + "-" + string(id[8:])
}
