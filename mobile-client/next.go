package mobile

import (
	"context"
	"encoding/json"
	"errors"

	"fieldsync/models"
	"fieldsync/models/rules"
	"fieldsync/sync"
)

// Step is a state that may follow the one a record is in, or why it may not.
type Step struct {
	Field   string       `json:"field"`
	Label   models.Label `json:"label"` // of the field
	From    string       `json:"from"`
	To      string       `json:"to"`
	Allowed bool         `json:"allowed"`
	// Office: the office decides it, at a desk.
	Office bool `json:"office"`
	// Why is what refuses the step, or what is warned of.
	Why []Advice `json:"why"`
}

// Steps lists what may follow in the workflows of a record, as this device
// knows it, and what stands in the way. It writes nothing. Errors: not_found,
// deleted.
func (c *Client) Steps(ctx context.Context, collection, id string) ([]Step, error) {
	seen, err := c.see(ctx, Key{Collection: collection, ID: id})
	if err != nil {
		return nil, err
	}
	out := []Step{}
	for _, f := range c.opt.Registry.Collection(collection).Fields {
		if f.Policy != models.State {
			continue
		}
		from := textOf(seen.Values[f.Name])
		for _, to := range f.Workflow.Follows(from) {
			s := Step{Field: f.Name, Label: f.Label, From: from, To: to, Office: f.Workflow.Office[to], Why: []Advice{}}
			if err := c.judgeStep(ctx, seen.Key, f, &s); err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, nil
}

func (c *Client) judgeStep(ctx context.Context, key Key, f *models.Field, s *Step) error {
	block := func(code, field, en, zh string) {
		s.Why = append(s.Why, Advice{Collection: key.Collection, Record: key.ID, Code: code, Field: field, Severity: string(rules.Block), Message: en, ZH: zh})
	}
	if s.Office {
		block(changesync.CodeServerField, f.Name, "the office decides this", "由后台审批")
		return nil
	}
	raw, err := json.Marshal(s.To)
	if err != nil {
		return err
	}
	changes := []Change{{Key: key, Set: models.Values{f.Name: raw}}}
	err = c.stepped(ctx, c.replica, changes)
	if e, coded := errors.AsType[*models.Error](err); coded {
		block(e.Code, e.Field, e.Message, e.ZH)
	} else if err != nil {
		return err
	}
	found, err := c.problems(ctx, c.replica, changes[0], changes)
	if err != nil {
		return err
	}
	s.Why = append(s.Why, found...)
	readOnly, err := c.replica.ReadOnly(ctx, key, nil)
	if readOnly {
		a := c.notAllowed(key)
		block(a.Code, a.Field, a.Message, a.ZH)
	}
	s.Allowed = true
	for _, a := range s.Why {
		s.Allowed = s.Allowed && a.Severity != string(rules.Block)
	}
	return err
}
