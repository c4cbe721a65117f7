package sim

import (
	"bytes"
	"fmt"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// cellID is one cell of one record.
type cellID struct {
	key  changesync.Key
	cell string
}

// write is one write as the store got it.
type write struct {
	dot      changesync.Dot
	w        *changesync.Write
	replaces []changesync.Dot
	at       int64 // effective time of the receipt
	void     bool
	amends   changesync.Dot
	server   bool // by the server's own device
}

// history is the full set of changesets, out of which nothing is ever taken:
// the oracle that the cells are compared with.
type history struct {
	stored map[changesync.Dot]*changesync.StoredChangeset
	writes map[cellID][]*write
}

// readHistory reads every changeset of every device.
func (w *world) readHistory() *history {
	h := &history{stored: map[changesync.Dot]*changesync.StoredChangeset{}, writes: map[cellID][]*write{}}
	w.read(func(tx changesync.ReadTx) error {
		devices, err := tx.DeviceList("")
		if err != nil {
			return err
		}
		for _, d := range devices {
			list, err := tx.Changesets(d.ID, 1, 1<<50)
			if err != nil {
				return err
			}
			for i := range list {
				if err := h.add(w, &list[i], d.Status == changesync.DeviceServer); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if w.failure != nil {
		return nil
	}
	return h
}

// parsed is a changeset with its receipt, read once for all branches of a world.
type parsed struct {
	c       *changesync.Changeset
	receipt *changesync.Receipt
}

func (w *world) parse(s *changesync.StoredChangeset) (p parsed, err error) {
	name := string(s.Hash) + string(s.Receipt)
	p, ok := w.parsed[name]
	if ok {
		return p, nil
	}
	if p.c, err = changesync.Decode(s.Raw); err != nil {
		return p, err
	}
	if p.receipt, err = changesync.ParseReceipt(s.Receipt, nil); err != nil {
		return p, err
	}
	w.parsed[name] = p
	return p, nil
}

func (h *history) add(w *world, s *changesync.StoredChangeset, server bool) error {
	p, err := w.parse(s)
	if err != nil {
		return err
	}
	c, receipt := p.c, p.receipt
	h.stored[c.Dot()] = s
	for i := range c.Writes {
		w := &c.Writes[i]
		t := c.Header.Records[w.Record]
		if !server && serverField(t.Collection, w.Field) {
			continue // void by rule, named in the receipt
		}
		id := cellID{t.Key, w.Cell()}
		h.writes[id] = append(h.writes[id], &write{
			dot: c.Dot(), w: w, replaces: w.Replaces, at: receipt.Effective, server: server,
			void: s.Outcome == changesync.OutcomeQuarantined, amends: c.Header.Amends,
		})
	}
	return nil
}

func serverField(collection, field string) bool {
	col := models.Default().Collection(collection)
	if col == nil || col.Field(field) == nil {
		return false
	}
	return col.Field(field).Policy == models.Server
}

// checkCells compares every cell of the server with the full history. What a
// void write passes on depends on its author's rights at the time, which the
// oracle does not know: it says what must and what may be live.
func (h *history) checkCells(w *world) {
	for _, r := range w.records() {
		for name, cell := range r.Cells {
			id := cellID{r.Key, name}
			must, may := h.live(id)
			for _, dot := range must {
				if !slices.Contains(cell.Dots(), dot) {
					w.fail("oracle", "%s %s: %s is missing, live are %v", id.key, name, dot, cell.Dots())
				}
			}
			for i := range cell.Live {
				h.checkVersion(w, id, &cell.Live[i], may)
			}
		}
	}
}

func (h *history) checkVersion(w *world, id cellID, v *changesync.Version, may map[changesync.Dot]*write) {
	o := may[v.Dot]
	switch {
	case o == nil:
		w.fail("oracle", "%s %s: %s should have been replaced", id.key, id.cell, v.Dot)
	case !bytes.Equal(o.w.Value, v.Value):
		w.fail("oracle", "%s %s: %s says %s, was written as %s", id.key, id.cell, v.Dot, v.Value, o.w.Value)
	case o.at != v.At:
		w.fail("oracle", "%s %s: %s happened at %d, the receipt says %d", id.key, id.cell, v.Dot, v.At, o.at)
	}
}

// live gives the dots that must be live, since nobody can have replaced them,
// and those that may be.
func (h *history) live(id cellID) (must []changesync.Dot, may map[changesync.Dot]*write) {
	may = map[changesync.Dot]*write{}
	byDot := map[changesync.Dot]*write{}
	for _, w := range h.writes[id] {
		byDot[w.dot] = w
	}
	surely, perhaps := map[changesync.Dot]bool{}, map[changesync.Dot]bool{}
	for _, w := range h.writes[id] {
		if w.void {
			continue
		}
		for _, dot := range w.replaces {
			surely[dot] = w.amends == "" || surely[dot]
		}
		for dot := range inherited(w, byDot) {
			perhaps[dot] = true
		}
	}
	for _, w := range h.writes[id] {
		if w.void {
			continue
		}
		if !perhaps[w.dot] && (w.amends == "" || !perhaps[w.amends]) {
			must = append(must, w.dot)
		}
		if !surely[w.dot] {
			may[w.dot] = w
		}
	}
	slices.Sort(must)
	return must, may
}

// inherited is all that a write may replace: what it names, and what the void
// ones among these, or the one it corrects, had named.
func inherited(w *write, byDot map[changesync.Dot]*write) map[changesync.Dot]bool {
	out := map[changesync.Dot]bool{}
	todo := slices.Clone(w.replaces)
	if o := byDot[w.amends]; o != nil {
		todo = append(todo, o.replaces...)
	}
	for len(todo) > 0 {
		dot := todo[0]
		todo = todo[1:]
		if out[dot] {
			continue
		}
		out[dot] = true
		if o := byDot[dot]; o != nil && o.void {
			todo = append(todo, o.replaces...)
		}
	}
	delete(out, w.amends) // it does not drive itself out
	return out
}

func (id cellID) String() string { return fmt.Sprintf("%s %s", id.key, id.cell) }
