package changesync

import (
	"context"

	"fieldsync/models"
)

// View reads one record as the user may see it on a device; nil when there is none, or
// none for him: both look the same.
func (e *Engine) View(ctx context.Context, user string, key Key) (*Record, error) {
	if err := e.refreshGrants(ctx, user); err != nil {
		return nil, err
	}
	var out *Record
	err := e.store.View(ctx, func(tx ReadTx) error {
		rows, _, err := tx.Grants(user)
		if err != nil {
			return err
		}
		found, err := tx.Records(key)
		if err != nil {
			return err
		}
		out, err = e.asSeen(found[key], activeGrants(rows), Viewer{User: user})
		return err
	})
	return out, err
}

// asSeen is a stored record as somebody is shown it who holds this.
func (e *Engine) asSeen(s StoredRecord, held map[models.Scope]Grant, v Viewer) (*Record, error) {
	g, _ := grantFor(held, s.Scope)
	if v.View = g.View; s.Body == nil || !v.sees(s.Key.Collection).Sees() {
		return nil, nil
	}
	r, err := DecodeRecord(s.Body)
	if err != nil {
		return nil, err
	}
	return r.SeenBy(v, e.reg.Collection(s.Key.Collection)), nil
}

// OpenConflicts lists the open conflicts that the user may see.
func (e *Engine) OpenConflicts(ctx context.Context, user string, after Key, field string, limit int) ([]Conflict, error) {
	if err := e.refreshGrants(ctx, user); err != nil {
		return nil, err
	}
	var out []Conflict
	err := e.store.View(ctx, func(tx ReadTx) error {
		rows, _, err := tx.Grants(user)
		if err != nil {
			return err
		}
		held := activeGrants(rows)
		q := ConflictQuery{After: after, AfterField: field, Limit: limit}
		if _, wide := held[AllScopes]; !wide {
			q.Scopes = append([]models.Scope{}, sortedKeys(held)...)
		}
		list, err := tx.Conflicts(q)
		if err != nil {
			return err
		}
		for _, c := range list {
			found, err := tx.Records(c.Key)
			if err != nil {
				return err
			}
			r, err := e.asSeen(found[c.Key], held, Viewer{User: user})
			if err != nil {
				return err
			}
			if r != nil {
				out = append(out, r.conflict(e.reg.Collection(c.Key.Collection), c.Field))
			}
		}
		return nil
	})
	return out, err
}
