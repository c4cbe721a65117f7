package sim

import (
	"encoding/json"
	"slices"

	changesync "fieldsync/sync"
)

// journal is the file beside the database: no restore takes it back.
type journal struct{ notes []changesync.ErasureNote }

// Append implements changesync.Journal.
func (j *journal) Append(notes ...changesync.ErasureNote) error {
	j.notes = append(j.notes, notes...)
	return nil
}

// erase lets the office erase a field, or a whole sign-up.
func (w *world) erase() {
	s := w.pick()
	if s == nil {
		return
	}
	req := changesync.EraseRequest{Actor: "admin", Reason: "asked for"}
	switch w.rng.IntN(5) {
	case 0:
		req.Key, req.Fields = changesync.Key{Collection: "customer", ID: "c1"}, []string{"marketing_grid"}
	case 1:
		req.Key, req.Fields = k1, []string{"declined_fields"}
	case 2, 3:
		req.Key, req.Fields = k1, []string{"position"}
	default:
		for _, r := range w.records() {
			if r.Key.Collection == "event_lead" && (req.Key.ID == "" || w.rng.IntN(2) == 0) {
				req.Key = r.Key
			}
		}
		if req.Key.ID == "" {
			return
		}
	}
	w.tracef("the office erases %s %v", req.Key, req.Fields)
	s.ills.doing = "office"
	_, err := s.engine.Erase(w.ctx, req)
	if err == nil {
		w.seen.fault("person erased")
	} else {
		w.tracef("not erased: %v", err)
	}
	w.officeTry(err)
}

// replay is what a server does before it serves.
func (w *world) replay(s *server) error {
	if w.bug.noReplay {
		return nil
	}
	_, err := s.engine.Replay(w.ctx, w.journal.notes)
	return err
}

// finishErasing completes what was noted and then not committed, since the
// database was busy or full: what a server does at its next start.
func (w *world) finishErasing() {
	if s := w.pick(); s != nil {
		w.must("erased", w.replay(s))
	}
}

// erased says whether a write had to go: its field was erased and its author
// had not seen that.
func (w *world) erased(e *entry, wr *changesync.Write) bool {
	k := e.c.Header.Records[wr.Record].Key
	return slices.ContainsFunc(w.journal.notes, func(n changesync.ErasureNote) bool {
		if n.Collection != k.Collection || n.Record != k.ID || !slices.Contains(n.Fields, wr.Field) {
			return false
		}
		m, err := changesync.ParseMoment(e.c.Header.Seen)
		return err != nil || m.Epoch < n.Epoch || (m.Epoch == n.Epoch && m.Seq < n.Seq)
	})
}

// checkErased looks for what had to go wherever it may still be, and for what
// went without need.
func (h *history) checkErased(e *entry, list []*changesync.StoredChangeset) {
	for i := range e.c.Writes {
		wr := &e.c.Writes[i]
		k := e.c.Header.Records[wr.Record].Key
		had := h.w.erased(e, wr)
		for _, s := range list {
			c, err := changesync.Decode(s.Raw)
			if err != nil {
				h.w.fail("erased", "%s: changeset %d: %v", e.device, e.n, err)
				return
			}
			if kept := holdsWrite(c.Body(), k, wr); kept == had {
				h.w.fail("erased", "%s: changeset %d of %s, %s %s: its author had not seen an erasure: %v, it is kept: %v", e.device, s.N, s.Device, k, wr.Cell(), had, kept)
			}
			if had {
				h.checkItems(s, k, wr)
			}
		}
		if had {
			if n := h.standing(cellID{k, wr.Cell()}, identity(e.hash)); n > 0 {
				h.w.fail("erased", "%s: changeset %d still stands in %s %s: %v", e.device, e.n, k, wr.Cell(), h.where)
			}
		}
	}
}

func holdsWrite(c *changesync.Changeset, k changesync.Key, wr *changesync.Write) bool {
	return slices.ContainsFunc(c.Writes, func(o changesync.Write) bool {
		return c.Header.Records[o.Record].Key == k && o.Cell() == wr.Cell()
	})
}

// checkItems looks into the quarantine records of a changeset.
func (h *history) checkItems(s *changesync.StoredChangeset, k changesync.Key, wr *changesync.Write) {
	for _, item := range h.w.records() {
		if item.Key.Collection != changesync.QuarantineCollection {
			continue
		}
		v := item.Values(nil)
		if string(v["device"]) != `"`+s.Device+`"` || string(v["n"]) != number(s.N) {
			continue
		}
		var content []struct{ Collection, Record, Field string }
		if v["content"] != nil && json.Unmarshal(v["content"], &content) != nil {
			h.w.fail("erased", "the content of %s cannot be read", item.Key)
		}
		for _, c := range content {
			if c.Collection == k.Collection && c.Record == k.ID && c.Field == wr.Field {
				h.w.fail("erased", "%s still shows %s of %s", item.Key, c.Field, k)
			}
		}
	}
}

// checkForgotten: a device that has synced keeps nothing that had to go, also
// of its own in quarantine. What was put aside by a history that a restore took
// away, in a scope that has left the device, nobody tells it of
// (docs/security.md).
func (d *device) checkForgotten() {
	d.view(func(tx changesync.LocalReadTx) error {
		rows, err := tx.Outbox(nil, 0, 1<<20)
		for _, row := range rows {
			c, err := changesync.Decode(row.Raw)
			if err != nil {
				return err
			}
			e := d.w.known[string(c.Body().Hash)]
			for i := range c.Body().Writes {
				wr := &c.Body().Writes[i]
				if e != nil && d.w.erased(e, wr) && !(d.w.restores > 0 && gone(tx, c.Body().Header.Records[wr.Record].Key)) {
					d.w.fail("erased", "%s keeps %s of its changeset %d (%s)", d.name, wr.Cell(), row.N, row.State)
				}
			}
		}
		return err
	})
}

// gone says whether a record has left the device.
func gone(tx changesync.LocalReadTx, key changesync.Key) bool {
	_, held, err := tx.Base(key)
	return err == nil && !held
}

// keepBodies plants a bug: what was received stays as it was.
func keepBodies(b *changesync.Batch) { b.Redacted = nil }

// keepHistory plants a bug: what was replaced stays in the history.
func keepHistory(b *changesync.Batch) { b.Forgotten = nil }
