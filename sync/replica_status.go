package changesync

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"fieldsync/models/strict"
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
		if s.Quarantined, err = tx.OutboxCount(OutQuarantined); err != nil {
			return err
		}
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

// Aside is a changeset in quarantine.
type Aside struct {
	Dot     Dot
	Author  string
	Own     bool // written on this device
	Settle  bool // this user may correct or close it
	Made    time.Time
	Reasons []Reason
	// Raw is the changeset, for own ones; Content are its writes.
	Raw     []byte
	Content json.RawMessage
}

// Quarantined lists this device's own changesets that were put aside and not
// yet corrected.
func (r *Replica) Quarantined(ctx context.Context) ([]Aside, error) {
	var out []Aside
	err := r.local.View(ctx, func(tx LocalReadTx) error {
		rows, err := tx.Outbox([]string{OutQuarantined}, 0, 10_000)
		if err != nil {
			return err
		}
		for _, row := range rows {
			rec, err := ParseReceipt(row.Receipt, nil)
			if err != nil {
				return err
			}
			c, err := Decode(row.Raw)
			if err != nil {
				return err
			}
			a := &application{body: c.Body()}
			all := make([]*Write, len(c.Body().Writes))
			for i := range c.Body().Writes {
				all[i] = &c.Body().Writes[i]
			}
			out = append(out, Aside{
				Dot: c.Dot(), Author: c.Body().Header.Actor, Own: true, Settle: true,
				Made: time.UnixMilli(row.Made), Reasons: rec.Reasons, Raw: row.Raw, Content: a.content(all, 0),
			})
		}
		return nil
	})
	return out, err
}

// QuarantineItems lists the open quarantine records of other devices that
// synced to this one; Settle says which its user may accept or correct.
func (r *Replica) QuarantineItems(ctx context.Context) ([]Aside, error) {
	var out []Aside
	for after := ""; ; {
		list, err := r.List(ctx, QuarantineCollection, after, 500)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			after = s.Key.ID
			if text(s.Values, "state") != ItemOpen || text(s.Values, "device") == r.id.Device || s.Values["content"] == nil {
				continue
			}
			a := Aside{Author: text(s.Values, "author"), Content: s.Values["content"]}
			if strict.KindOf(a.Content) != strict.KindArray {
				a.Content = nil // withheld
			} else if a.Settle, err = r.mayWrite(ctx, s.Scope); err != nil {
				return nil, err
			}
			var n uint64
			if err := json.Unmarshal(s.Values["n"], &n); err != nil {
				continue // withheld: for others to settle
			}
			a.Dot = MakeDot(text(s.Values, "device"), n)
			if err := json.Unmarshal(jsonOrNull(s.Values["reasons"]), &a.Reasons); err != nil {
				return nil, err
			}
			out = append(out, a)
		}
		if len(list) < 500 {
			return out, nil
		}
	}
}
