package mobile

import (
	"context"
	"maps"

	"fieldsync/models"
	"fieldsync/sync"
)

// stepped refuses states that do not follow from the one before, or lack what
// they ask for, while the person who sets them is there; the time of a step is
// noted where nobody gave it.
func (c *Client) stepped(ctx context.Context, r *changesync.Replica, changes []Change) error {
	for i := range changes {
		ch := &changes[i]
		col := c.opt.Registry.Collection(ch.Key.Collection)
		if col == nil || ch.Delete || ch.Restore {
			continue
		}
		before, err := c.values(ctx, r, ch.Key, nil)
		if err != nil {
			return err
		}
		ch.Set = maps.Clone(ch.Set)
		if ch.Set != nil {
			col.Stamp(ch.Set, before, models.MomentOf(c.opt.Now()))
		}
		after, err := c.values(ctx, r, ch.Key, changes)
		if err != nil {
			return err
		}
		author, err := r.Author(ctx, ch.Key)
		if err != nil {
			return err
		}
		if p := col.CheckStep(before, after, author); p != nil {
			return p.Err()
		}
	}
	return nil
}
