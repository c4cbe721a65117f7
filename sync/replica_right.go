package changesync

import (
	"context"
	"strings"

	"fieldsync/models"
)

// metaRight names what the user of this device holds a scope as, as the last
// pull said; unknown before the first one.
func metaRight(s models.Scope) string { return "right/" + string(s) }

// How a right is kept: the view, or where this version does not know it, or an
// older one wrote it down, whether its holder writes at all.
const (
	rightView  = "view "
	rightWrite = "write"
	rightRead  = "read"
)

func rightOf(s ScopeView) []byte {
	switch {
	case models.KnownView(s.View):
		return []byte(rightView + s.View)
	case s.Write:
		return []byte(rightWrite)
	}
	return []byte(rightRead)
}

// ask finds what the device knows of its user's hold on a scope, of his own
// and of that over all; what it does not know is for the server to say.
func ask(tx LocalReadTx, scope models.Scope, may func(view string) bool) (bool, error) {
	unknown := true
	for _, s := range []models.Scope{scope, AllScopes} {
		kept, known, err := tx.Meta(metaRight(s))
		if err != nil {
			return false, err
		}
		if !known {
			continue
		}
		unknown = false
		view, isView := strings.CutPrefix(string(kept), rightView)
		if isView && may(view) || string(kept) == rightWrite {
			return true, nil
		}
	}
	return unknown, nil
}

// mayDo says whether the server would let this user do something in a
// collection of a scope.
func mayDo(tx LocalReadTx, scope models.Scope, collection string, do models.Deed) (bool, error) {
	return ask(tx, scope, func(view string) bool { return models.RightIn(view, collection).May(do) })
}

// settlesIn says whether this user may settle what was put aside in a scope.
func (r *Replica) settlesIn(ctx context.Context, scope models.Scope) (may bool, err error) {
	err = r.local.View(ctx, func(tx LocalReadTx) error {
		may, err = mayDo(tx, scope, QuarantineCollection, models.Edit)
		return err
	})
	return may, err
}

// ReadOnly says whether an edit of this record would be put aside, since its
// user may only read it, as far as the device knows. A new record that is for a
// unit, with these values, is asked about alike.
func (r *Replica) ReadOnly(ctx context.Context, key Key, set models.Values) (bool, error) {
	seen, err := r.Get(ctx, key)
	col := r.reg.Collection(key.Collection)
	if err != nil || col == nil || seen == nil && col.Unit == "" {
		return false, err
	}
	scope, _ := col.HomeScope(key.ID, set)
	if seen != nil {
		scope, set = seen.Scope, seen.Values
	}
	var may bool
	err = r.local.View(ctx, func(tx LocalReadTx) error {
		heads := r.heads(tx, col, set)
		may, err = ask(tx, scope, func(view string) bool {
			right := models.RightIn(view, col.Name)
			return right.May(models.Edit) || heads && right.MayInUnit(models.Edit)
		})
		return err
	})
	return !may, err
}

// Author is this user as the holder of a record's scope, as far as the device
// knows.
func (r *Replica) Author(ctx context.Context, key Key) (models.Author, error) {
	who := models.Author{Staff: r.id.Staff}
	seen, err := r.Get(ctx, key)
	if err != nil || seen == nil {
		return who, err
	}
	err = r.local.View(ctx, func(tx LocalReadTx) error {
		_, err := ask(tx, seen.Scope, func(view string) bool {
			who.View = models.JoinViews(who.View, view)
			return false
		})
		return err
	})
	return who, err
}

// heads says whether the user answers for the unit that a record is for.
func (r *Replica) heads(tx LocalReadTx, col *models.Collection, v models.Values) bool {
	return col.Unit != "" && models.Heads(r.id.Staff, col.UnitOf(v), func(collection, id string) models.Values {
		seen, err := r.see(tx, Key{collection, id})
		if err != nil || seen == nil || seen.Life == Deleted {
			return nil
		}
		return seen.Values
	})
}

// forUser says whether a conflict is for this user to settle: he may do it
// there, and no side is withheld from him.
func forUser(tx LocalReadTx, r *Record, field string) (bool, error) {
	for _, v := range r.Cells[field].Live {
		if v.Withheld() {
			return false, nil
		}
	}
	return mayDo(tx, r.Scope, r.Key.Collection, models.Settle)
}
