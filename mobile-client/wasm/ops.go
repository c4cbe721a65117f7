//go:build js && wasm

package main

import (
	"context"
	"encoding/json"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
)

// args are the arguments of every operation; each reads its own.
type args struct {
	Server     string          `json:"server"`
	Code       string          `json:"code"`
	Name       string          `json:"name"`
	Collection string          `json:"collection"`
	ID         string          `json:"id"`
	After      string          `json:"after"`
	Limit      int             `json:"limit"`
	Field      string          `json:"field"`
	Reason     string          `json:"reason"`
	Conflict   string          `json:"conflict"`
	Choice     string          `json:"choice"`
	Value      json.RawMessage `json:"value"`
	Changes    []change        `json:"changes"`
	PIN        string          `json:"pin"`
	NewPIN     string          `json:"new_pin"`

	Form  string           `json:"form"`
	Draft mobile.FormDraft `json:"draft"`
	Apply bool             `json:"apply"`
}

type change struct {
	Collection string        `json:"collection"`
	ID         string        `json:"id"`
	Set        models.Values `json:"set"`
	Delete     bool          `json:"delete"`
	Restore    bool          `json:"restore"`
}

func (a *args) changes() []mobile.Change {
	out := make([]mobile.Change, len(a.Changes))
	for i, c := range a.Changes {
		out[i] = mobile.Change{Key: mobile.Key{Collection: c.Collection, ID: c.ID}, Set: c.Set, Delete: c.Delete, Restore: c.Restore}
	}
	return out
}

// do carries an operation out.
func (w *worker) do(ctx context.Context, op string, input []byte) (any, error) {
	bad := func(err error) error {
		return &models.Error{Code: "malformed", Field: "args", Message: err.Error()}
	}
	if op == "open" {
		var in openArgs
		if err := json.Unmarshal(input, &in); err != nil {
			return nil, bad(err)
		}
		return w.open(ctx, in)
	}
	var in args
	if err := json.Unmarshal(input, &in); err != nil {
		return nil, bad(err)
	}
	if op == "stop" || op == "close" {
		return nil, w.end(op == "close")
	}
	run, ok := ops[op]
	if !ok {
		return nil, &models.Error{Code: "unknown_operation", Field: op, Message: "there is no operation of that name"}
	}
	c, err := w.opened()
	if err != nil {
		return nil, err
	}
	out, err := run(ctx, w, c, &in)
	return out, w.obey(err)
}

type opFunc func(ctx context.Context, w *worker, c *mobile.Client, in *args) (any, error)

// plainOp is an operation that reads and needs no arguments.
func plainOp[T any](do func(*mobile.Client, context.Context) (T, error)) opFunc {
	return func(ctx context.Context, _ *worker, c *mobile.Client, _ *args) (any, error) { return do(c, ctx) }
}

// ops are the operations by name.
var ops = map[string]opFunc{
	"status":     plainOp((*mobile.Client).Status),
	"handover":   plainOp((*mobile.Client).Handover),
	"conflicts":  plainOp((*mobile.Client).Conflicts),
	"quarantine": plainOp((*mobile.Client).Quarantine),
	"sync":       plainOp((*mobile.Client).Sync),
	"pin":        plainOp((*mobile.Client).PINState),
	"lock": func(ctx context.Context, _ *worker, c *mobile.Client, _ *args) (any, error) {
		return nil, c.Lock(ctx)
	},
	"unlock": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return nil, c.Unlock(ctx, in.PIN)
	},
	"set_pin": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return nil, c.SetPIN(ctx, in.PIN, in.NewPIN)
	},
	"remove_pin": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return nil, c.RemovePIN(ctx, in.PIN)
	},
	"reset_pin": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return nil, c.ResetPIN(ctx, in.Code, in.Name)
	},
	"enrol": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return nil, c.Enrol(ctx, in.Server, in.Code, in.Name)
	},
	"start": func(_ context.Context, w *worker, c *mobile.Client, _ *args) (any, error) {
		w.start(c)
		return nil, nil
	},
	"wake": func(_ context.Context, _ *worker, c *mobile.Client, _ *args) (any, error) {
		c.Wake()
		return nil, nil
	},
	"get": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Get(ctx, in.Collection, in.ID)
	},
	"list": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		const most = 1000 // a page at a time, so that the worker stays quick
		if in.Limit <= 0 || in.Limit > most {
			in.Limit = most
		}
		return c.List(ctx, in.Collection, in.After, in.Limit)
	},
	"steps": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Steps(ctx, in.Collection, in.ID)
	},
	"write": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Write(ctx, in.changes()...)
	},
	"delete": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Delete(ctx, in.Collection, in.ID)
	},
	"forms":  plainOp((*mobile.Client).Forms),
	"drafts": plainOp((*mobile.Client).Drafts),
	"form": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Form(ctx, in.Form)
	},
	"check_form": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.CheckForm(ctx, in.Draft)
	},
	"save_draft": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.SaveDraft(ctx, in.Draft)
	},
	"migrate_draft": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.MigrateDraft(ctx, in.ID, in.Apply)
	},
	"discard_draft": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return nil, c.DiscardDraft(ctx, in.ID)
	},
	"submit_form": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.SubmitForm(ctx, in.Draft)
	},
	"resolve": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Resolve(ctx, in.Conflict, in.Choice, in.Value)
	},
	"reveal": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Reveal(ctx, mobile.RevealRequest{Collection: in.Collection, ID: in.ID, Field: in.Field, Reason: in.Reason, Side: changesync.Dot(in.Choice)})
	},
	"amend": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Amend(ctx, changesync.Dot(in.ID), in.changes()...)
	},
	"dismiss": func(ctx context.Context, _ *worker, c *mobile.Client, in *args) (any, error) {
		return c.Dismiss(ctx, changesync.Dot(in.ID))
	},
}
