package sim

import (
	"context"
	"errors"
	"slices"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// leaveOut drops the last item of a pull, and its checksums.
func leaveOut(p *changesync.Page) {
	if p.Cursor != "" && len(p.Items) > 1 && len(p.Begin) == 0 {
		p.Items = p.Items[:len(p.Items)-1]
	}
	p.Checksums = nil
}

func forgetNothing(p *changesync.Page) { p.Forget, p.Checksums = nil, nil }

// brokenLocal changes what a device reads and writes.
type brokenLocal struct {
	changesync.Local
	read  func(changesync.LocalReadTx) changesync.LocalReadTx
	write func(changesync.LocalTx) changesync.LocalTx
}

func (l *brokenLocal) View(ctx context.Context, fn func(changesync.LocalReadTx) error) error {
	return l.Local.View(ctx, func(tx changesync.LocalReadTx) error { return fn(l.read(tx)) })
}

func (l *brokenLocal) Update(ctx context.Context, fn func(changesync.LocalTx) error) error {
	return l.Local.Update(ctx, func(tx changesync.LocalTx) error { return fn(l.write(tx)) })
}

// reversedTx lists the outbox newest first.
type reversedTx struct{ changesync.LocalReadTx }

func reversed(l changesync.Local) changesync.Local {
	return &brokenLocal{Local: l,
		read:  func(tx changesync.LocalReadTx) changesync.LocalReadTx { return reversedTx{tx} },
		write: func(tx changesync.LocalTx) changesync.LocalTx { return tx },
	}
}

func (t reversedTx) Outbox(states []string, after uint64, limit int) ([]changesync.OutboxRow, error) {
	rows, err := t.LocalReadTx.Outbox(states, after, limit)
	slices.Reverse(rows)
	return rows, err
}

// purgingTx drops what waits for a scope that is lost, and sends on as if it
// had never been.
type purgingTx struct{ changesync.LocalTx }

func purging(l changesync.Local) changesync.Local {
	return &brokenLocal{Local: l,
		read:  func(tx changesync.LocalReadTx) changesync.LocalReadTx { return tx },
		write: func(tx changesync.LocalTx) changesync.LocalTx { return purgingTx{tx} },
	}
}

func (t purgingTx) SetForgotten(scope models.Scope, gone bool) error {
	if err := t.LocalTx.SetForgotten(scope, gone); err != nil || !gone {
		return err
	}
	rows, err := t.Outbox([]string{changesync.OutWaiting}, 0, 1000)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c, err := changesync.Decode(row.Raw)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(c.Header.Records, func(r changesync.Target) bool { return r.Scope == scope }) {
			if err := t.DropOverlay(row.N); err != nil {
				return err
			}
			if err := t.DeleteOutbox(row.N); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeAnew writes what waits once more under new numbers.
func writeAnew(d *device) {
	var rows []changesync.OutboxRow
	if d.ills.dead {
		return
	}
	d.view(func(tx changesync.LocalReadTx) (err error) {
		rows, err = tx.Outbox([]string{changesync.OutWaiting}, 0, 1)
		return err
	})
	for _, row := range rows {
		c, err := changesync.Decode(row.Raw)
		if err != nil || c.Header.Amends != "" || c.Inner != nil {
			continue
		}
		for i := range c.Writes {
			w := &c.Writes[i]
			k := c.Header.Records[w.Record].Key
			change := changesync.Change{Key: k, Set: models.Values{w.Field: w.Value}, Replaces: map[string][]changesync.Dot{w.Field: w.Replaces}}
			if w.Elem == "" && w.Field != changesync.DeletedField {
				_, _ = d.client.Write(d.w.ctx, change)
			}
		}
	}
}

// forgetSent drops what is being pushed.
func forgetSent(d *device) {
	_ = d.raw.Update(d.w.ctx, func(tx changesync.LocalTx) error {
		rows, err := tx.Outbox([]string{changesync.OutWaiting}, 0, 1)
		if err != nil || len(rows) == 0 {
			return err
		}
		return errors.Join(tx.DropOverlay(rows[0].N), tx.DeleteOutbox(rows[0].N))
	})
}

// overlayTx leaves records with an edit that is not confirmed out of what is
// added up.
type overlayTx struct{ changesync.LocalTx }

func sumOverlay(l changesync.Local) changesync.Local {
	return &brokenLocal{Local: l,
		read:  func(tx changesync.LocalReadTx) changesync.LocalReadTx { return tx },
		write: func(tx changesync.LocalTx) changesync.LocalTx { return overlayTx{tx} },
	}
}

func (t overlayTx) BaseIn(scope models.Scope, after changesync.Key, limit int) ([]changesync.StoredRecord, error) {
	rows, err := t.LocalTx.BaseIn(scope, after, limit)
	return slices.DeleteFunc(rows, func(row changesync.StoredRecord) bool {
		over, err := t.Overlay(row.Key)
		return err == nil && len(over) > 0
	}), err
}

// forever lets no wait end that comes after a failure.
func forever(d *device, wait time.Duration) time.Time {
	if d.alarm.last != nil {
		return d.w.now.Add(10 * patience)
	}
	return d.w.now.Add(wait)
}
