package mobile

import (
	"context"
	"encoding/json"
	"errors"
	"maps"

	"fieldsync/models"
	"fieldsync/sync"
)

// Change is what a user action does to one record.
type Change = changesync.Change

// Key names a record.
type Key = changesync.Key

// Written is what a local write made.
type Written struct {
	// IDs are the records, in the order of the changes.
	IDs []string
	// Changeset is the dot of the new changeset, "" when nothing new was said.
	Changeset changesync.Dot
	// Advice are the broken rules and gaps that do not stop the write.
	Advice []Advice
}

// Put writes one record: a new one when id is "". See Write.
func (c *Client) Put(ctx context.Context, collection, id string, set models.Values) (*Written, error) {
	return c.Write(ctx, Change{Key: Key{Collection: collection, ID: id}, Set: set})
}

// Delete deletes a record. The body stays in the history, and an edit by
// somebody who had not seen the deletion brings it back, flagged.
func (c *Client) Delete(ctx context.Context, collection, id string) (*Written, error) {
	seen, err := c.see(ctx, Key{Collection: collection, ID: id})
	if err != nil {
		return nil, err
	}
	return c.write(ctx, c.replica, "", []Change{{Key: seen.Key, Delete: true}})
}

// Write records one user action durably on this device, whole or not at all,
// in milliseconds and without a network.
//
// A new record gets its id and, where the collection has them, the common
// fields that are not given: record_no, collected_by, collected_at and
// submission "submitted". Then the rules of the handbook are asked: what blocks
// a submission refuses the write with all problems listed (entry_refused); the
// record can be kept with submission "draft". A fault that was there before the
// change refuses nothing. A number that cannot be one is refused alike, with the
// codes of models.Collection.CheckFormat, and a state that does not follow, or
// lacks what it asks for, with those of CheckStep. A record that was deleted cannot be
// written (deleted); only its natural key brings it back.
func (c *Client) Write(ctx context.Context, changes ...Change) (*Written, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	filled := make([]Change, len(changes))
	for i, ch := range changes {
		var err error
		if filled[i], err = c.complete(ctx, ch, changes[:i]); err != nil {
			return nil, err
		}
	}
	if err := c.stepped(ctx, c.replica, filled); err != nil {
		return nil, err
	}
	if err := c.wellFormed(ctx, c.replica, filled); err != nil {
		return nil, err
	}
	return c.write(ctx, c.replica, "", filled)
}

// write advises and hands over to the replica.
func (c *Client) write(ctx context.Context, r *changesync.Replica, amends changesync.Dot, changes []Change) (*Written, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	if !c.Enrolled() {
		return nil, notEnrolled()
	}
	advice, err := c.advise(ctx, r, changes)
	if err != nil {
		return nil, err
	}
	c.who.RLock()
	defer c.who.RUnlock()
	if err := c.mayWrite(); err != nil {
		return nil, err
	}
	var w *changesync.Written
	if amends != "" {
		w, err = r.Amend(ctx, amends, changes...)
	} else {
		w, err = r.Write(ctx, changes...)
	}
	return c.done(w, err, advice)
}

// done tells what a write made, now or when it was made before.
func (c *Client) done(w *changesync.Written, err error, advice []Advice) (*Written, error) {
	if before, ok := errors.AsType[doneBefore](err); ok {
		return &Written{IDs: before.IDs, Changeset: before.Changeset}, nil
	}
	if err != nil {
		return nil, err
	}
	signal(c.written)
	return &Written{IDs: w.IDs, Changeset: w.Dot, Advice: advice}, nil
}

// NewID is the id that Write would give a new record with these values: its
// natural key where the domain has one, otherwise a fresh UUIDv7. It is for
// actions whose records refer to each other.
func (c *Client) NewID(ctx context.Context, collection string, set models.Values) (string, error) {
	if err := c.mayUse(); err != nil {
		return "", err
	}
	ch := Change{Key: Key{Collection: collection}, Set: maps.Clone(set)}
	ch, err := c.complete(ctx, ch, nil)
	if ch.Key.ID == "" && err == nil {
		return c.opt.NewID(), nil
	}
	return ch.Key.ID, err
}

