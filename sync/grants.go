package changesync

import (
	"context"
	"slices"

	"fieldsync/models"
)

// held are the grants a user has now, by scope.
func (g *group) held(user string) map[models.Scope]Grant {
	if h, ok := g.grants[user]; ok {
		return h
	}
	rows, _, err := g.tx.Grants(user)
	if err != nil {
		g.broken = err
	}
	g.grants[user] = activeGrants(rows)
	return g.grants[user]
}

func activeGrants(rows []Grant) map[models.Scope]Grant {
	out := make(map[models.Scope]Grant, len(rows))
	for _, r := range rows {
		if r.Ended == 0 {
			out[r.Scope] = r
		}
	}
	return out
}

// grantFor is the grant that covers a scope: its own, or the one over all.
func grantFor(held map[models.Scope]Grant, scope models.Scope) (Grant, bool) {
	own, has := held[scope]
	all, wide := held[AllScopes]
	if !has {
		return all, wide
	}
	if wide {
		own.Write = own.Write || all.Write
		if all.View == ViewFull {
			own.View = ViewFull
		}
	}
	return own, true
}

func (g *group) mayWrite(user string, scope models.Scope) bool {
	grant, ok := grantFor(g.held(user), scope)
	return ok && grant.Write
}

func (g *group) viewOf(user string, scope models.Scope) string {
	grant, _ := grantFor(g.held(user), scope)
	return grant.View
}

// grantSources are the collections that grants are derived from.
var grantSources = map[string]bool{
	"staff": true, "team": true, "assignment": true,
	"event_desk": true, "showcase_event": true, "star_customer": true,
}

// regrantAll derives the grants again of everybody whom the group's changes
// may concern. It runs after the batch was applied, so it reads the new state.
func (g *group) regrantAll() error {
	staff := map[string]bool{}
	for k, w := range g.records {
		if w == nil || len(w.before) == 0 || !grantSources[k.Collection] {
			continue
		}
		for _, v := range []models.Values{w.old, w.rec.Values(w.col)} {
			if err := g.concerned(k, v, staff); err != nil {
				return err
			}
		}
	}
	if err := g.leadersOf(staff); err != nil {
		return err
	}
	for id := range staff {
		user, ok, err := g.tx.Doc(docStaffUser, id)
		if err != nil {
			return err
		}
		if ok {
			g.regrant[string(user)] = true
		}
	}
	for _, user := range sortedKeys(g.regrant) {
		if err := g.regrantUser(user); err != nil {
			return err
		}
	}
	return nil
}

// concerned collects the members of staff whose grants a record bears on.
func (g *group) concerned(k Key, v models.Values, staff map[string]bool) error {
	switch k.Collection {
	case "staff":
		staff[k.ID] = true
	case "assignment":
		staff[text(v, "staff")] = true
	case "event_desk":
		staff[text(v, "operator")] = true
	case "team":
		staff[text(v, "leader")] = true
	case "showcase_event", "star_customer":
		ids, err := g.tx.Referring("assignment", "customer", text(v, "customer"))
		if err != nil {
			return err
		}
		for _, id := range ids {
			a, err := g.values(Key{"assignment", id})
			if err != nil {
				return err
			}
			staff[text(a, "staff")] = true
		}
	}
	return nil
}

// leadersOf adds the leaders above everybody concerned.
func (g *group) leadersOf(staff map[string]bool) error {
	for _, id := range sortedKeys(staff) {
		member, err := g.values(Key{"staff", id})
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for team := text(member, "team"); team != "" && !seen[team]; {
			seen[team] = true
			v, err := g.values(Key{"team", team})
			if err != nil {
				return err
			}
			staff[text(v, "leader")] = true
			team = text(v, "parent")
		}
	}
	delete(staff, "")
	return nil
}

// regrantUser writes the difference between what a user holds and what the
// records entitle him to.
func (g *group) regrantUser(name string) error {
	user, err := g.user(name)
	if err != nil {
		return err
	}
	want, due, err := deriveGrants(g, user, g.now)
	if err != nil {
		return err
	}
	rows, _, err := g.tx.Grants(name)
	if err != nil {
		return err
	}
	b := &Batch{GrantsDue: map[string]int64{name: due}}
	have := activeGrants(rows)
	for scope, h := range have {
		if w, ok := want[scope]; !ok || w.View != h.View || w.Write != h.Write {
			h.Ended = g.seq
			b.Grants = append(b.Grants, h)
		}
	}
	for scope, w := range want {
		if h, ok := have[scope]; !ok || w.View != h.View || w.Write != h.Write {
			w.Since = g.seq
			b.Grants = append(b.Grants, w)
		}
	}
	if len(b.Grants) > 0 {
		g.changedUsers = append(g.changedUsers, name)
	}
	slices.SortFunc(b.Grants, func(x, y Grant) int { return compareStrings(string(x.Scope), string(y.Scope)) })
	return g.tx.Apply(b)
}

func compareStrings(a, b string) int { return compareDots(Dot(a), Dot(b)) }

// values implements directory over the working set and the store. It takes no
// lock: what is only looked at may be as old as the transaction.
func (g *group) values(k Key) (models.Values, error) {
	if k.ID == "" {
		return nil, nil
	}
	if w := g.records[k]; w != nil {
		return liveValues(w.rec, w.col), nil
	}
	if v, ok := g.peeked[k]; ok {
		return v, nil
	}
	found, err := g.tx.Records(k)
	if err != nil {
		return nil, err
	}
	g.peeked[k] = nil
	if s, ok := found[k]; ok {
		rec, err := DecodeRecord(s.Body)
		if err != nil {
			return nil, err
		}
		g.peeked[k] = liveValues(rec, g.e.reg.Collection(k.Collection))
	}
	return g.peeked[k], nil
}

func liveValues(r *Record, col *models.Collection) models.Values {
	if r.Life(col) == Deleted {
		return nil
	}
	return r.Values(col)
}

// referring implements directory.
func (g *group) referring(collection, field, value string) ([]string, error) {
	return g.tx.Referring(collection, field, value)
}

// refreshGrants lets the clock change a user's grants before he is answered.
func (e *Engine) refreshGrants(ctx context.Context, user string) error {
	var due int64
	err := e.store.View(ctx, func(tx ReadTx) (err error) {
		_, due, err = tx.Grants(user)
		return err
	})
	if err != nil || due == 0 || due > e.nowMs() {
		return err
	}
	return e.Regrant(ctx, user)
}

// Regrant derives the grants of users again, as after their account changed.
func (e *Engine) Regrant(ctx context.Context, users ...string) error {
	return e.submit(ctx, &job{run: func(g *group) error {
		for _, u := range users {
			g.regrant[u] = true
		}
		return nil
	}})
}
