package mobile

import (
	"context"
	"encoding/json"

	"fieldsync/models"
	"fieldsync/sync"
)

// Record is a record as this device shows it: what the server confirmed with
// the own edits laid over it.
type Record struct {
	ID         string        `json:"id"`
	Collection string        `json:"collection"`
	Scope      models.Scope  `json:"scope"`
	Values     models.Values `json:"values"`
	// Waiting: an edit of it is not confirmed by the server yet.
	Waiting bool `json:"waiting"`
	// Revived: somebody deleted it while somebody else, who had not seen that,
	// edited it.
	Revived bool `json:"revived,omitempty"`
	// Conflicts are the fields with an open conflict.
	Conflicts []string `json:"conflicts,omitempty"`
}

func recordOf(s *changesync.Seen) *Record {
	return &Record{
		ID: s.Key.ID, Collection: s.Key.Collection, Scope: s.Scope, Values: s.Values,
		Waiting: s.Waiting, Revived: s.Life == changesync.Revived, Conflicts: s.OpenFields(s.Collection),
	}
}

// Has says whether this device knows the record, also as a deleted one.
func (c *Client) Has(ctx context.Context, key Key) (bool, error) {
	c.who.RLock()
	defer c.who.RUnlock()
	if err := c.mayUse(); err != nil {
		return false, err
	}
	seen, err := c.replica.Get(ctx, key)
	return seen != nil, err
}

// Get reads one record, sensitive values as masks: Reveal gives them, one by
// one. Errors: not_found, also for a deleted record and for one
// that was taken from this device; unknown_collection.
func (c *Client) Get(ctx context.Context, collection, id string) (*Record, error) {
	seen, err := c.see(ctx, Key{Collection: collection, ID: id})
	if err != nil {
		return nil, err
	}
	return c.record(ctx, seen, false)
}

func (c *Client) see(ctx context.Context, key Key) (*changesync.Seen, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	seen, err := c.replica.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	if seen == nil {
		// What a newer version keeps here is shown, also of a collection that
		// this one does not know.
		if _, err := c.opt.Registry.Find(key.Collection); err != nil {
			return nil, err
		}
	}
	if seen == nil || seen.Life == changesync.Deleted {
		return nil, &models.Error{Code: changesync.CodeNotFound, Field: key.String(), Message: "there is no such record on this device", ZH: "本机没有这条记录"}
	}
	return seen, nil
}

// List reads up to limit records of a collection in the order of their ids,
// after an id; "" begins. Sensitive values and numbers are masks, and what is for
// no list is left out (models.Collection.Veil). Error: unknown_collection.
func (c *Client) List(ctx context.Context, collection, after string, limit int) ([]*Record, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	if _, err := c.opt.Registry.Find(collection); err != nil {
		return nil, err
	}
	seen, err := c.replica.List(ctx, collection, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]*Record, len(seen))
	for i, s := range seen {
		if out[i], err = c.record(ctx, s, true); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Conflicts lists the open conflicts that this device knows, sensitive values as
// masks: Reveal gives a side by its dot.
func (c *Client) Conflicts(ctx context.Context) ([]changesync.Conflict, error) {
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	list, err := c.openConflicts(ctx)
	for i := range list {
		list[i].Veil(c.opt.Registry.Collection(list[i].Collection))
	}
	return list, err
}

func (c *Client) openConflicts(ctx context.Context) ([]changesync.Conflict, error) {
	c.who.RLock()
	defer c.who.RUnlock()
	return c.replica.Conflicts(ctx)
}

// Resolve settles a conflict, offline as well. choice is changesync.ChooseMine,
// ChooseTheirs, ChooseValue (with the value) or the dot of one of the values.
// An edit that this device had not seen opens the conflict again.
func (c *Client) Resolve(ctx context.Context, conflict, choice string, value json.RawMessage) (*Written, error) {
	if !c.Enrolled() {
		return nil, notEnrolled()
	}
	if err := c.mayUse(); err != nil {
		return nil, err
	}
	if choice == changesync.ChooseValue {
		if err := c.fits(ctx, conflict, value); err != nil {
			return nil, err
		}
	}
	c.who.RLock()
	defer c.who.RUnlock()
	if err := c.mayWrite(); err != nil {
		return nil, err
	}
	w, err := c.replica.Settle(ctx, conflict, choice, value)
	return c.done(w, err, nil)
}

// fits judges a value that is typed to settle a conflict.
func (c *Client) fits(ctx context.Context, conflict string, value json.RawMessage) error {
	key, field, _ := changesync.ParseConflictID(conflict)
	col := c.opt.Registry.Collection(key.Collection)
	if col == nil || col.Field(field) == nil {
		return nil // the replica says what is wrong
	}
	set := Change{Key: key, Set: models.Values{field: value}}
	after, err := c.values(ctx, c.replica, key, []Change{set})
	if err != nil {
		return err
	}
	if p := col.CheckFormat(col.Field(field), after); p != nil {
		return p.Err()
	}
	return nil
}
