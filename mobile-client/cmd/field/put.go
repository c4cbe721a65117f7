package main

import (
	"encoding/json"
	"errors"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
)

// wrote is what put, delete, resolve and amend print.
type wrote struct {
	ID        string          `json:"id"`
	IDs       []string        `json:"ids,omitempty"` // of a file with several records
	Changeset changesync.Dot  `json:"changeset"`
	Draft     bool            `json:"draft,omitempty"` // kept, but not submitted: it breaks a rule
	Advice    []mobile.Advice `json:"advice,omitempty"`
}

// Run writes one record, or all of a file as one changeset.
func (p *putCmd) Run(a *app) error {
	if (p.File == "" && p.Collection == "") || (p.File != "" && len(p.Set) > 0) {
		return &models.Error{Code: "usage", Field: "put", Message: a.say("put_usage"), ZH: a.say("put_usage")}
	}
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	var changes []mobile.Change
	if p.File != "" {
		changes, err = a.readFile(c, p.File, mobile.Key{Collection: p.Collection, ID: p.ID})
	} else {
		var set models.Values
		set, err = parseSet(p.Collection, p.Set)
		changes = []mobile.Change{{Key: mobile.Key{Collection: p.Collection, ID: p.ID}, Set: set}}
	}
	if err != nil {
		return err
	}
	if err := a.known(c, p); err != nil {
		return err
	}
	written, err := c.Write(a.ctx, changes...)
	if refused, ok := errors.AsType[*mobile.RefusedEntry](err); ok {
		if written, err = a.keepDraft(c, changes, refused); err == nil {
			return a.wrote(written, true)
		}
	}
	if err != nil {
		return err
	}
	return a.wrote(written, false)
}

// known refuses the id of no record: a mistyped one would make a new record
// that nobody looks for. A file may bring ids of its own.
func (a *app) known(c *mobile.Client, p *putCmd) error {
	if p.File != "" || p.ID == "" {
		return nil
	}
	known, err := c.Has(a.ctx, mobile.Key{Collection: p.Collection, ID: p.ID})
	if known || err != nil {
		return err
	}
	return &models.Error{Code: changesync.CodeNotFound, Field: "id", Message: "no record of this id is on this device: " + p.ID, ZH: "本设备上没有该编号的记录:" + p.ID,
		Hint: "leave the id out to make a new record", HintZH: "新建记录请省略编号"}
}

// keepDraft writes what may not be submitted yet as a draft, so that nothing
// typed is lost, unless the submission was asked for (domain.md R-KP-01: block
// submission, draft kept). refusal is what to say when it cannot be one.
func (a *app) keepDraft(c *mobile.Client, changes []mobile.Change, refusal *mobile.RefusedEntry) (*mobile.Written, error) {
	draft := false
	for i := range changes {
		ch := &changes[i]
		ch.Key.ID = refusal.IDs[i]
		col, err := models.Default().Find(ch.Key.Collection)
		if err != nil {
			return nil, err
		}
		if _, asked := ch.Set["submission"]; asked || col.Field("submission") == nil {
			continue
		}
		if ch.Key.ID != "" {
			if _, err := c.Get(a.ctx, ch.Key.Collection, ch.Key.ID); err == nil {
				continue // it was submitted before
			}
		}
		ch.Set["submission"] = json.RawMessage(`"draft"`)
		draft = true
	}
	if !draft {
		return nil, refusal
	}
	written, err := c.Write(a.ctx, changes...)
	if err != nil {
		return nil, err
	}
	a.warn("field: %s", a.say("kept_as_draft"))
	written.Advice = append(refusal.Problems, written.Advice...)
	return written, nil
}

// wrote prints what a write made.
func (a *app) wrote(w *mobile.Written, draft bool) error {
	a.advise(w.Advice)
	out := wrote{Changeset: w.Changeset, Draft: draft, Advice: w.Advice}
	if len(w.IDs) > 0 {
		out.ID = w.IDs[0]
	}
	if len(w.IDs) > 1 {
		out.IDs = w.IDs
	}
	return a.print(out, func() {
		if w.Changeset == "" {
			a.line("%s", a.say("nothing_new", out.ID))
			return
		}
		said := "saved"
		if draft {
			said = "saved_draft"
		}
		for _, id := range w.IDs {
			a.line("%s", a.say(said, id))
		}
	})
}

// parseSet reads field=value pairs by the types of the fields.
func parseSet(collection string, pairs []string) (models.Values, error) {
	col, err := models.Default().Find(collection)
	if err != nil {
		return nil, err
	}
	set := models.Values{}
	for _, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, &models.Error{Code: "usage", Field: pair, Message: "say field=value", ZH: "请写成 字段=值"}
		}
		raw, err := parseValue(col, name, value)
		if err != nil {
			return nil, err
		}
		set[name] = raw
	}
	return set, nil
}

func parseValue(col *models.Collection, name, value string) (json.RawMessage, error) {
	f := col.Field(name)
	if f == nil {
		return nil, &models.Error{Code: "unknown_field", Field: name, Message: col.Name + " has no such field", ZH: "没有这个字段",
			Hint: strings.Join(fieldNames(col), ", "), HintZH: strings.Join(fieldNames(col), "、")}
	}
	raw, problem := models.ParseText(f, value)
	if problem != nil {
		return nil, problem.Err()
	}
	return raw, nil
}

func fieldNames(col *models.Collection) (names []string) {
	for _, f := range col.Fields {
		if f.Policy != models.Server {
			names = append(names, f.Name)
		}
	}
	return names
}

// Run deletes a record.
func (d *deleteCmd) Run(a *app) error {
	c, err := a.unlocked()
	if err != nil {
		return err
	}
	written, err := c.Delete(a.ctx, d.Collection, d.ID)
	if err != nil {
		return err
	}
	return a.wrote(written, false)
}
