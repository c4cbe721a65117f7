package changesync

import (
	"slices"

	"fieldsync/models"
)

// mayDo says whether the author may do to a record all that the changeset does.
func (a *application) mayDo(i int, t Target, scope models.Scope, w *work) bool {
	var rec *Record
	if w != nil {
		rec = w.rec
	}
	right := a.g.right(a.body.Header.Actor, scope, t.Collection)
	var do models.Deed
	for j := range a.body.Writes {
		if a.body.Writes[j].Record == i {
			do |= deedOf(right, rec, t, &a.body.Writes[j])
		}
	}
	if do == 0 {
		do = models.Edit // a record that is only named
	}
	return right.May(do) || right.MayInUnit(do) && a.heads(i, t, rec)
}

// heads says whether the author answers for the unit that a record is for.
func (a *application) heads(i int, t Target, rec *Record) bool {
	col := a.g.e.reg.Collection(t.Collection)
	if col == nil || col.Unit == "" {
		return false
	}
	values := a.newValues(i)
	if rec != nil {
		values = rec.Values(col)
	}
	author, err := a.g.user(a.body.Header.Actor)
	if err != nil {
		a.g.broken = err
		return false
	}
	return models.Heads(author.Staff, col.UnitOf(values), func(collection, id string) models.Values {
		v, err := a.g.values(Key{collection, id})
		if err != nil {
			a.g.broken = err
		}
		return v
	})
}

// notAllowed says why mayDo says no.
func (a *application) notAllowed(t Target, scope models.Scope) Reason {
	r := reasonFor(t, "", CodeOutsideGrants, "the author may not write here")
	r.ZH = "作者无权修改该记录"
	if a.g.right(a.body.Header.Actor, scope, t.Collection).Unit != 0 {
		r = reasonFor(t, a.g.e.reg.Collection(t.Collection).Unit, CodeForeignUnit, "this unit is not the author's to speak for: its head writes it, or an administrator")
		r.ZH = "作者不是该单位的负责人,应由该单位负责人或管理员填写"
	}
	return r
}

// deedOf is what a write does to a record as it stands, nil when it is not
// there. Who made a record that others have made too, in ignorance of them,
// may have done so by either right.
func deedOf(right models.Right, rec *Record, t Target, w *Write) models.Deed {
	switch {
	case w.Field == DeletedField && string(w.Value) == "true":
		return models.Delete
	case t.New && len(w.Replaces) == 0 && (rec == nil || !right.May(models.Edit)):
		return models.Create
	case rec != nil && settlesOpen(rec.Cells[w.Cell()], w):
		return models.Settle
	}
	return models.Edit
}

// settlesOpen says whether a write replaces two values that stand side by side.
func settlesOpen(c Cell, w *Write) bool {
	n := 0
	for i := range c.Live {
		if slices.Contains(w.Replaces, c.Live[i].Dot) {
			n++
		}
	}
	return n > 1
}
