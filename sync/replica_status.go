package changesync

import (
	"context"
	"fmt"
	"time"
)

// Standing is how much of a device's data is safe, and what needs a person.
type Standing struct {
	Waiting      int       // changesets without a receipt
	WaitingSince time.Time // when the oldest of them was written
	Quarantined  int       // own changesets put aside and not yet corrected
	Items        int       // open quarantine records of others that this user may settle
	Conflicts    int       // open conflicts that this user may settle
	LastSuccess  time.Time // end of the last sync that finished, zero: never
	Staged       int       // pages of an unfinished pull
	Damaged      bool      // a part is being fetched anew
}

// Standing reads it.
func (r *Replica) Standing(ctx context.Context) (*Standing, error) {
	s := &Standing{}
	err := r.local.View(ctx, func(tx LocalReadTx) error {
		waiting, err := tx.Outbox([]string{OutWaiting}, 0, 1)
		if err != nil {
			return err
		}
		if len(waiting) > 0 {
			s.WaitingSince = time.UnixMilli(waiting[0].Made)
		}
		if s.Waiting, err = tx.OutboxCount(OutWaiting); err != nil {
			return err
		}
		own, err := asideRows(tx)
		if err != nil {
			return err
		}
		s.Quarantined = len(own)
		state, err := readPull(tx)
		if err != nil {
			return err
		}
		s.Staged = state.Pages
		last, err := metaInt(tx, metaSuccess)
		if err != nil {
			return err
		}
		if last != 0 {
			s.LastSuccess = time.UnixMilli(last)
		}
		_, s.Damaged, err = tx.Meta(metaRefresh)
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, s.Conflicts, err = r.conflicts(ctx); err != nil {
		return nil, err
	}
	items, err := r.QuarantineItems(ctx)
	for _, a := range items {
		if a.Settle {
			s.Items++
		}
	}
	return s, err
}

// Succeeded notes the end of a sync in which everything went well.
func (r *Replica) Succeeded(ctx context.Context) error {
	return r.local.Update(ctx, func(tx LocalTx) error {
		return tx.PutMeta(metaSuccess, fmt.Append(nil, r.opt.Now().UnixMilli()))
	})
}
