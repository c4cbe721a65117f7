package changesync

import (
	"context"
	"encoding/json"
	"slices"
	"sort"

	"fieldsync/models"
)

// Seen is a record as the device shows it.
type Seen struct {
	*Record
	Collection *models.Collection // nil: unknown to this version
	Values     models.Values
	Life       Life
	// Waiting says that a change of it is not yet confirmed by the server.
	Waiting bool
}

// Get reads a record: base with the overlay laid over it. It is nil when the
// device has no such record, also when its scope was taken away.
func (r *Replica) Get(ctx context.Context, key Key) (*Seen, error) {
	var out *Seen
	err := r.local.View(ctx, func(tx LocalReadTx) (err error) {
		out, err = r.see(tx, key)
		return err
	})
	return out, err
}

func (r *Replica) see(tx LocalReadTx, key Key) (*Seen, error) {
	rec, waiting, err := r.merged(tx, key)
	if err != nil || rec == nil {
		return nil, err
	}
	if gone, err := tx.Forgotten(rec.Scope); err != nil || gone || len(rec.Cells) == 0 {
		return nil, err // without cells it only says what was erased
	}
	col := r.reg.Collection(key.Collection)
	return &Seen{Record: rec, Collection: col, Values: rec.Values(col), Life: rec.Life(col), Waiting: waiting}, nil
}

// merged lays the overlay over base; nil when neither knows the record.
func (r *Replica) merged(tx LocalReadTx, key Key) (rec *Record, waiting bool, err error) {
	base, ok, err := tx.Base(key)
	if err != nil {
		return nil, false, err
	}
	if ok {
		if rec, err = DecodeRecord(base.Body); err != nil {
			return nil, false, err
		}
	}
	ns, err := tx.Overlay(key)
	if err != nil {
		return nil, false, err
	}
	for _, n := range ns {
		row, ok, err := tx.OutboxRow(n)
		if err != nil {
			return nil, false, err
		}
		if !ok {
			continue
		}
		if rec, err = r.layOver(tx, rec, key, row); err != nil {
			return nil, false, err
		}
		waiting = true
	}
	return rec, waiting, nil
}

// layOver merges the writes of an unconfirmed changeset into a record.
func (r *Replica) layOver(tx LocalReadTx, rec *Record, key Key, row OutboxRow) (*Record, error) {
	c, err := Decode(row.Raw)
	if err != nil {
		return nil, err
	}
	var past []string
	if row.State == OutQuarantined {
		if past, err = pastCells(tx, row.N); err != nil {
			return nil, err
		}
	}
	body, dot := c.Body(), c.Dot()
	for i := range body.Writes {
		w := &body.Writes[i]
		t := body.Header.Records[w.Record]
		if t.Key != key || slices.Contains(past, key.String()+"/"+w.Cell()) {
			continue
		}
		if rec == nil {
			rec = NewRecord(key, t.Scope)
		}
		at := body.Header.deviceTime() + body.Header.Offset
		cell := rec.Cells[w.Cell()]
		v := Version{Dot: cell.ownName(dot, w.Value, c), Value: w.Value, At: at, Said: body.Header.At, By: body.Header.Actor, Replaces: w.Replaces, As: body.Header.Amends}
		if c.Inner != nil {
			v.Replaces = cell.renamed(v.Replaces, c.Inner)
		}
		if v.As != "" {
			v.Replaces = union(v.Replaces, []Dot{v.As})
		}
		rec.Merge(w.Cell(), v, ownContext{})
	}
	return rec, nil
}

// ownContext: on a device every replaced dot has arrived, its author saw it
// here; and what it wrote itself is never void to it.
type ownContext struct{}

func (ownContext) Arrived(Dot) bool { return true }

func (ownContext) Former(Key, string, []Dot) *Version { return nil }

func (ownContext) Void(Key, string, Dot) ([]Dot, bool, bool) { return nil, false, false }

// List reads the records of a collection ordered by id, after an id, deleted
// ones left out.
func (r *Replica) List(ctx context.Context, collection, after string, limit int) ([]*Seen, error) {
	var out []*Seen
	err := r.local.View(ctx, func(tx LocalReadTx) error {
		keys, err := r.listKeys(tx, collection, after, limit)
		if err != nil {
			return err
		}
		for _, k := range keys {
			s, err := r.see(tx, k)
			if err != nil {
				return err
			}
			if s != nil && s.Life != Deleted {
				out = append(out, s)
			}
			if len(out) == limit {
				return nil
			}
		}
		return nil
	})
	return out, err
}

// listKeys joins what base and overlay have of a collection.
func (r *Replica) listKeys(tx LocalReadTx, collection, after string, limit int) ([]Key, error) {
	seen := map[Key]bool{}
	var keys []Key
	for id := after; ; {
		rows, err := tx.BaseList(collection, id, limit+64)
		if err != nil {
			return nil, err
		}
		for _, b := range rows {
			seen[b.Key] = true
			keys = append(keys, b.Key)
			id = b.Key.ID
		}
		if len(rows) < limit+64 {
			break
		}
	}
	over, err := tx.OverlayKeys(collection)
	if err != nil {
		return nil, err
	}
	for _, k := range over {
		if !seen[k] && k.ID > after {
			keys = append(keys, k)
		}
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i].Less(keys[j]) })
	return keys, nil
}

// Conflicts lists the open conflicts this device knows: of confirmed values,
// seen through the own edits that may have settled them.
func (r *Replica) Conflicts(ctx context.Context) ([]Conflict, error) {
	all, _, err := r.conflicts(ctx)
	return all, err
}

// conflicts also counts those that this user may settle.
func (r *Replica) conflicts(ctx context.Context) (all []Conflict, own int, err error) {
	err = r.local.View(ctx, func(tx LocalReadTx) error {
		keys, err := tx.Conflicts()
		if err != nil {
			return err
		}
		for _, k := range keys {
			s, err := r.see(tx, k)
			if err != nil {
				return err
			}
			if s == nil {
				continue
			}
			for _, c := range s.Record.Conflicts(s.Collection) {
				mine, err := forUser(tx, s.Record, c.Field)
				if err != nil {
					return err
				}
				if mine {
					own++
				}
				all = append(all, c)
			}
		}
		return nil
	})
	return all, own, err
}

// jsonOrNull makes a value printable.
func jsonOrNull(v json.RawMessage) json.RawMessage {
	if v == nil {
		return json.RawMessage("null")
	}
	return v
}
