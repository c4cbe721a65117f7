package localstore

import (
	"context"
	"strings"

	"fieldsync/mobile-client/localdb"
)

// The states of a database on its way from the clear.
const (
	keyMade = iota // the key is kept, rows are in the clear
	rowsSealed
	scrubbed // also the pages that the clear rows were on
)

// protect finds the key of the database, or makes it and seals what is in the
// clear. Each step is one transaction and begins again after a crash. A database
// without a keeper stays in the clear.
func (s *Store) protect(ctx context.Context, keeper Keeper, known *box) error {
	id, state, err := s.sealing(ctx)
	switch {
	case err != nil:
		return err
	case id != "":
		s.box, err = boxOf(ctx, keeper, id)
	case keeper == nil:
		return nil
	default:
		s.box, err = s.begin(ctx, keeper, known)
	}
	if err == nil && state == keyMade {
		state, err = s.sealAll(ctx)
	}
	if err == nil && state == rowsSealed {
		err = s.scrub(ctx)
	}
	return err
}

// sealing is the row about it; "": there is none.
func (s *Store) sealing(ctx context.Context) (id string, state int, err error) {
	err = s.db.View(ctx, func(tx *localdb.Tx) error {
		_, err := tx.Get("SELECT id, state FROM sealing", nil, &id, &state)
		return err
	})
	return id, state, err
}

// begin notes the key before anything is sealed with it, so that a conversion
// that is cut off goes on with the same one.
func (s *Store) begin(ctx context.Context, keeper Keeper, known *box) (b *box, err error) {
	if b = known; b == nil {
		if b, err = newKey(ctx, keeper); err != nil {
			return nil, err
		}
	}
	return b, s.db.Update(ctx, func(tx *localdb.Tx) error {
		_, err := tx.Exec("INSERT INTO sealing(one, id, state) VALUES (1, ?, ?)", b.name(), keyMade)
		return err
	})
}

// sealedColumns are the bodies and what their places are made of. The boxes for
// a restored server are sealed to its key already.
var sealedColumns = []struct {
	table, column string
	keys          []string
}{
	{"meta", "value", []string{"name"}},
	{"base", "body", []string{"collection", "id"}},
	{"outbox", "raw", []string{"n"}},
	{"outbox", "receipt", []string{"n"}},
	{"page", "body", []string{"i"}},
	{"sealed", "receipt", []string{"n"}},
}

// sealAll seals every body in one transaction.
func (s *Store) sealAll(ctx context.Context) (state int, err error) {
	err = s.db.Update(ctx, func(tx *localdb.Tx) error {
		rows := 0
		for _, c := range sealedColumns {
			n, err := s.sealColumn(tx, c.table, c.column, c.keys)
			if err != nil {
				return err
			}
			rows += n
		}
		if state = rowsSealed; rows == 0 {
			state = scrubbed // a new database
		}
		_, err := tx.Exec("UPDATE sealing SET state = ?", state)
		return err
	})
	return state, err
}

// sealColumn reads the keys first, then row by row: a phone has room for them,
// not for all bodies at once.
func (s *Store) sealColumn(tx *localdb.Tx, table, column string, keys []string) (rows int, err error) {
	var all [][]string
	list := "CAST(" + strings.Join(keys, " AS TEXT), CAST(") + " AS TEXT)"
	err = tx.Each("SELECT "+list+" FROM "+table+" WHERE "+column+" IS NOT NULL", nil, func(row *localdb.Row) error {
		key := make([]string, len(keys))
		into := make([]any, len(keys))
		for i := range key {
			into[i] = &key[i]
		}
		all = append(all, key)
		return row.Scan(into...)
	})
	if err != nil {
		return 0, err
	}
	where := " WHERE " + strings.Join(keys, " = ? AND ") + " = ?"
	for _, key := range all {
		var body []byte
		args := make([]any, len(key))
		for i := range key {
			args[i] = key[i]
		}
		if _, err := tx.Get("SELECT "+column+" FROM "+table+where, args, &body); err != nil {
			return 0, err
		}
		sealed := s.box.seal(place(table, column, key...), body)
		if _, err := tx.Exec("UPDATE "+table+" SET "+column+" = ?"+where, append([]any{sealed}, args...)...); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// scrub writes the file anew, for pages keep remains of what stood on them, and
// empties the log. Where there is no room for that it is tried again at the next
// start: the rows are sealed, and the device has to work.
func (s *Store) scrub(ctx context.Context) error {
	err := s.db.Rewrite(ctx)
	if code := localdb.CodeOf(err); code == localdb.CodeFull || code == localdb.CodeBusy {
		return nil
	}
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *localdb.Tx) error {
		_, err := tx.Exec("UPDATE sealing SET state = ?", scrubbed)
		return err
	})
}
