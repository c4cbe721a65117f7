package sim

import (
	"slices"

	changesync "fieldsync/sync"
)

// checkLedger accounts for every action of every user.
func (w *world) checkLedger(h *history) {
	counts := map[string]uint64{}
	for _, e := range w.ledger {
		counts[e.device.caller.ID]++
		w.checkEntry(h, e)
	}
	w.read(func(tx changesync.ReadTx) error {
		for _, d := range w.devices {
			found, err := tx.Devices(d.caller.ID)
			if err != nil {
				return err
			}
			if got := found[d.caller.ID].N; got != counts[d.caller.ID] {
				w.fail("exactly once", "%s: %d changesets were taken, its user acted %d times", d.name, got, counts[d.caller.ID])
			}
		}
		return nil
	})
}

// checkEntry looks for each write of an action where it may be.
func (w *world) checkEntry(h *history, e *entry) {
	s := h.stored[e.dot]
	if s == nil {
		w.fail("nothing lost", "%s: changeset %d never arrived", e.device.name, e.n)
		return
	}
	if string(s.Raw) != string(e.c.Raw) {
		w.fail("exactly once", "%s: changeset %d arrived with other content", e.device.name, e.n)
	}
	if s.Outcome == changesync.OutcomeQuarantined {
		w.checkQuarantined(e, s)
		return
	}
	for i := range e.c.Writes {
		wr := &e.c.Writes[i]
		k := e.c.Header.Records[wr.Record].Key
		if serverField(k.Collection, wr.Field) {
			continue
		}
		if n := w.standing(k, wr.Cell(), e.dot); n != 1 {
			checker := "nothing lost"
			if n > 1 {
				checker = "exactly once"
			}
			w.fail(checker, "%s: changeset %d stands %d times in %s %s", e.device.name, e.n, n, k, wr.Cell())
		}
	}
}

// standing counts a write in its cell and in the history.
func (w *world) standing(k changesync.Key, cell string, dot changesync.Dot) (n int) {
	w.read(func(tx changesync.ReadTx) error {
		found, err := tx.Records(k)
		if err != nil || found[k].Body == nil {
			return err
		}
		r, err := changesync.DecodeRecord(found[k].Body)
		if err != nil {
			return err
		}
		c := r.Cells[cell]
		if slices.Contains(c.Dots(), dot) {
			n++
		}
		list, err := tx.History(k)
		for _, old := range list {
			if old.Cell == cell && old.Dot == dot {
				n++
			}
		}
		return err
	})
	return n
}

// checkQuarantined wants a reason, and a record for somebody to find.
func (w *world) checkQuarantined(e *entry, s *changesync.StoredChangeset) {
	r, err := changesync.ParseReceipt(s.Receipt, w.keys.Public().Sign)
	if err != nil || len(r.Reasons) == 0 {
		w.fail("nothing lost", "%s: changeset %d is in quarantine without a reason: %v", e.device.name, e.n, err)
		return
	}
	for _, item := range w.records() {
		if item.Key.Collection != changesync.QuarantineCollection {
			continue
		}
		v := item.Values(nil)
		if string(v["device"]) == `"`+e.device.caller.ID+`"` && string(v["n"]) == number(e.n) {
			return
		}
	}
	w.fail("nothing lost", "%s: changeset %d is in quarantine where nobody finds it", e.device.name, e.n)
}
