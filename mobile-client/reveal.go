package mobile

import (
	"context"
	"encoding/json"

	"fieldsync/models"
	"fieldsync/sync"
)

// Reveal gives one field in full. What this device holds it gives without a
// network, reason or none, after it has noted durably who reads which field and why: the note is
// delivered like any other entry, into the audit log. A field that this user
// sees masked it asks the server for, who wants a reason; that value is not kept
// on the device (domain.md 8). Errors: unknown_collection, those of a write, and
// of the server not_found, bad_reason, not_allowed, no_consent, not_personal,
// rate_limited, network.
func (c *Client) Reveal(ctx context.Context, req RevealRequest) (value json.RawMessage, err error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	col, err := c.opt.Registry.Find(req.Collection)
	if err != nil {
		return nil, err
	}
	seen, err := c.replica.Get(ctx, Key{Collection: req.Collection, ID: req.ID})
	if err != nil {
		return nil, err
	}
	if seen != nil && seen.Life != changesync.Deleted {
		if value := held(seen, col.Field(req.Field), req.Side); value != nil {
			if err := c.noteViewing(ctx, req); err != nil {
				return nil, err
			}
			return value, nil
		}
	}
	release, err := c.take(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	s := &session{c: c}
	if s.at, err = c.endpoint(ctx); err != nil {
		return nil, err
	}
	err = s.call(ctx, func(at Endpoint) (err error) {
		value, err = c.opt.Transport.Reveal(ctx, at, req)
		return err
	})
	return value, err
}

// held is a personal value that this device has in full, or one side of a
// conflict about it; nil when it has not.
func held(seen *changesync.Seen, f *models.Field, side changesync.Dot) json.RawMessage {
	if f == nil || f.Class < models.Personal && f.Line == "" {
		return nil
	}
	for name, cell := range seen.Cells {
		field, _ := changesync.CellField(name)
		for i := range cell.Live {
			v := &cell.Live[i]
			switch {
			case field != f.Name:
			case v.Dot == side:
				return v.Value
			case v.Withheld() && v == cell.Shown(f):
				return nil
			}
		}
	}
	if side != "" {
		return nil
	}
	return seen.Values[f.Name]
}

// noteViewing writes down that a value is about to be shown.
func (c *Client) noteViewing(ctx context.Context, req RevealRequest) (err error) {
	if req.Reason != "" {
		if req.Reason, err = changesync.CheckReason(req.Reason); err != nil {
			return err
		}
	}
	set := models.Values{}
	for name, said := range map[string]string{"staff": c.identity().Staff, "about": req.Collection, "subject": req.ID,
		"field": req.Field, "reason": req.Reason, "seen_at": c.opt.Now().Format("2006-01-02T15:04:05Z07:00")} {
		if said == "" {
			continue
		}
		raw, err := json.Marshal(said)
		if err != nil {
			return err
		}
		set[name] = raw
	}
	_, err = c.write(ctx, c.replica, "", []Change{{Key: Key{Collection: models.ViewingCollection, ID: c.opt.NewID()}, Set: set}})
	return err
}
