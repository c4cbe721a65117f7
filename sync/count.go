package changesync

import (
	"context"

	"fieldsync/models"
)

// Count says how many records of a collection there are in the scopes where
// the user sees them or may at least count them, deleted ones left out. It is
// all that some have of a collection, as the customer service department of key
// persons, whose number it controls (domain.md 1.5 A1). Errors: not_found for
// a collection of which the user sees nothing anywhere.
func (e *Engine) Count(ctx context.Context, user, collection string) (n int, err error) {
	if err := e.refreshGrants(ctx, user); err != nil {
		return 0, err
	}
	err = e.store.View(ctx, func(tx ReadTx) error {
		rows, _, err := tx.Grants(user)
		if err != nil {
			return err
		}
		scopes, all := countable(activeGrants(rows), collection)
		if len(scopes) == 0 && !all {
			return fail(CodeNotFound, "there is nothing here, or nothing that you may see")
		}
		n, err = e.countIn(tx, RecordQuery{Scopes: scopes, Collection: collection})
		return err
	})
	return n, err
}

// countable are the scopes where a collection may be counted; all is true for
// everything, then scopes is nil.
func countable(held map[models.Scope]Grant, collection string) (scopes []models.Scope, all bool) {
	if rightTo(held, AllScopes, collection).See != models.LevelNone {
		return nil, true
	}
	for _, s := range sortedKeys(held) {
		if rightTo(held, s, collection).See != models.LevelNone {
			scopes = append(scopes, s)
		}
	}
	return scopes, false
}

func (e *Engine) countIn(tx ReadTx, q RecordQuery) (n int, err error) {
	col := e.reg.Collection(q.Collection)
	err = eachRecord(tx, q, func(rec *Record) error {
		if rec.Life(col) != Deleted {
			n++
		}
		return nil
	})
	return n, err
}
