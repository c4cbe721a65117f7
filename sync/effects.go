package changesync

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/rules"
)

// effects gives the records that this group changed what the server says about
// them: figures, and by the entry rules flags and a state of review. A recorded
// fact is never refused any more: what a rule would have blocked on the phone is
// stored and flagged (domain.md 2.0, rules on arrival).
func (g *group) effects() error {
	answered, err := g.answered()
	if err != nil {
		return err
	}
	decided, err := g.decidedWith()
	if err != nil {
		return err
	}
	first := slices.DeleteFunc(slices.Concat(g.touchedKeys(), answered, decided), func(k Key) bool { return k.Collection == messages })
	edits := g.judged(first)
	trees, err := g.relationEdits()
	if err != nil {
		return err
	}
	if err := g.writeParts(append(edits, trees...)); err != nil {
		return err
	}
	// Messages follow what was just said of their batches.
	after, err := g.messagesToJudge()
	if err != nil {
		return err
	}
	approvals, err := g.approvals(after)
	if err != nil {
		return err
	}
	if err := g.writeParts(approvals); err != nil {
		return err
	}
	if err := errors.Join(g.writeParts(g.judged(after)), g.resealItems()); err != nil {
		return err
	}
	return g.broken
}

// judged are the edits that say of records what the server has to say.
func (g *group) judged(keys []Key) (edits []Edit) {
	for _, k := range keys {
		w := g.records[k]
		if w == nil || w.col == nil || w.erased != nil {
			continue
		}
		set := g.derived(w)
		switch {
		case g.byPeople(w) || len(w.before) == 0 && k.Collection != messages:
			set = g.afterPeople(k, w, set)
		case k.Collection == messages && w.changed("approval"):
			maps.Copy(set, g.reconsidered(w))
		}
		w.requested(set)
		if len(set) > 0 {
			edits = append(edits, Edit{Key: k, Set: set})
		}
	}
	return edits
}

// answered are the records that this group did not touch, and an answer to an
// extra question of their form it did: the form is judged with it.
func (g *group) answered() ([]Key, error) {
	keys := map[Key]bool{}
	for _, k := range g.touchedKeys() {
		w := g.records[k]
		if k.Collection != "form_answer" || w.col == nil || w.erased != nil || !g.byPeople(w) {
			continue
		}
		values := w.rec.Values(w.col)
		subject := Key{text(values, "subject_kind"), text(values, "subject")}
		of, err := g.record(subject)
		if err != nil {
			return nil, err
		}
		if of != nil && len(of.before) == 0 && of.rec.Scope == w.rec.Scope {
			keys[subject] = true
		}
	}
	return slices.SortedFunc(maps.Keys(keys), compareKeys), nil
}

// afterPeople judges a record that people have changed: flags for the receipt,
// and what the server's fields should say, added to set.
func (g *group) afterPeople(k Key, w *work, set models.Values) models.Values {
	values := w.rec.Values(w.col)
	problems := append(g.problems(w, values), w.steps...)
	var consent []models.Problem
	if w.rec.Life(w.col) != Deleted {
		consent = withoutConsent(w.col, values)
	}
	all := slices.Concat(problems, consent, g.foreignCollector(w))
	for _, p := range all {
		g.flags[k] = append(g.flags[k], Reason{Collection: k.Collection, Record: k.ID, Field: p.Field, Code: p.Code, Message: p.Message, ZH: p.ZH})
	}
	if w.col.Field("flags") != nil {
		maps.Copy(set, flagged(w, values, all))
	}
	if w.col.InField() {
		maps.Copy(set, g.verdict(k, values, problems))
	}
	maps.Copy(set, g.undone(w))
	return set
}

// byPeople says whether a field that people write has changed.
func (g *group) byPeople(w *work) bool {
	for cell := range w.before {
		field, _ := CellField(cell)
		if field != DeletedField && policyOf(w.col, field) != models.Server {
			return true
		}
	}
	return false
}

func (g *group) problems(w *work, values models.Values) (problems []models.Problem) {
	if w.rec.Life(w.col) == Deleted {
		return nil
	}
	defer func() {
		// A rule that fails on a recorded fact must not refuse the fact.
		if p := recover(); p != nil {
			problems = append(problems, models.Problem{Code: CodeInternal, Message: fmt.Sprintf("a rule failed: %v", p)})
		}
	}()
	in := g.ruleInput(w.rec.Key, values)
	problems = append(w.col.Validate(values), rules.Arrived(w.col.Name, in)...)
	return append(problems, g.e.forms.Judge(g.e.reg, w.rec.Key.Collection, w.rec.Key.ID, values, in.Lookup, in.Now)...)
}

// flagged is what the record's flags should say. A step against its workflow
// stays flagged until there is another.
func flagged(w *work, values models.Values, all []models.Problem) models.Values {
	ids := flagIDs(all)
	if !slices.ContainsFunc(w.col.Fields, func(f *models.Field) bool { return f.Policy == models.State && w.changed(f.Name) }) {
		ids = append(ids, stepFlags(values)...)
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return differing(values, "flags", nil)
	}
	return differing(values, "flags", ids)
}

func stepFlags(values models.Values) []string {
	return slices.DeleteFunc(texts(values, "flags"), func(id string) bool { return id != CodeBadStep && id != CodeNotYours })
}

// differing is the value of a field where the record does not say it yet.
func differing(values models.Values, field string, v any) models.Values {
	raw, err := json.Marshal(v)
	if err != nil || bytes.Equal(values[field], raw) || isNull(values[field]) && isNull(raw) {
		return nil
	}
	return models.Values{field: raw}
}

// verdict is what the server's fields about the review of a collected record
// should say.
func (g *group) verdict(key Key, values models.Values, problems []models.Problem) models.Values {
	set := models.Values{}
	put := func(field string, v any) { maps.Copy(set, differing(values, field, v)) }
	if text(values, "submission") != "submitted" {
		if text(values, "review") == "accepted" { // what is taken back is not what was accepted
			put("review", "edited")
		}
		return set
	}
	if values["submitted_at"] == nil {
		now := time.UnixMilli(g.now).In(chinaTime)
		put("submitted_at", now.Format(time.RFC3339))
		at, err := time.Parse(time.RFC3339, text(values, "collected_at"))
		allowed := g.ruleInput(key, values).Params.Hours(rules.LateEntryHours)
		put("late_entry", err == nil && now.Sub(at) > allowed)
	}
	put("review", nextReview(text(values, "review"), broken(problems)))
	return set
}

// flagIDs are the rules broken, ordered, each once.
func flagIDs(problems []models.Problem) []string {
	var ids []string
	for _, p := range problems {
		ids = append(ids, p.Code)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// broken says whether a rule or a requirement was broken.
func broken(problems []models.Problem) bool { return len(problems) > 0 }

// nextReview is the review state after an edit by the collector.
func nextReview(now string, issues bool) string {
	switch {
	case now == "void":
		return now
	case issues:
		return "has_issues"
	case now == "accepted" || now == "edited":
		return "edited"
	}
	return "received"
}
