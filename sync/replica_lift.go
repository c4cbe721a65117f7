package changesync

import (
	"encoding/json"
	"slices"
	"strconv"
)

// liftOverlay removes what base contains now: applied changesets, and those
// whose correction was.
func liftOverlay(tx LocalTx, seq uint64) error {
	rows, err := tx.Outbox([]string{OutAcked, OutAmended}, 0, 1<<20)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Seq > seq {
			continue
		}
		if err := retireAside(tx, row); err != nil {
			return err
		}
		if err := tx.DropOverlay(row.N); err != nil {
			return err
		}
		if err := tx.DeleteOutbox(row.N); err != nil {
			return err
		}
		if err := tx.PutMeta(metaPast(row.N), nil); err != nil {
			return err
		}
	}
	return nil
}

// metaPast names the cells of a changeset in quarantine that its author has
// written anew since: there it is not shown any more.
func metaPast(n uint64) string { return "past/" + strconv.FormatUint(n, 10) }

// retireAside notes what a changeset that leaves the overlay had replaced of
// those in quarantine: they stay in the overlay and would come back.
func retireAside(tx LocalTx, row OutboxRow) error {
	aside, err := tx.OutboxCount(OutQuarantined)
	if err != nil || aside == 0 {
		return err
	}
	c, err := Decode(row.Raw)
	if err != nil {
		return err
	}
	return passAll(tx, c.Body(), func(string) bool { return true })
}

// passAll passes over what a changeset replaced in some cells.
func passAll(tx LocalTx, body *Changeset, in func(cell string) bool) error {
	for i := range body.Writes {
		w := &body.Writes[i]
		name := body.Header.Records[w.Record].Key.String() + "/" + w.Cell()
		if !in(name) {
			continue
		}
		for _, dot := range w.Replaces {
			if err := passOver(tx, dot, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// passOver adds a cell to those in which an own quarantined changeset is past,
// and so is what that had replaced.
func passOver(tx LocalTx, dot Dot, name string) error {
	row, c, err := asideBy(tx, dot)
	if err != nil || row == nil {
		return err
	}
	past, err := pastCells(tx, row.N)
	if err != nil {
		return err
	}
	if slices.Contains(past, name) {
		return nil
	}
	raw, err := json.Marshal(append(past, name))
	if err != nil {
		return err
	}
	if err := tx.PutMeta(metaPast(row.N), raw); err != nil {
		return err
	}
	return passAll(tx, c.Body(), func(cell string) bool { return cell == name })
}

// asideBy finds the quarantined changeset of a dot in the outbox, nil when it
// is none of this device.
func asideBy(tx LocalReadTx, dot Dot) (*OutboxRow, *Changeset, error) {
	rows, err := tx.Outbox([]string{OutQuarantined}, 0, 1<<20)
	if err != nil {
		return nil, nil, err
	}
	for i := range rows {
		c, err := Decode(rows[i].Raw)
		if err != nil {
			return nil, nil, err
		}
		if c.Dot() == dot || (c.Inner != nil && MakeDot(c.Inner.Header.Device, c.Inner.Header.N) == dot) {
			return &rows[i], c, nil
		}
	}
	return nil, nil, nil
}

func pastCells(tx LocalReadTx, n uint64) (cells []string, err error) {
	raw, ok, err := tx.Meta(metaPast(n))
	if err != nil || !ok {
		return nil, err
	}
	return cells, json.Unmarshal(raw, &cells)
}
