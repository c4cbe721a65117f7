package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

// careForm is the one that users fill in.
const careForm = "care"

// begun is what the user of a device has typed into a draft, each text once:
// his device said that it was kept.
type begun map[string]bool

// publish gives the form a new version, in which one question has another name
// and another is not asked any more.
func (w *world) publish() {
	n := 1
	for w.onFile("form_definition", fmt.Sprint(careForm, n)) {
		n++
	}
	w.tracef("office: version %d of the form", n)
	w.officeTry(w.office("org", "form_definition", fmt.Sprint(careForm, n), "form", `"`+careForm+`"`, "version", fmt.Sprint(n), "title_zh", `"关怀"`,
		"title_en", `"Care"`, "collection", `"follow_up"`, "questions", careQuestions(n), "state", `"published"`))
}

func careQuestions(n int) string {
	shoe, was := "shoe", "size"
	if n%2 == 0 {
		shoe, was = was, shoe
	}
	ask := func(name, kind, more string) string {
		return fmt.Sprintf(`{"name":%q,"type":%q,"zh":"问","en":"Asked"%s}`, name, kind, more)
	}
	return "[" + ask("customer", "record", `,"field":"customer","record":"customer"`) + "," + ask("content", "text", `,"field":"content"`) + "," +
		ask("delay_apology", "text", `,"field":"delay_apology"`) + "," + ask(shoe, "text", `,"was":"`+was+`"`) + "," + ask(fmt.Sprint("only", n%2), "text", "") + "]"
}

// fillsIn lets a user sit down with his forms, often after a newer version has
// come.
func (w *world) fillsIn(d *device) {
	if w.rng.IntN(3) == 0 {
		w.publish()
		w.restartDead()
		w.syncs(d)
	}
	for range 2 + w.rng.IntN(6) {
		d.reopen()
		w.goesOn(d)
		d.reopen()
		d.checkDrafts()
	}
}

func (w *world) goesOn(d *device) {
	d.ills.doing = "write"
	list, err := d.client.Drafts(w.ctx)
	switch n := w.rng.IntN(10); {
	case err != nil:
	case len(list) == 0 || n < 2 && len(list) < 3:
		w.ids++
		name := fmt.Sprintf("%q", fmt.Sprintf("%s-draft-%d", d.name, w.ids))
		err = w.types(d, mobile.FormDraft{ID: w.newID(), Form: careForm, Answers: models.Values{"customer": []byte(`"c1"`)}}, "content", name)
	case n < 6:
		w.ids++
		draft := list[w.rng.IntN(len(list))]
		if question := w.questionOf(d, draft); question != "" {
			err = w.types(d, draft, question, fmt.Sprintf("%q", fmt.Sprint("typed-", w.ids)))
		}
	case n < 8:
		w.tracef("%s moves a draft", d.name)
		_, err = d.client.MigrateDraft(w.ctx, list[w.rng.IntN(len(list))].ID, true)
	default:
		draft := list[w.rng.IntN(len(list))]
		if err = w.submits(d, draft); mobile.CodeOf(err) == mobile.CodeFormOutdated {
			_, err = d.client.MigrateDraft(w.ctx, draft.ID, true)
		}
	}
	if err != nil {
		w.tracef("%s: %v", d.name, err)
	}
	var coded *models.Error
	if !errors.As(err, &coded) && !d.expected(err) {
		w.fail("errors", "%s: %v", d.name, err)
	}
	d.note()
	if mobile.CodeOf(err) == mobile.CodeUnknownForm {
		w.syncs(d) // forms come with a sync
	}
}

// types writes one answer into a draft, in the place of what stood there.
func (w *world) types(d *device, draft mobile.FormDraft, question, text string) error {
	w.tracef("%s types %s for %s", d.name, text, question)
	before := d.drafts[draft.ID]
	after := begun{text: true}
	for q, raw := range draft.Answers {
		after[string(raw)] = q != question
	}
	for _, lost := range draft.Lost {
		after[string(lost.Was)] = true
	}
	draft.Answers = maps.Clone(draft.Answers)
	draft.Answers[question] = json.RawMessage(text)
	_, err := d.client.SaveDraft(w.ctx, draft)
	var coded *models.Error
	switch {
	case err == nil:
		d.drafts[draft.ID] = after
	case errors.As(err, &coded) && before == nil:
	case errors.As(err, &coded):
	default: // it crashed: what was there before is there, perhaps more
		d.reopen()
		if held, err := d.client.Draft(w.ctx, draft.ID); err == nil && string(held.Answers[question]) == text {
			d.drafts[draft.ID] = after
		}
	}
	return err
}

