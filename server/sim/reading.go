package sim

import (
	"maps"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// view reads a device's database behind the back of its program.
func (d *device) view(fn func(changesync.LocalReadTx) error) {
	if err := d.raw.View(d.w.ctx, fn); err != nil {
		d.w.fail("errors", "%s: %v", d.name, err)
	}
}

func (d *device) scopes() (out []models.Scope) {
	d.view(func(tx changesync.LocalReadTx) (err error) {
		out, err = tx.BaseScopes()
		return err
	})
	return out
}

func (d *device) baseIn(scope models.Scope) (out []changesync.StoredRecord) {
	d.view(func(tx changesync.LocalReadTx) (err error) {
		out, err = tx.BaseIn(scope, changesync.Key{}, 100_000)
		return err
	})
	return out
}

func (d *device) baseCell(collection, id, field string) *changesync.Cell {
	c := changesync.Cell{}
	d.view(func(tx changesync.LocalReadTx) error {
		row, ok, err := tx.Base(changesync.Key{Collection: collection, ID: id})
		if err != nil || !ok {
			return err
		}
		r, err := changesync.DecodeRecord(row.Body)
		if err == nil {
			c = r.Cells[field]
		}
		return err
	})
	return &c
}

// unconfirmed are the changesets that base does not contain yet, by the hash
// that their author gave them.
func (d *device) unconfirmed() map[string]bool {
	out := map[string]bool{}
	d.view(func(tx changesync.LocalReadTx) error {
		rows, err := tx.Outbox(nil, 0, 1<<20)
		for _, row := range rows {
			c, err := changesync.Decode(row.Raw)
			if err != nil {
				return err
			}
			if c.Inner != nil {
				c = c.Inner
			}
			out[string(c.Hash)] = row.State != changesync.OutAmended
		}
		return err
	})
	return out
}

// read reads the server's store behind its back.
func (w *world) read(fn func(changesync.ReadTx) error) {
	if err := w.centre.raw.View(w.ctx, fn); err != nil {
		w.fail("errors", "server: %v", err)
	}
}

func (w *world) held(user string) map[models.Scope]changesync.Grant {
	out := map[models.Scope]changesync.Grant{}
	w.read(func(tx changesync.ReadTx) error {
		rows, _, err := tx.Grants(user)
		for _, g := range rows {
			if g.Ended == 0 {
				out[g.Scope] = g
			}
		}
		return err
	})
	return out
}

// records are all records of the server.
func (w *world) records() (out []*changesync.Record) {
	w.read(func(tx changesync.ReadTx) error {
		rows, err := tx.RecordsIn(changesync.RecordQuery{Limit: 100_000})
		if err != nil {
			return err
		}
		for _, row := range rows {
			r, err := changesync.DecodeRecord(row.Body)
			if err != nil {
				return err
			}
			out = append(out, r)
		}
		return nil
	})
	return out
}

// shownTo is what a user's device must hold.
func (w *world) shownTo(user string) map[changesync.Key][]byte {
	out := map[changesync.Key][]byte{}
	held := w.held(user)
	w.read(func(tx changesync.ReadTx) error {
		rows, err := tx.RecordsIn(changesync.RecordQuery{Limit: 100_000})
		for _, row := range rows {
			r, err := changesync.DecodeRecord(row.Body)
			if err != nil {
				return err
			}
			if r = r.SeenBy(changesync.Viewer{View: held[row.Scope].View, User: user}, w.centre.reg.Collection(r.Key.Collection)); r != nil && len(r.Cells) > 0 {
				out[row.Key] = r.Encode()
			}
		}
		return err
	})
	return out
}

func sortedRecordKeys[V any](m map[changesync.Key]V) []changesync.Key {
	return slices.SortedFunc(maps.Keys(m), func(a, b changesync.Key) int {
		if a.Less(b) {
			return -1
		}
		return 1
	})
}
