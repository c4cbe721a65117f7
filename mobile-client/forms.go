package mobile

import (
	"context"
	"encoding/json"

	"fieldsync/models"
	"fieldsync/models/form"
	"fieldsync/sync"
)

const formDefinitions = "form_definition"

// Forms are the forms that this device's user fills in: of each the newest
// published version of the nearest team. They come by sync; none is needed to
// read them.
func (c *Client) Forms(ctx context.Context) ([]*form.Definition, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	records := map[string]models.Values{}
	const page = 200
	for after := ""; ; {
		seen, err := c.replica.List(ctx, formDefinitions, after, page)
		if err != nil {
			return nil, err
		}
		for _, s := range seen {
			if s.Life != changesync.Deleted {
				records[s.Key.ID] = s.Values
			}
			after = s.Key.ID
		}
		if len(seen) < page {
			break
		}
	}
	above, err := c.teamsAbove(ctx)
	near := func(team string) (int, bool) { far, ok := above[team]; return far, ok }
	return c.forms.Choose(c.opt.Registry, records, near), err
}

// teamsAbove are the team of the user and those above it, with how far.
func (c *Client) teamsAbove(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	me, err := c.values(ctx, c.replica, Key{Collection: "staff", ID: c.identity().Staff}, nil)
	for team := textOf(me["team"]); team != "" && err == nil; {
		if _, circle := out[team]; circle {
			break
		}
		out[team] = len(out)
		var unit models.Values
		unit, err = c.values(ctx, c.replica, Key{Collection: "team", ID: team}, nil)
		team = textOf(unit["parent"])
	}
	return out, err
}

// Form is the form of that name, or the version with that id, also one that is
// retired or somebody else's. Errors: unknown_form, and form_unusable when this
// program does not understand the definition.
func (c *Client) Form(ctx context.Context, name string) (*form.Definition, error) {
	list, err := c.Forms(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		if d.Form == name {
			return d, nil
		}
	}
	v, err := c.values(ctx, c.replica, Key{Collection: formDefinitions, ID: name}, nil)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, &models.Error{Code: CodeUnknownForm, Field: name, Message: "there is no form of that name on this device", ZH: "本机没有这张表单",
			Hint: "forms come with a sync", HintZH: "表单随同步下载"}
	}
	d, wrong := c.forms.Compile(c.opt.Registry, name, v)
	if d == nil {
		return nil, &models.Error{Code: CodeFormUnusable, Field: name, Message: "this version of the program cannot use the form", ZH: "本版程序无法使用这张表单",
			Hint: "update the program", HintZH: "请更新程序", Err: wrong[0].Err()}
	}
	return d, nil
}

// CheckForm evaluates the answers of a draft, with those that its record has
// already beneath them. Nothing is written.
func (c *Client) CheckForm(ctx context.Context, draft FormDraft) (*form.Result, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	f, err := c.filling(ctx, draft)
	if err != nil {
		return nil, err
	}
	return f.res, nil
}

// filling is a form on its way into records.
type filling struct {
	d      *form.Definition
	record models.Values // as it is shown now; nil: a new one
	res    *form.Result
}

func (c *Client) filling(ctx context.Context, draft FormDraft) (*filling, error) {
	d, err := c.Form(ctx, draft.name())
	if err != nil {
		return nil, err
	}
	f := &filling{d: d}
	answers := models.Values{}
	if draft.Record != "" {
		if f.record, err = c.values(ctx, c.replica, Key{Collection: d.Collection, ID: draft.Record}, nil); err != nil {
			return nil, err
		}
		var failed error
		answers = d.Answers(c.withoutEntries(d, f.record), func(id string) models.Values {
			v, err := c.values(ctx, c.replica, Key{Collection: "form_answer", ID: id}, nil)
			if err != nil {
				failed = err
			}
			return v
		}, draft.Record)
		if failed != nil {
			return nil, failed
		}
	}
	for name, raw := range draft.Answers {
		answers[name] = raw
	}
	f.res = d.Evaluate(answers, form.Context{Now: c.opt.Now(), Me: c.identity().Staff, Declined: d.Declined(d.Bound(answers))})
	return f, nil
}

// withoutEntries leaves out the lists whose entries are written once: filling a
// form in adds to them.
func (c *Client) withoutEntries(d *form.Definition, record models.Values) models.Values {
	out := models.Values{}
	col := c.opt.Registry.Collection(d.Collection)
	for name, raw := range record {
		if f := col.Field(name); f == nil || f.Policy != models.Append {
			out[name] = raw
		}
	}
	return out
}

