package changesync

import (
	"context"
	"encoding/json"
	"time"

	"fieldsync/models"
	"fieldsync/models/strict"
)

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
	// Part orders the parts of a large one.
	Part int
	// Foreign are the records of an own one that this user may not write any
	// more: their part is for others to settle.
	Foreign []Key
	// Item is the quarantine record of one of somebody else.
	Item Target
}

// foreign finds the records whose scope has left this device, or may only be
// read on it.
func foreign(tx LocalReadTx, c *Changeset) (keys []Key, err error) {
	for _, t := range c.Body().Header.Records {
		may, err := mayDo(tx, t.Scope, t.Collection, models.Edit)
		if err != nil {
			return nil, err
		}
		gone, err := tx.Forgotten(t.Scope)
		if err != nil {
			return nil, err
		}
		if gone || !may {
			keys = append(keys, t.Key)
		}
	}
	return keys, nil
}

// Quarantined lists this device's own changesets that were put aside and not
// yet corrected, here or elsewhere.
func (r *Replica) Quarantined(ctx context.Context) ([]Aside, error) {
	var out []Aside
	err := r.local.View(ctx, func(tx LocalReadTx) error {
		rows, err := asideRows(tx)
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
			others, err := foreign(tx, c)
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
				Made: time.UnixMilli(row.Made), Reasons: rec.Reasons, Raw: row.Raw, Content: a.content(all), Foreign: others,
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
	var done map[Dot]bool
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
			a := Aside{Author: text(s.Values, "author"), Content: s.Values["content"], Item: Target{Key: s.Key, Scope: s.Scope}, Made: time.UnixMilli(madeAt(s))}
			if raw := s.Values["part"]; raw != nil && json.Unmarshal(raw, &a.Part) != nil {
				continue // from a newer version
			}
			if strict.KindOf(a.Content) != strict.KindArray {
				a.Content = nil // withheld
			} else if a.Settle, err = r.settlesIn(ctx, s.Scope); err != nil {
				return nil, err
			}
			var n uint64
			if err := json.Unmarshal(s.Values["n"], &n); err != nil {
				continue // withheld: for others to settle
			}
			a.Dot = MakeDot(text(s.Values, "device"), n)
			if done == nil {
				if done, err = r.corrected(ctx); err != nil {
					return nil, err
				}
			}
			if done[a.Dot] {
				continue
			}
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

// madeAt is when the quarantine record came, Unix ms.
func madeAt(s *Seen) (at int64) {
	cell := s.Cells["state"]
	for i := range cell.Live {
		at = max(at, cell.Live[i].At)
	}
	return at
}

// asideRows are the own changesets in quarantine for which no correction is
// under way.
func asideRows(tx LocalReadTx) ([]OutboxRow, error) {
	rows, err := tx.Outbox([]string{OutQuarantined}, 0, 1<<20)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	done, err := underWay(tx)
	if err != nil {
		return nil, err
	}
	var out []OutboxRow
	for _, row := range rows {
		c, err := Decode(row.Raw)
		if err != nil {
			return nil, err
		}
		if !done[c.Dot()] {
			out = append(out, row)
		}
	}
	return out, nil
}

// underWay are the quarantined changesets that this device has corrected in
// changesets which base does not contain yet. The server takes one correction.
func underWay(tx LocalReadTx) (map[Dot]bool, error) {
	rows, err := tx.Outbox([]string{OutWaiting, OutAcked}, 0, 1<<20)
	if err != nil {
		return nil, err
	}
	done := map[Dot]bool{}
	for _, row := range rows {
		c, err := Decode(row.Raw)
		if err != nil {
			return nil, err
		}
		if amends := c.Body().Header.Amends; amends != "" {
			done[amends] = true
		}
	}
	return done, nil
}

func (r *Replica) corrected(ctx context.Context) (done map[Dot]bool, err error) {
	err = r.local.View(ctx, func(tx LocalReadTx) (err error) {
		done, err = underWay(tx)
		return err
	})
	return done, err
}

// amendOnce refuses a second correction while the first is under way: the
// server would put it aside.
func amendOnce(tx LocalReadTx, dot Dot) error {
	if dot == "" {
		return nil
	}
	done, err := underWay(tx)
	if err == nil && done[dot] {
		return &models.Error{Code: CodeAmended, Field: "quarantine", Message: "this device has corrected it already: change the record itself",
			ZH: "本机已更正过该变更,请直接修改记录"}
	}
	return err
}
