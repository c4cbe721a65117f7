package changesync

import (
	"slices"

	"fieldsync/models"
)

// noteStep notes a state that no declared transition leads to from the one its
// author saw, or that was not his to set: a flag, for the fact was recorded. What he saw may be replaced by
// now; then the states stand side by side and speak for themselves.
func (a *application) noteStep(rec *work, w *Write) {
	if rec.col == nil || a.dev.Status == DeviceServer || a.amended != nil {
		return
	}
	f := rec.col.Field(w.Field)
	if f == nil || f.Policy != models.State || isNull(w.Value) {
		return
	}
	cell, from := rec.rec.Cells[w.Cell()], []string{}
	if len(cell.Live) == 0 {
		from = append(from, "")
	}
	for i := range cell.Live {
		if slices.Contains(w.Replaces, cell.Live[i].Dot) {
			from = append(from, plainText(cell.Live[i].Value))
		}
	}
	to := plainText(w.Value)
	if _, known := f.Workflow.Rank[to]; len(from) == 0 || !known {
		return // no state at all: the evaluator flags it
	}
	if !slices.ContainsFunc(from, func(s string) bool { return f.Workflow.Allows(s, to) }) {
		rec.steps = append(rec.steps, f.BadStep(from[0], to))
	}
	if p := f.NotYours(from[0], to, a.author(rec), rec.rec.Values(rec.col)); p != nil {
		rec.steps = append(rec.steps, *p)
	}
}

// author is who wrote the changeset, as the holder of a record's scope.
func (a *application) author(rec *work) models.Author {
	user, err := a.g.user(a.body.Header.Actor)
	if err != nil {
		a.g.broken = err
		return models.Author{}
	}
	grant, _ := grantFor(a.g.held(user.Name), rec.rec.Scope)
	return models.Author{View: grant.View, Staff: user.Staff}
}
