package main

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/models/form"
	"fieldsync/sync"
)

// Run lists the forms to fill in.
func (l *formListCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	list, err := c.Forms(a.ctx)
	if err != nil {
		return err
	}
	return a.print(list, func() {
		for _, d := range list {
			a.line("%-20s %s  → %s", d.Form, a.formTitle(d), d.Collection)
		}
		a.line("%s", a.say("forms", len(list)))
	})
}

func (a *app) formTitle(d *form.Definition) string {
	return a.label(d.Title) + " v" + strconv.FormatInt(d.Version, 10)
}

// shown is what form show prints.
type shown struct {
	*form.Definition
	Draft  *mobile.FormDraft `json:"draft,omitempty"`
	Result *form.Result      `json:"result,omitempty"`
}

// Run shows the questions of a form, or where a draft of it stands.
func (s *formShowCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	d, draft, err := a.formOrDraft(c, s.Form)
	if err != nil {
		return err
	}
	out := shown{Definition: d, Draft: draft}
	if draft == nil {
		return a.print(out, func() { a.showQuestions(d) })
	}
	if out.Result, err = c.CheckForm(a.ctx, *draft); err != nil {
		return err
	}
	return a.print(out, func() { a.showDraft(d, draft, out.Result) })
}

// formOrDraft finds what is named: a draft by its id, or a form.
func (a *app) formOrDraft(c *mobile.Client, name string) (*form.Definition, *mobile.FormDraft, error) {
	draft, err := c.Draft(a.ctx, name)
	if err == nil {
		d, err := c.Form(a.ctx, draft.Definition)
		return d, draft, err
	}
	if mobile.CodeOf(err) != changesync.CodeNotFound {
		return nil, nil, err
	}
	d, err := c.Form(a.ctx, name)
	return d, nil, err
}

func (a *app) showQuestions(d *form.Definition) {
	a.line("%s", a.formTitle(d))
	for _, q := range d.Questions {
		indent := "  "
		if q.Repeat != "" {
			indent = "    "
		}
		a.line("%s%-24s %-9s %s", indent, q.Name, q.Type, a.label(q.Label))
		if hint := a.label(q.Hint); hint != "" {
			a.line("%s  %s", indent, hint)
		}
		var choices []string
		for _, choice := range q.Choices {
			label := a.label(models.Label{ZH: choice.ZH, EN: choice.EN})
			if label != choice.Name {
				label = choice.Name + " " + label
			}
			choices = append(choices, label)
		}
		if len(choices) > 0 {
			a.line("%s  %s", indent, strings.Join(choices, " | "))
		}
	}
}

func (a *app) showDraft(d *form.Definition, draft *mobile.FormDraft, res *form.Result) {
	a.line("%s  %s", a.formTitle(d), a.say("form_progress", res.Answered, res.Asked))
	for _, s := range res.States {
		switch {
		case !s.Relevant || s.Question.Type == "note":
		case s.Value != nil:
			a.line("  %-24s %s  %s", s.Path, plain(s.Value), a.label(s.Question.Label))
		case s.Required:
			a.line("  %-24s ?  %s", s.Path, a.label(s.Question.Label))
		}
	}
	a.showLost(draft.Lost)
	a.tellProblems(res)
}

// tellProblems tells what is wrong with answers, and which will not be written.
func (a *app) tellProblems(res *form.Result) {
	for _, p := range res.Problems {
		a.warn("%s", parts("field", a.say("notice"), p.Code, p.Field, a.tell(p.Code, p.Message, p.ZH)))
	}
	for _, name := range res.Unasked {
		a.warn("%s", parts("field", a.say("notice"), name, a.say("form_unasked")))
	}
}

func (a *app) showLost(lost []*form.Move) {
	for _, m := range lost {
		a.line("  %-8s %-24s %s  %s", a.say("fate_lost"), m.Question, plain(m.Was), a.label(m.Label))
	}
}

// filled is what form fill prints.
type filled struct {
	wrote
	// Draft is the draft that is kept, "" when the form was submitted.
	Draft  string       `json:"draft,omitempty"`
	Result *form.Result `json:"result,omitempty"`
}

