package changesync

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

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

// grantFor is the grant that covers a scope: its own, the one over all, or
// both together.
func grantFor(held map[models.Scope]Grant, scope models.Scope) (Grant, bool) {
	own, has := held[scope]
	all, wide := held[AllScopes]
	if !has {
		return all, wide
	}
	if wide {
		own.View, own.Write = models.JoinViews(own.View, all.View), own.Write || all.Write
	}
	return own, true
}

// rightTo is what grants give in a collection of a scope.
func rightTo(held map[models.Scope]Grant, scope models.Scope, collection string) models.Right {
	g, ok := grantFor(held, scope)
	if !ok {
		return models.Right{}
	}
	return models.RightIn(g.View, collection)
}

// rightToField is what grants give of a field.
func rightToField(held map[models.Scope]Grant, scope models.Scope, col *models.Collection, f *models.Field) models.Right {
	return rightTo(held, scope, cmp.Or(f.Line, col.Name))
}

// right is what a user sees and may do now in a collection of a scope.
func (g *group) right(user string, scope models.Scope, collection string) models.Right {
	return rightTo(g.held(user), scope, collection)
}

// settlesIn says whether a user may settle what was put aside in a scope.
func (g *group) settlesIn(user string, scope models.Scope) bool {
	return g.right(user, scope, QuarantineCollection).May(models.Edit)
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
	b := &Batch{GrantsDue: map[string]int64{name: due}, Docs: []Doc{g.derivedMark(name)}}
	have := activeGrants(rows)
	for scope, h := range have {
		if w, ok := want[scope]; !ok || w.View != h.View || w.Write != h.Write || g.grantedAnew(h.View) {
			h.Ended = g.seq
			b.Grants = append(b.Grants, h)
		}
	}
	for scope, w := range want {
		if h, ok := have[scope]; !ok || w.View != h.View || w.Write != h.Write || g.grantedAnew(h.View) {
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

// docDerived remembers at which sequence a user's grants were derived last, or
// fell due: who has read them before need not read them again until it changes.
const docDerived = "derived"

func (g *group) derivedMark(user string) Doc {
	return Doc{Kind: docDerived, Key: user, Body: strconv.AppendUint(nil, g.seq, 10)}
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

// known says whether there is or was a record.
func (g *group) known(k Key) (bool, error) {
	w, err := g.record(k)
	return w != nil, err
}

// contested are the fields with an open conflict, as this group leaves the record.
func (g *group) contested(k Key) ([]string, error) {
	if w := g.records[k]; w != nil {
		return w.rec.OpenFields(w.col), nil
	}
	return (&snapshot{g.e, g.tx}).contested(k)
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

// docRights remembers by which table of rights and which rule the grants were
// derived.
const (
	docRights  = "rights"
	rightsKey  = "table"
	rightsRule = "members of events" // what deriveGrants has learnt last
)

// otherThan are the profiles that gave other rights before, all where that is
// not known.
func otherThan(before []byte, prints map[string]string) map[string]bool {
	out, was := map[string]bool{}, map[string]string{}
	_ = json.Unmarshal(before, &was) // what an older program wrote down says nothing
	for profile, print := range prints {
		out[profile] = was[profile] != print
	}
	return out
}

// grantedAnew says of a view that a profile of it gives other rights than before:
// devices forget what they hold by it and are sent what it gives now.
func (g *group) grantedAnew(view string) bool {
	for profile := range strings.SplitSeq(view, "+") {
		if g.anew[profile] {
			return true
		}
	}
	return false
}

// followRights derives all grants anew when another program than this one,
// with another table of rights or another rule, has derived them.
func (e *Engine) followRights(ctx context.Context) error {
	prints := models.RightsPrints()
	prints[""] = rightsRule
	body, err := json.Marshal(prints)
	if err != nil {
		return err
	}
	now := Doc{Kind: docRights, Key: rightsKey, Body: body}
	var before []byte
	var users []Doc
	err = e.store.View(ctx, func(tx ReadTx) (err error) {
		if before, _, err = tx.Doc(now.Kind, now.Key); err != nil {
			return err
		}
		users, err = tx.Docs(docUser)
		return err
	})
	if err != nil || bytes.Equal(before, now.Body) {
		return err
	}
	return e.submit(ctx, &job{run: func(g *group) error {
		g.anew = otherThan(before, prints)
		for _, u := range users {
			g.regrant[u.Key] = true
		}
		g.batch.Docs = append(g.batch.Docs, now)
		return nil
	}})
}
