package changesync

import (
	"encoding/json"
	"slices"

	"fieldsync/models"
)

// forgetAside takes what was erased out of this device's changesets in
// quarantine: they stay in the outbox until somebody settles them. What still
// waits is left as it is, and the server says that it has no effect.
func (r *Replica) forgetAside(tx LocalTx) error {
	rows, err := tx.Outbox([]string{OutQuarantined, OutAmended}, 0, 1<<20)
	if err != nil {
		return err
	}
	for _, row := range rows {
		less, err := r.withoutErased(tx, row)
		if err != nil {
			return err
		}
		if len(less.Raw) != len(row.Raw) {
			if err := tx.PutOutbox(less); err != nil {
				return err
			}
		}
	}
	return nil
}

// withoutErased is a quarantined changeset without what was erased: as the
// records say that it wrote to, as its receipt says, or, where its scope has
// left this device, its author's own quarantine record.
func (r *Replica) withoutErased(tx LocalReadTx, row OutboxRow) (OutboxRow, error) {
	c, err := Decode(row.Raw)
	if err != nil {
		return row, err
	}
	told, err := r.toldErased(tx, row, c)
	if err != nil {
		return row, err
	}
	m, err := ParseMoment(c.Body().Header.Seen)
	known := knownMoment{m, err == nil}
	marks := map[Key]map[string]Mark{}
	for _, t := range c.Body().Header.Records {
		base, ok, err := tx.Base(t.Key)
		if err != nil || !ok {
			if err != nil {
				return row, err
			}
			continue
		}
		rec, err := DecodeRecord(base.Body)
		if err != nil {
			return row, err
		}
		marks[t.Key] = rec.Erased
	}
	less, _, err := c.Redacted(func(t Target, w *Write) bool {
		mark := marks[t.Key][w.Field]
		return (mark != nil && !mark.seenBy(known)) || slices.ContainsFunc(told, func(v Reason) bool {
			return v.Code == CodeErased && v.Collection == t.Collection && v.Record == t.ID && v.Field == w.Field
		})
	})
	if err == nil {
		row.Raw = less.Raw
	}
	return row, err
}

// toldErased is what the server said of a changeset in quarantine.
func (r *Replica) toldErased(tx LocalReadTx, row OutboxRow, c *Changeset) ([]Reason, error) {
	receipt, err := ParseReceipt(row.Receipt, nil)
	if err != nil {
		return nil, err
	}
	told := receipt.Void
	body := c.Body()
	for _, dot := range []Dot{c.Dot(), MakeDot(body.Header.Device, body.Header.N)} {
		base, ok, err := tx.Base(itemKey(dot, models.MakeScope(models.ScopeStaff, r.id.Staff), 0))
		if err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue
		}
		item, err := DecodeRecord(base.Body)
		if err != nil {
			return nil, err
		}
		var reasons []Reason
		if raw := item.Values(nil)["reasons"]; raw != nil && json.Unmarshal(raw, &reasons) != nil {
			continue // of a newer version
		}
		told = append(told, reasons...)
	}
	return told, nil
}