// Run fills a form in: it submits it, or keeps it as a draft.
func (f *formFillCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	d, draft, err := a.formOrDraft(c, f.Form)
	if err != nil {
		return err
	}
	if draft == nil {
		draft = &mobile.FormDraft{Form: d.Form, Definition: d.ID}
	}
	if err := f.answer(a, d, draft); err != nil {
		return err
	}
	if f.Draft {
		return a.keepForm(c, draft, nil)
	}
	// What was typed is kept first: whatever happens then, it is there.
	if draft, err = c.SaveDraft(a.ctx, *draft); err != nil {
		return err
	}
	res, err := c.CheckForm(a.ctx, *draft)
	if err != nil {
		return err
	}
	written, err := c.SubmitForm(a.ctx, *draft)
	if refused, ok := errors.AsType[*mobile.RefusedEntry](err); ok {
		return a.keepForm(c, draft, refused)
	}
	if err != nil {
		a.warn("field: %s", a.say("form_kept", draft.ID))
		return err
	}
	a.tellProblems(&form.Result{Unasked: res.Unasked})
	a.advise(written.Advice)
	out := filled{wrote: wrote{IDs: written.IDs, Changeset: written.Changeset, Advice: written.Advice}, Result: res}
	out.ID = written.IDs[0]
	return a.print(out, func() {
		a.line("%s", a.say("saved", out.ID))
	})
}

// answer lays what is given over the answers of the draft.
func (f *formFillCmd) answer(a *app, d *form.Definition, draft *mobile.FormDraft) error {
	if f.Record != "" {
		draft.Record = f.Record
	}
	answers := models.Values{}
	for name, raw := range draft.Answers {
		answers[name] = raw
	}
	draft.Answers = answers
	if f.File != "" {
		raw, err := a.readAll(f.File)
		if err != nil {
			return err
		}
		var given models.Values
		if err := json.Unmarshal(raw, &given); err != nil {
			return &models.Error{Code: "bad_file", Field: "file", Message: "needs an object of answers by question", ZH: "应为以问题名为键的对象"}
		}
		for name, raw := range given {
			answers[name] = raw
		}
	}
	for _, pair := range f.Set {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return &models.Error{Code: "usage", Field: pair, Message: "say question=value", ZH: "请写成 问题=值"}
		}
		q := d.Question(name)
		if q == nil || q.Repeat != "" || q.Type == "note" {
			return &models.Error{Code: "unknown_question", Field: name, Message: d.Form + " has no such question", ZH: "表单没有这个问题",
				Hint: "see field form show " + d.Form, HintZH: "请看 field form show " + d.Form}
		}
		answers[name] = q.Typed(value)
	}
	return nil
}

// keepForm keeps a draft and says what is wrong with it. refused is why it was
// not submitted, nil when that was not asked for.
func (a *app) keepForm(c *mobile.Client, draft *mobile.FormDraft, refused *mobile.RefusedEntry) error {
	draft, err := c.SaveDraft(a.ctx, *draft)
	if err != nil {
		return err
	}
	res, err := c.CheckForm(a.ctx, *draft)
	if err != nil {
		return err
	}
	out := filled{Draft: draft.ID, Result: res}
	if refused != nil {
		a.warn("field: %s", a.say("form_kept", draft.ID))
		out.Advice = refused.Problems
		a.advise(refused.Problems)
	} else {
		a.tellProblems(res)
	}
	return a.print(out, func() { a.line("%s", a.say("form_draft", draft.ID)) })
}

// Run lists the drafts.
func (l *formDraftsCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	list, err := c.Drafts(a.ctx)
	if err != nil {
		return err
	}
	return a.print(list, func() {
		for _, d := range list {
			a.line("%s  %s v%d  %s", d.ID, d.Form, d.Version, d.Saved.Format("2006-01-02 15:04"))
		}
		a.line("%s", a.say("form_drafts", len(list)))
	})
}

// Run says what becomes of a draft in the newer version, and moves it there.
func (m *formMigrateCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	moved, err := c.MigrateDraft(a.ctx, m.Draft, m.Apply)
	if err != nil {
		return err
	}
	return a.print(moved, func() {
		a.line("v%d → v%d", moved.From, moved.To)
		for _, move := range moved.Moves {
			value := plain(move.Was)
			if move.Fate == form.Changed && string(move.Now) != string(move.Was) {
				value += " → " + plain(move.Now)
			}
			a.line("%s", strings.TrimRight("  "+a.say("fate_"+move.Fate)+"  "+move.Question+"  "+value+"  "+a.either(move.Why, move.WhyZH), " "))
		}
		for _, name := range moved.New {
			a.line("  %s  %s", a.say("fate_new"), name)
		}
		if !m.Apply {
			a.line("%s", a.say("form_preview"))
		}
	})
}

// Run takes a draft away.
func (d *formDiscardCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	draft, err := c.Draft(a.ctx, d.Draft)
	if err != nil {
		return err
	}
	if err := c.DiscardDraft(a.ctx, draft.ID); err != nil {
		return err
	}
	return a.print(map[string]string{"discarded": draft.ID}, func() { a.line("%s", a.say("form_discarded", draft.ID)) })
}
