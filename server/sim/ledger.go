package sim

import (
	"slices"

	changesync "fieldsync/sync"
)

// checkLedger accounts for every action of every user.
func (w *world) checkLedger(h *history) {
	for _, e := range w.ledger {
		h.checkEntry(e)
	}
	for id, list := range h.stored {
		for _, s := range list {
			if c := h.bodies[id]; w.known[string(id)] == nil && c.Header.App != "fieldsync" {
				w.fail("exactly once", "changeset %d of %s was taken, which nobody wrote", s.N, s.Device)
			}
		}
	}
}

// mayBeGone says of an action that no device has any more whether the server
// need not have it either: it never got it, or has since lost its newest
// history.
func (w *world) mayBeGone(e *entry) bool {
	return e.orphan && (!e.arrived || w.restores > e.restores)
}

// neverAsked: a revoked device gets no answer to a pull, and so does not hear
// that its server was restored (docs/reliability.md, what is not promised).
func (w *world) neverAsked(e *entry) bool {
	for _, d := range w.devices {
		if d.isRevoked() && w.restores > 0 && slices.Contains(d.wrote, e) {
			return true
		}
	}
	return false
}

// checkEntry looks for each write of an action where it may be.
func (h *history) checkEntry(e *entry) {
	list := h.stored[identity(e.hash)]
	if len(list) == 0 {
		if !h.w.mayBeGone(e) && !h.w.neverAsked(e) {
			h.w.fail("nothing lost", "%s: changeset %d never arrived", e.device, e.n)
		}
		return
	}
	h.checkErased(e, list)
	if body := h.bodies[identity(e.hash)]; body.Erased == 0 && string(body.Raw) != string(e.c.Raw) {
		h.w.fail("exactly once", "%s: changeset %d arrived with other content", e.device, e.n)
	}
	if list[0].Outcome == changesync.OutcomeQuarantined {
		h.checkQuarantined(e, list)
		return
	}
	for i := range e.c.Writes {
		wr := &e.c.Writes[i]
		k := e.c.Header.Records[wr.Record].Key
		if h.w.serverField(k.Collection, wr.Field) || h.w.erased(e, wr) {
			continue
		}
		if n := h.standing(cellID{k, wr.Cell()}, identity(e.hash)); n != 1 {
			checker := "nothing lost"
			if n > 1 {
				checker = "exactly once"
			}
			h.w.fail(checker, "%s: changeset %d stands %d times in %s %s: %v", e.device, e.n, n, k, wr.Cell(), h.where)
		}
	}
}

// standing counts a write in its cell and in the cell's history.
func (h *history) standing(cell cellID, id identity) (n int) {
	h.where = nil
	h.w.read(func(tx changesync.ReadTx) error {
		found, err := tx.Records(cell.key)
		if err != nil || found[cell.key].Body == nil {
			return err
		}
		r, err := changesync.DecodeRecord(found[cell.key].Body)
		if err != nil {
			return err
		}
		c := r.Cells[cell.cell]
		for _, dot := range c.Dots() {
			if h.identify(dot) == id {
				n++
				h.where = append(h.where, dot)
			}
		}
		list, err := tx.History(cell.key)
		for _, old := range list {
			if old.Cell == cell.cell && h.identify(old.Dot) == id {
				n++
				h.where = append(h.where, old.Dot+" replaced")
			}
		}
		return err
	})
	return n
}

// checkQuarantined wants a reason, and a record for somebody to find.
func (h *history) checkQuarantined(e *entry, list []*changesync.StoredChangeset) {
	for _, s := range list {
		r, err := changesync.ParseReceipt(s.Receipt, h.w.keys.Public().Sign)
		if err != nil || len(r.Reasons) == 0 {
			h.w.fail("nothing lost", "%s: changeset %d is in quarantine without a reason: %v", e.device, e.n, err)
			return
		}
	}
	for _, item := range h.w.records() {
		if item.Key.Collection != changesync.QuarantineCollection {
			continue
		}
		v := item.Values(nil)
		for _, s := range list {
			if string(v["device"]) == `"`+s.Device+`"` && string(v["n"]) == number(s.N) {
				return
			}
		}
	}
	h.w.fail("nothing lost", "%s: changeset %d is in quarantine where nobody finds it", e.device, e.n)
}
