package mobile

import (
	"context"

	"fieldsync/sync"
)

// wellFormed refuses values in another form than their field asks for, such as
// a number that cannot be dialled, while the person who typed them is there to
// mend them, in a draft as well. What stood there before is no reason to refuse
// another edit.
func (c *Client) wellFormed(ctx context.Context, r *changesync.Replica, changes []Change) error {
	for _, ch := range changes {
		col := c.opt.Registry.Collection(ch.Key.Collection)
		if col == nil || ch.Delete {
			continue
		}
		before, err := c.values(ctx, r, ch.Key, nil)
		if err != nil {
			return err
		}
		after, err := c.values(ctx, r, ch.Key, changes)
		if err != nil {
			return err
		}
		for _, f := range col.Fields {
			if textOf(after[f.Name]) == textOf(before[f.Name]) {
				continue
			}
			if p := col.CheckFormat(f, after); p != nil {
				return p.Err()
			}
		}
	}
	return nil
}
