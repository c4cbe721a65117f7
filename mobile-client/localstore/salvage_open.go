//go:build !js

package localstore

import (
	"context"
	"encoding/hex"

	"fieldsync/sync"
)

// opener opens what was read of a damaged database. Each body names its key, so
// the database need not say it; what is not sealed is from before and taken as
// it is.
type opener struct {
	ctx    context.Context
	keeper Keeper
	boxes  map[[idSize]byte]*box
	last   *box  // opened something
	closed error // why a key is not to be had
}

// remains opens what can be opened and leaves out the rest. It fails when a key
// is missing and nothing opens with another: then the damaged file has to wait
// for its key.
func (o *opener) remains(rem *changesync.Remains) error {
	metas, rows := len(rem.Meta), len(rem.Outbox)
	rem.Meta = opened(rem.Meta, func(r *changesync.MetaRow) bool { return o.body(place("meta", "value", r.Name), &r.Value) })
	rem.Outbox = opened(rem.Outbox, func(r *changesync.OutboxRow) bool {
		n := text(number(r.N))
		o.receipt(place("outbox", "receipt", n), &r.Receipt)
		return o.body(place("outbox", "raw", n), &r.Raw)
	})
	rem.Sealed = opened(rem.Sealed, func(r *changesync.SealedRow) bool {
		o.receipt(place("sealed", "receipt", text(number(r.N))), &r.Receipt)
		return true
	})
	rem.MetaWhole = rem.MetaWhole && len(rem.Meta) == metas
	rem.OutboxWhole = rem.OutboxWhole && len(rem.Outbox) == rows
	if o.last == nil {
		return o.closed
	}
	return nil
}

// opened keeps the rows that open.
func opened[T any](rows []T, open func(*T) bool) []T {
	kept := rows[:0]
	for _, r := range rows {
		if open(&r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// receipt opens one, or leaves it out: what has none is delivered, and
// answered, once more.
func (o *opener) receipt(place string, body *[]byte) {
	if !o.body(place, body) {
		*body = nil
	}
}

// body opens one body in place.
func (o *opener) body(place string, body *[]byte) bool {
	id, sealed := sealedWith(*body)
	if !sealed {
		return true
	}
	b, known := o.boxes[id]
	if !known {
		var err error
		if b, err = boxOf(o.ctx, o.keeper, hex.EncodeToString(id[:])); err != nil {
			b, o.closed = nil, err
		}
		o.boxes[id] = b
	}
	if b == nil {
		return false
	}
	plain, err := b.open(place, *body)
	if err != nil {
		return false
	}
	*body, o.last = plain, b
	return true
}