// complete gives a new record its id and common fields. earlier are the changes
// of the same action before it.
func (c *Client) complete(ctx context.Context, ch Change, earlier []Change) (Change, error) {
	col := c.opt.Registry.Collection(ch.Key.Collection)
	if col == nil || ch.Delete || ch.Restore {
		return ch, nil // the replica says what is wrong, if anything is
	}
	set := models.Values{}
	maps.Copy(set, ch.Set)
	named := ch.Key.ID != ""
	if col.NaturalKey != nil {
		id, err := c.naturalID(ctx, col, set, earlier)
		if err != nil {
			return ch, err
		}
		if ch.Key.ID == "" {
			ch.Key.ID = id
		}
		named = ch.Key.ID != id // under its key a record may be made again
	}
	if ch.Key.ID == "" {
		ch.Key.ID = c.opt.NewID()
	}
	seen, err := c.replica.Get(ctx, ch.Key)
	if seen != nil {
		ch.Set = maps.Clone(ch.Set)
		maps.DeleteFunc(ch.Set, func(name string, raw json.RawMessage) bool { // a mask that is sent back is nothing new
			f := col.Field(name)
			return f != nil && f.Unchanged(seen.Values[name], raw)
		})
	}
	if err == nil && named && seen != nil && seen.Life == changesync.Deleted {
		err = &models.Error{Code: CodeDeleted, Field: ch.Key.String(), Message: "the record was deleted; make a new one", ZH: "该记录已删除,请新建一条"}
	}
	if err != nil || seen != nil {
		return ch, err
	}
	ch.Set = set
	col.FillCollected(set, ch.Key.ID, c.identity().Staff, c.opt.Now())
	col.FillOrder(set, c.identity().Staff, c.opt.Now())
	return ch, nil
}

// naturalID derives a record's id where the domain has a key, so that two
// devices make one record of one person, and notes by which version of the
// number's normaliser. It is "" without a key.
func (c *Client) naturalID(ctx context.Context, col *models.Collection, set models.Values, earlier []Change) (string, error) {
	event, err := c.values(ctx, c.replica, Key{Collection: "showcase_event", ID: textOf(set["event"])}, earlier)
	if err != nil {
		return "", err
	}
	if version := event["normaliser_version"]; version != nil && set["normaliser_version"] == nil {
		set["normaliser_version"] = version
	}
	key, ok := models.SignupKey(event)
	if !ok {
		return "", nil
	}
	return col.NaturalKey(set, key), nil
}

// values are what a record shows with the changes of an action laid over it;
// nil when nobody knows it.
func (c *Client) values(ctx context.Context, r *changesync.Replica, key Key, changes []Change) (models.Values, error) {
	if key.ID == "" {
		return nil, nil
	}
	seen, err := r.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	var shown, body models.Values
	if seen != nil {
		body = seen.Values // kept when the record was deleted
		if seen.Life != changesync.Deleted {
			shown = body
		}
	}
	for _, ch := range changes {
		if ch.Key == key {
			if shown == nil {
				shown = body // the change brings it back
			}
			shown = layOver(c.opt.Registry.Collection(key.Collection), shown, ch)
		}
	}
	return shown, nil
}

// layOver is what the record shows after the change, as far as this device can
// tell: the entries of a list are added, all else is replaced.
func layOver(col *models.Collection, shown models.Values, ch Change) models.Values {
	if ch.Delete {
		return nil
	}
	out := models.Values{}
	for name, raw := range shown {
		out[name] = raw
	}
	for name, raw := range ch.Set {
		var f *models.Field
		if col != nil {
			f = col.Field(name)
		}
		switch {
		case string(raw) == "null":
			delete(out, name)
		case f != nil && f.Policy == models.Append && len(out[name]) > 2 && len(raw) > 2:
			old := out[name]
			out[name] = json.RawMessage(string(old[:len(old)-1]) + "," + string(raw[1:]))
		default:
			out[name] = raw
		}
	}
	return out
}

// textOf reads a JSON text, "" when it is none.
func textOf(raw json.RawMessage) (s string) {
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