// SubmitForm writes what a draft says as one changeset: the record that the
// form fills in and the answers that this has no field for. The draft is gone
// then, and the same draft is submitted once. Answers that cannot be taken or
// break a constraint refuse it (entry_refused, with all of them listed), as do
// the rules of the handbook; missing ones are advice. A draft of another version
// has to be moved first: form_outdated.
func (c *Client) SubmitForm(ctx context.Context, draft FormDraft) (*Written, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	if err := c.current(ctx, draft); err != nil {
		return nil, err
	}
	f, err := c.filling(ctx, draft)
	if err != nil {
		return nil, err
	}
	changes, err := c.formChanges(ctx, f, draft)
	if err != nil {
		return nil, err
	}
	if refused := f.refusal(changes); refused != nil {
		return nil, refused
	}
	if _, named := ctx.Value(operationKey{}).(string); !named && draft.ID != "" {
		ctx = WithOperation(ctx, "form:"+draft.ID)
	}
	written, err := c.Write(ctx, changes...)
	if err != nil || draft.ID == "" {
		return written, err
	}
	return written, c.DiscardDraft(context.WithValue(ctx, operationKey{}, ""), draft.ID)
}

// current refuses a draft of a version that is no longer the one to fill in.
func (c *Client) current(ctx context.Context, draft FormDraft) error {
	if draft.Definition == "" {
		return nil
	}
	d, err := c.Form(ctx, draft.Form)
	if CodeOf(err) == CodeUnknownForm {
		return nil // retired since; what was begun is finished
	}
	if err == nil && d.ID != draft.Definition {
		err = &models.Error{Code: CodeFormOutdated, Field: draft.ID, Message: "there is another version of the form by now", ZH: "表单已有新版本",
			Hint: "move the draft to it, and look at what is kept, changed and lost", HintZH: "请先将草稿迁移到新版本,并核对保留、变更和丢失的内容"}
	}
	return err
}

// refusal are the problems that refuse a submission; nil: none.
func (f *filling) refusal(changes []Change) error {
	refused := &RefusedEntry{}
	for _, ch := range changes {
		refused.IDs = append(refused.IDs, ch.Key.ID)
	}
	for _, p := range f.res.Problems {
		if p.Code != "required" {
			refused.Problems = append(refused.Problems, Advice{Collection: changes[0].Key.Collection, Record: changes[0].Key.ID, Field: p.Field, Code: p.Code, Severity: "block", Message: p.Message, ZH: p.ZH})
		}
	}
	if len(refused.Problems) == 0 {
		return nil
	}
	return refused
}

// formChanges are the writes of a form: those of its record, then its extra
// answers.
func (c *Client) formChanges(ctx context.Context, f *filling, draft FormDraft) ([]Change, error) {
	set := c.fieldsToWrite(f, draft)
	key := Key{Collection: f.d.Collection, ID: draft.Record}
	var err error
	if key.ID == "" {
		if key.ID, err = c.NewID(ctx, key.Collection, set); err != nil {
			return nil, err
		}
	}
	after := layOver(c.opt.Registry.Collection(key.Collection), f.record, Change{Key: key, Set: set})
	extras := f.d.Extras(key.Collection, key.ID, after, f.extraValues(draft))
	changes := []Change{{Key: key, Set: set}}
	for _, q := range f.d.Questions {
		id := form.AnswerID(key.ID, q.Name)
		if extra := extras[id]; extra != nil {
			changes = append(changes, Change{Key: Key{Collection: "form_answer", ID: id}, Set: extra})
		}
	}
	return changes, nil
}

// fieldsToWrite are the answers with a field, and null where one was cleared or
// is not asked any more.
func (c *Client) fieldsToWrite(f *filling, draft FormDraft) models.Values {
	set := f.d.Bound(f.res.Values)
	for _, q := range f.d.Questions {
		if q.Field == "" || q.Repeat != "" || q.Type == "note" {
			continue
		}
		field := c.opt.Registry.Collection(f.d.Collection).Field(q.Field)
		switch had := f.record[q.Field]; {
		case field.Policy == models.Fixed && had != nil && q.Computed:
			delete(set, q.Field) // it says who or when it was made
		case set[q.Field] == nil && had != nil && field.Policy != models.Append && field.Policy != models.Fixed:
			set[q.Field] = json.RawMessage("null")
		}
	}
	raw, err := json.Marshal(f.d.ID)
	if err == nil && c.opt.Registry.Collection(f.d.Collection).Field("form") != nil {
		set["form"] = raw
	}
	return set
}

// extraValues are the answers to extra questions, null where one was cleared.
func (f *filling) extraValues(draft FormDraft) models.Values {
	out := models.Values{}
	for _, q := range f.d.Questions {
		if q.Field != "" || q.Repeat != "" || q.Type == "note" {
			continue
		}
		if raw, ok := f.res.Values[q.Name]; ok {
			out[q.Name] = raw
		} else if _, touched := draft.Answers[q.Name]; touched && f.record != nil {
			out[q.Name] = json.RawMessage("null")
		}
	}
	return out
}
