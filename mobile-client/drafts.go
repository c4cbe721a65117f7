package mobile

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"fieldsync/models"
	"fieldsync/models/form"
	"fieldsync/sync"
)

// FormDraft is a form that is being filled in. It is this device's alone until
// it is submitted, sealed like everything there, and keeps its answers as they
// were typed, also those that cannot be taken yet.
type FormDraft struct {
	ID      string `json:"id"`
	Form    string `json:"form"`
	Version int64  `json:"version"`
	// Definition is the record of the version that it was filled in with.
	Definition string `json:"definition"`
	// Record is the record to fill in; "": a new one.
	Record  string        `json:"record,omitempty"`
	Answers models.Values `json:"answers"`
	// Lost are answers that a newer version had no place for. They stay here to
	// be read until the draft is submitted or discarded.
	Lost  []*form.Move `json:"lost,omitempty"`
	Saved time.Time    `json:"saved"`
}

// name is how the definition of the draft is found.
func (d *FormDraft) name() string { return cmp.Or(d.Definition, d.Form) }

// metaDrafts holds all drafts of this device.
const metaDrafts = "client.drafts"

// Bounds of what is begun and not finished.
const (
	MaxDrafts     = 200     // drafts on one device
	MaxDraftBytes = 2 << 20 // bytes of all of them
)

// changeDrafts reads the drafts, has them changed, and writes them durably.
func (c *Client) changeDrafts(ctx context.Context, change func([]FormDraft) []FormDraft) error {
	if err := c.mayUse(); err != nil {
		return err
	}
	return c.opt.Local.Update(ctx, func(tx changesync.LocalTx) error {
		list := []FormDraft{}
		raw, ok, err := tx.Meta(metaDrafts)
		if err == nil && ok {
			err = json.Unmarshal(raw, &list)
		}
		if err != nil {
			return err
		}
		if list = change(list); len(list) == 0 {
			return tx.PutMeta(metaDrafts, nil)
		}
		if raw, err = json.Marshal(list); err != nil {
			return &models.Error{Code: "malformed", Field: "answers", Message: "an answer is no JSON", ZH: "答案格式有误", Err: err}
		}
		if len(list) > MaxDrafts || len(raw) > MaxDraftBytes {
			return &models.Error{Code: "too_many_drafts", Field: "draft", Message: "there is no room for more drafts: submit or discard some", ZH: "草稿过多或过大,请先提交或删除"}
		}
		return tx.PutMeta(metaDrafts, raw)
	})
}

func without(list []FormDraft, id string) []FormDraft {
	out := []FormDraft{}
	for _, d := range list {
		if d.ID != id {
			out = append(out, d)
		}
	}
	return out
}

// SaveDraft keeps a draft durably; without an id it is a new one. Errors:
// unknown_form, malformed, too_many_drafts, which says that they are too large
// too.
func (c *Client) SaveDraft(ctx context.Context, draft FormDraft) (*FormDraft, error) {
	d, err := c.Form(ctx, draft.name())
	if err != nil {
		return nil, err
	}
	draft.Form, draft.Version, draft.Definition, draft.Saved = d.Form, d.Version, d.ID, c.opt.Now()
	draft.ID = cmp.Or(draft.ID, c.opt.NewID())
	c.who.RLock()
	defer c.who.RUnlock()
	if err := c.mayWrite(); err != nil {
		return nil, err
	}
	return &draft, c.changeDrafts(ctx, func(list []FormDraft) []FormDraft { return append(without(list, draft.ID), draft) })
}

// Drafts are all drafts, the one saved last at the end.
func (c *Client) Drafts(ctx context.Context) ([]FormDraft, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	list := []FormDraft{}
	_, err := c.readMeta(ctx, metaDrafts, &list)
	return list, err
}

// Draft is one draft. Error: not_found.
func (c *Client) Draft(ctx context.Context, id string) (*FormDraft, error) {
	list, err := c.Drafts(ctx)
	for i := range list {
		if list[i].ID == id {
			return &list[i], nil
		}
	}
	if err == nil {
		err = &models.Error{Code: changesync.CodeNotFound, Field: "draft", Message: "there is no such draft on this device: " + id, ZH: "本机没有这份草稿:" + id}
	}
	return nil, err
}

// DiscardDraft takes a draft away; of one that is not there too.
func (c *Client) DiscardDraft(ctx context.Context, id string) error {
	return c.changeDrafts(ctx, func(list []FormDraft) []FormDraft { return without(list, id) })
}

// MigrateDraft says what becomes of a draft in the version of its form that is
// to be filled in now, and with apply moves it there. What has no place in it
// stays with the draft, see FormDraft.Lost.
func (c *Client) MigrateDraft(ctx context.Context, id string, apply bool) (*form.Migration, error) {
	draft, err := c.Draft(ctx, id)
	if err != nil {
		return nil, err
	}
	to, err := c.Form(ctx, draft.Form)
	if err != nil {
		return nil, err
	}
	from, err := c.Form(ctx, draft.Definition)
	if CodeOf(err) == CodeUnknownForm || CodeOf(err) == CodeFormUnusable {
		from, err = nil, nil // the answers speak for themselves
	}
	if err != nil {
		return nil, err
	}
	m := form.Migrate(from, to, draft.Answers)
	m.From = draft.Version
	if !apply || draft.Definition == to.ID {
		return m, nil
	}
	draft.Definition, draft.Answers, draft.Lost = to.ID, m.Answers, append(draft.Lost, m.Lost()...)
	_, err = c.SaveDraft(ctx, *draft)
	return m, err
}

// carryDrafts brings the drafts of a damaged database over.
func carryDrafts(rem *changesync.Remains, tx changesync.LocalTx) error {
	for _, row := range rem.Meta {
		if row.Name == metaDrafts && json.Valid(row.Value) {
			return tx.PutMeta(row.Name, row.Value)
		}
	}
	return nil
}
