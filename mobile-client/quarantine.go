package mobile

import (
	"context"
	"encoding/json"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// Aside is a changeset in quarantine: kept whole, blocking nothing, waiting for
// a person.
type Aside struct {
	// ID is the dot of the changeset.
	ID     changesync.Dot `json:"id"`
	Author string         `json:"author"`
	// Own: written on this device; otherwise it was routed to this user.
	Own     bool                `json:"own"`
	Made    *time.Time          `json:"made"`
	Reasons []changesync.Reason `json:"reasons"`
	Writes  []AsideWrite        `json:"writes"`
	// Raw is the changeset as it was sent, for own ones.
	Raw json.RawMessage `json:"raw,omitempty"`
}

// AsideWrite is one write of a changeset in quarantine.
type AsideWrite struct {
	Collection string          `json:"collection"`
	Record     string          `json:"record"`
	Field      string          `json:"field"`
	Elem       string          `json:"elem,omitempty"`
	Value      json.RawMessage `json:"value"`
}

// Quarantine lists the changesets that wait for this user: those written here
// that the server put aside, then those of others that are this user's to
// accept or correct.
func (c *Client) Quarantine(ctx context.Context) ([]Aside, error) {
	c.who.RLock()
	defer c.who.RUnlock()
	own, err := c.replica.Quarantined(ctx)
	if err != nil {
		return nil, err
	}
	others, err := c.replica.QuarantineItems(ctx)
	if err != nil {
		return nil, err
	}
	out := []Aside{}
	for _, a := range append(own, others...) {
		aside := Aside{ID: a.Dot, Author: a.Author, Own: a.Own, Made: whenever(a.Made), Reasons: a.Reasons, Raw: a.Raw}
		if err := json.Unmarshal(a.Content, &aside.Writes); err != nil {
			return nil, err
		}
		out = append(out, aside)
	}
	return merged(out), nil
}

// merged joins the parts of one changeset that concerned several scopes.
func merged(list []Aside) []Aside {
	at := map[changesync.Dot]int{}
	out := list[:0]
	for _, a := range list {
		if i, ok := at[a.ID]; ok {
			out[i].Writes = append(out[i].Writes, a.Writes...)
			continue
		}
		at[a.ID] = len(out)
		out = append(out, a)
	}
	return out
}

// Amend corrects a quarantined changeset: a new changeset repeats its writes
// with the values of the edits in their place, and takes its time and its place
// in the history. Without edits it accepts what somebody else wrote. A
// changeset can be corrected once.
//
// Errors: not_found, entry_refused, and those of a write.
func (c *Client) Amend(ctx context.Context, id changesync.Dot, edits ...Change) (*Written, error) {
	list, err := c.Quarantine(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].ID == id {
			changes, err := c.repeat(ctx, &list[i], edits)
			if err != nil {
				return nil, err
			}
			return c.write(ctx, id, changes)
		}
	}
	return nil, &models.Error{Code: changesync.CodeNotFound, Field: "quarantine", Message: "no changeset of that id waits here: " + string(id), ZH: "没有这条待处理变更"}
}

// repeat turns the writes of a quarantined changeset, with the edits, back into
// changes.
func (c *Client) repeat(ctx context.Context, a *Aside, edits []Change) ([]Change, error) {
	var out []Change
	at := map[Key]int{}
	change := func(key Key) *Change {
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, Change{Key: key, Set: models.Values{}, Replaces: map[string][]changesync.Dot{}})
		}
		return &out[i]
	}
	for _, w := range a.Writes {
		ch := change(Key{Collection: w.Collection, ID: w.Record})
		if err := c.repeatWrite(ctx, ch, w); err != nil {
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
	for i := range out {
		if err := c.restate(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// repeatWrite adds one write. What this version does not know, or only the
// server writes, cannot be said again.
func (c *Client) repeatWrite(ctx context.Context, ch *Change, w AsideWrite) error {
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
		shown, err := c.values(ctx, ch.Key, nil)
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

// restate makes every value be said again, also one that this device shows
// already because its own quarantined write lies over the record.
func (c *Client) restate(ctx context.Context, ch *Change) error {
	col := c.opt.Registry.Collection(ch.Key.Collection)
	seen, err := c.replica.Get(ctx, ch.Key)
	if err != nil || col == nil {
		return err
	}
	for name := range ch.Set {
		f := col.Field(name)
		if f == nil || f.Policy == models.Set || f.Policy == models.Append {
			continue
		}
		ch.Replaces[name] = []changesync.Dot{}
		if seen != nil && f.Policy != models.Fixed {
			cell := seen.Cells[name]
			ch.Replaces[name] = cell.Dots()
		}
	}
	return nil
}
