package mobile

import (
	"context"
	"encoding/json"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"
)

// Amend corrects a quarantined changeset: a new changeset repeats its writes
// with the values of the edits in their place, and takes its time and its place
// in the history. Without edits it accepts what somebody else wrote. A
// changeset can be corrected once.
//
// Errors: not_found, withheld, entry_refused, the codes of
// models.Collection.CheckFormat, and those of a write.
func (c *Client) Amend(ctx context.Context, id changesync.Dot, edits ...Change) (*Written, error) {
	a, err := c.aside(ctx, id)
	if err != nil {
		return nil, err
	}
	replica, err := c.replicaBefore(ctx, a)
	if err != nil {
		return nil, err
	}
	// Only what is typed now can be mended: the rest was recorded before.
	if err := c.wellFormed(ctx, replica, edits); err != nil {
		return nil, err
	}
	changes, err := c.repeat(ctx, replica, a, edits)
	if err != nil {
		return nil, err
	}
	return c.write(ctx, replica, id, changes)
}

// Dismiss closes a quarantined changeset without saying anything in its place,
// such as a typing mistake or what was corrected by hand since. What it said
// stays in the history.
//
// Errors: not_found, withheld, and those of a write.
func (c *Client) Dismiss(ctx context.Context, id changesync.Dot) (*Written, error) {
	a, err := c.aside(ctx, id)
	if err != nil {
		return nil, err
	}
	if a.Own {
		return c.write(ctx, c.replica, id, nil)
	}
	c.who.RLock()
	defer c.who.RUnlock()
	if err := c.mayWrite(); err != nil {
		return nil, err
	}
	w, err := c.replica.Dismiss(ctx, id, a.items)
	return c.done(w, err, nil)
}

// repeat turns the writes of a quarantined changeset, with the edits, back into
// changes.
func (c *Client) repeat(ctx context.Context, r *changesync.Replica, a *Aside, edits []Change) ([]Change, error) {
	var out []Change
	at := map[Key]int{}
	change := func(key Key) *Change {
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, Change{Key: key, Set: models.Values{}})
		}
		return &out[i]
	}
	for _, w := range a.Writes {
		if a.leaves(w, edits) {
			continue
		}
		ch := change(Key{Collection: w.Collection, ID: w.Record})
		if err := c.repeatWrite(ctx, r, ch, w); err != nil {
			return nil, err
		}
	}
	for _, e := range edits {
		ch := change(e.Key)
		for name, raw := range e.Set {
			ch.Set[name] = raw
		}
		ch.Delete, ch.Restore = ch.Delete || e.Delete, ch.Restore || e.Restore
	}
	return out, nil
}

// leaves says of a write that its record is for others to settle: this user may
// not write it any more, and neither corrects it nor has nothing else to say.
func (a *Aside) leaves(w AsideWrite, edits []Change) bool {
	key := Key{Collection: w.Collection, ID: w.Record}
	all := !slices.ContainsFunc(a.Writes, func(o AsideWrite) bool {
		return !slices.Contains(a.Elsewhere, Key{Collection: o.Collection, ID: o.Record})
	})
	return slices.Contains(a.Elsewhere, key) && !all && !slices.ContainsFunc(edits, func(e Change) bool { return e.Key == key })
}

// repeatWrite adds one write. What this version does not know, or only the
// server writes, cannot be said again.
func (c *Client) repeatWrite(ctx context.Context, r *changesync.Replica, ch *Change, w AsideWrite) error {
	if w.Field == changesync.DeletedField {
		ch.Delete, ch.Restore = string(w.Value) == "true", string(w.Value) != "true"
		return nil
	}
	col := c.opt.Registry.Collection(w.Collection)
	if col == nil || col.Field(w.Field) == nil || col.Field(w.Field).Policy == models.Server {
		return nil
	}
	if w.Elem == "" {
		ch.Set[w.Field] = w.Value
		return nil
	}
	list := ch.Set[w.Field]
	if list == nil && col.Field(w.Field).Policy == models.Set {
		shown, err := c.values(ctx, r, ch.Key, nil)
		if err != nil {
			return err
		}
		list = shown[w.Field]
	}
	var err error
	ch.Set[w.Field], err = withElement(list, w, col.Field(w.Field).Policy == models.Set)
	return err
}

// withElement adds an element to a list, or takes it out of a set.
func withElement(list json.RawMessage, w AsideWrite, set bool) (json.RawMessage, error) {
	var items, out []json.RawMessage
	if list != nil {
		if err := json.Unmarshal(list, &items); err != nil {
			return nil, err
		}
	}
	for _, item := range items {
		if !set || string(item) != w.Elem {
			out = append(out, item)
		}
	}
	if string(w.Value) != "null" {
		out = append(out, w.Value)
	}
	raw := []byte{'['}
	for i, item := range out {
		if i > 0 {
			raw = append(raw, ',')
		}
		raw = append(raw, item...)
	}
	return append(raw, ']'), nil
}
