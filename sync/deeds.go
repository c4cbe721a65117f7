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
	return right.May(do)
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