// submits hands a form in: what it says is in one changeset then, once.
func (w *world) submits(d *device, draft mobile.FormDraft) error {
	w.tracef("%s submits a form", d.name)
	written, err := d.client.SubmitForm(w.ctx, draft)
	d.note()
	name := draft.Answers["content"]
	var found []*entry
	for _, e := range d.wrote {
		if slices.ContainsFunc(e.c.Writes, func(o changesync.Write) bool { return o.Field == "content" && string(o.Value) == string(name) }) {
			found = append(found, e)
		}
	}
	switch {
	case len(found) > 1 && !d.rewound:
		w.fail("drafts", "%s: a form was submitted %d times", d.name, len(found))
	case err != nil:
	case written == nil || len(found) == 0:
		w.fail("drafts", "%s: a form was submitted and nothing written", d.name)
	default:
		d.checkSubmitted(draft, found[0])
		delete(d.drafts, draft.ID)
	}
	if _, gone := d.client.Draft(w.ctx, draft.ID); mobile.CodeOf(gone) == changesync.CodeNotFound && len(found) > 0 {
		delete(d.drafts, draft.ID) // it crashed right after
	}
	return err
}

func (d *device) checkSubmitted(draft mobile.FormDraft, e *entry) {
	for q, raw := range draft.Answers {
		extra := fmt.Sprintf("%q", raw) // an answer without a field is the text of its JSON
		if !slices.ContainsFunc(e.c.Writes, func(o changesync.Write) bool { return string(o.Value) == string(raw) || string(o.Value) == extra }) && d.asks(draft, q) {
			d.w.fail("drafts", "%s: the answer %s to %s was not handed in", d.name, raw, q)
		}
	}
}

// questionOf draws a question of a draft's version, but for the customer.
func (w *world) questionOf(d *device, draft mobile.FormDraft) string {
	f, err := d.client.Form(w.ctx, draft.Definition)
	if err != nil {
		return ""
	}
	return f.Questions[1+w.rng.IntN(len(f.Questions)-1)].Name
}

// asks says whether the version of a draft has a question.
func (d *device) asks(draft mobile.FormDraft, question string) bool {
	f, err := d.client.Form(d.w.ctx, draft.Definition)
	if err != nil {
		return false
	}
	for _, q := range f.Questions {
		if q.Name == question {
			return true
		}
	}
	return false
}

// checkDrafts: what was typed is there, as an answer or as what a newer version
// had no place for.
func (d *device) checkDrafts() {
	if len(d.drafts) == 0 || d.w.failure != nil || d.ills.dead {
		return
	}
	armed := d.ills.armed
	d.ills.armed = nil
	defer func() { d.ills.armed = armed }()
	for _, id := range slices.Sorted(maps.Keys(d.drafts)) {
		held, err := d.client.Draft(d.w.ctx, id)
		if err != nil {
			d.w.fail("drafts", "%s: a draft is gone: %v", d.name, err)
			return
		}
		there := map[string]bool{}
		for _, raw := range held.Answers {
			there[string(raw)] = true
		}
		for _, lost := range held.Lost {
			there[string(lost.Was)] = true
		}
		for text, typed := range d.drafts[id] {
			if typed && !there[text] {
				d.w.fail("drafts", "%s: %s was typed and is gone", d.name, text)
			}
		}
	}
}

// discardDrafts: a phone with drafts is not to be handed over.
func (d *device) discardDrafts() {
	list, err := d.client.Drafts(d.w.ctx)
	for i := range list {
		err = errors.Join(err, d.client.DiscardDraft(d.w.ctx, list[i].ID))
	}
	d.w.must(d.name, err)
}

// forgetfulDraft keeps two answers of each draft.
type forgetfulDraft struct{ changesync.LocalTx }

func forgetDrafts(l changesync.Local) changesync.Local {
	return &brokenLocal{Local: l,
		read:  func(tx changesync.LocalReadTx) changesync.LocalReadTx { return tx },
		write: func(tx changesync.LocalTx) changesync.LocalTx { return forgetfulDraft{tx} },
	}
}

// PutMeta leaves out what was typed beyond that.
func (t forgetfulDraft) PutMeta(name string, value []byte) error {
	var list []mobile.FormDraft
	if name == "client.drafts" && json.Unmarshal(value, &list) == nil {
		for i := range list {
			for _, q := range slices.Sorted(maps.Keys(list[i].Answers))[min(2, len(list[i].Answers)):] {
				delete(list[i].Answers, q)
			}
		}
		if raw, err := json.Marshal(list); err == nil && len(list) > 0 {
			value = raw
		}
	}
	return t.LocalTx.PutMeta(name, value)
}
