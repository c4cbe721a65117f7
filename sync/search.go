package changesync

import (
	"cmp"
	"context"
	"slices"

	"fieldsync/models"
)

// Found is a record that was searched for, with the field by which it was found.
type Found struct {
	Key   Key
	Field string
}

// Search finds the records of a collection in reach of a user that hold a
// number ending in the four characters. It shows nothing that a masked view
// does not: of exactly these fields it shows the last four (domain.md 8), and
// nothing of what is kept without consent. The
// index holds them, hashed where the store is sealed.
func (e *Engine) Search(ctx context.Context, user, collection, last4 string, limit int) ([]Found, error) {
	if err := e.refreshGrants(ctx, user); err != nil {
		return nil, err
	}
	col := e.reg.Collection(collection)
	if col == nil {
		return nil, nil
	}
	var out []Found
	err := e.store.View(ctx, func(tx ReadTx) error {
		rows, _, err := tx.Grants(user)
		if err != nil {
			return err
		}
		held := activeGrants(rows)
		for _, f := range col.Fields {
			if f.Last4Path() == "" {
				continue
			}
			list, err := findIn(tx, held, user, col, f, last4)
			if err != nil {
				return err
			}
			out = append(out, list...)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Found) int { return cmp.Or(compareKeys(a.Key, b.Key), cmp.Compare(a.Field, b.Field)) })
	return out[:min(len(out), limit)], err
}

func findIn(tx ReadTx, held map[models.Scope]Grant, user string, col *models.Collection, f *models.Field, last4 string) (out []Found, err error) {
	ids, err := tx.Referring(col.Name, f.Last4Path(), last4)
	if err != nil {
		return nil, err
	}
	keys := make([]Key, len(ids))
	for i, id := range ids {
		keys[i] = Key{col.Name, id}
	}
	found, err := tx.Records(keys...)
	if err != nil {
		return nil, err
	}
	for k, s := range found {
		if !rightToField(held, s.Scope, col, f).See.Sees() {
			continue
		}
		rec, err := DecodeRecord(s.Body)
		if err != nil {
			return nil, err
		}
		if rec.Life(col) != Deleted && !rec.sealedFrom(user, col, f) {
			out = append(out, Found{k, f.Name})
		}
	}
	return out, nil
}
