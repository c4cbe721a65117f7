//go:build !js

package localstore

import (
	"context"
	"errors"
	"time"

	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localdb/wreck"
	"fieldsync/models"
	"fieldsync/sync"
)

// How the rows look that only this device has.
var (
	metaShape   = wreck.Shape{Name: "meta", Columns: []wreck.Kind{wreck.Text, wreck.Blob}}
	outboxShape = wreck.Shape{Name: "outbox", Numbered: true, Columns: []wreck.Kind{
		wreck.Null, wreck.Blob, wreck.Blob, wreck.Text, wreck.Int, wreck.Int, wreck.Blob | wreck.Null}}
	sealedShape = wreck.Shape{Name: "sealed", Numbered: true, Columns: []wreck.Kind{
		wreck.Null, wreck.Blob, wreck.Blob | wreck.Null, wreck.Int}}
	forgottenShape = wreck.Shape{Name: "forgotten", Columns: []wreck.Kind{wreck.Text}}
)

// Salvage makes a new database in the place of one that Open, or a transaction,
// found damaged. fill gets what could be read, the empty new store, and the name
// under which the damaged file is kept beside it. It is not called when there is
// nothing to salvage any more. When Salvage fails all is as before; so it does
// with key_missing where the key of a sealed database is not there. keeper nil
// is for databases in the clear.
func Salvage(ctx context.Context, path string, opts localdb.Options, keeper Keeper, now time.Time,
	fill func(rem *changesync.Remains, fresh changesync.Local, kept string) error) (err error) {
	w, err := localdb.Seize(path, opts)
	if err != nil || w == nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	file, err := w.File()
	if err != nil {
		return err
	}
	rem := remains(file)
	opened := opener{ctx: ctx, keeper: keeper, boxes: map[[idSize]byte]*box{}}
	if err := opened.remains(rem); err != nil {
		return err
	}
	return w.Replace(now, func(path string) error {
		fresh, err := open(ctx, path, opts, keeper, opened.last)
		if err != nil {
			return err
		}
		return errors.Join(fill(rem, fresh, w.KeptName(now)), fresh.Close())
	})
}

// remains reads the tables that only this device has.
func remains(file *wreck.File) *changesync.Remains {
	meta, outbox := file.Table(metaShape), file.Table(outboxShape)
	rem := &changesync.Remains{MetaWhole: meta.Whole, OutboxWhole: outbox.Whole}
	for _, r := range meta.Rows {
		rem.Meta = append(rem.Meta, changesync.MetaRow{Name: r.Values[0].(string), Value: r.Values[1].([]byte)})
	}
	for _, r := range outbox.Rows {
		receipt, _ := r.Values[6].([]byte)
		rem.Outbox = append(rem.Outbox, changesync.OutboxRow{
			N: uint64(r.ID), Raw: r.Values[1].([]byte), Hash: r.Values[2].([]byte), State: r.Values[3].(string),
			Made: r.Values[4].(int64), Seq: uint64(r.Values[5].(int64)), Receipt: receipt,
		})
	}
	for _, r := range file.Table(sealedShape).Rows {
		receipt, _ := r.Values[2].([]byte)
		rem.Sealed = append(rem.Sealed, changesync.SealedRow{
			N: uint64(r.ID), Box: r.Values[1].([]byte), Receipt: receipt, Acked: r.Values[3].(int64),
		})
	}
	// Where this one is damaged its strays may have been given back since.
	if gone := file.Table(forgottenShape); gone.Whole {
		for _, r := range gone.Rows {
			rem.Forgotten = append(rem.Forgotten, models.Scope(r.Values[0].(string)))
		}
	}
	return rem
}
