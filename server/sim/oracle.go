package sim

import (
	"bytes"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

func (w *world) serverField(collection, field string) bool {
	col := w.centre.reg.Collection(collection)
	if col == nil || col.Field(field) == nil {
		return false
	}
	return col.Field(field).Policy == models.Server
}

// checkCells compares every cell of the server with the full history. What a
// void write passes on depends on its author's rights at the time, which the
// oracle does not know: it says what must and what may be live.
func (h *history) checkCells() {
	for _, r := range h.w.records() {
		for name, cell := range r.Cells {
			h.checkCell(cellID{r.Key, name}, &cell)
		}
	}
}

func (h *history) checkCell(id cellID, cell *changesync.Cell) {
	must, may := h.live(id)
	live := map[identity]bool{}
	for i := range cell.Live {
		live[h.identify(cell.Live[i].Dot)] = true
		h.checkVersion(id, &cell.Live[i], may)
	}
	for _, w := range must {
		if !live[w.id] {
			h.w.fail("oracle", "%s: %s, written as %s, is missing, live are %v", id, h.nameOf(w.id), w.w.Value, cell.Dots())
		}
	}
}

// nameOf is how people would call a write.
func (h *history) nameOf(id identity) changesync.Dot {
	c := h.bodies[id]
	if c == nil {
		return changesync.Dot(id)
	}
	return changesync.MakeDot(c.Header.Device, c.Header.N)
}

func (h *history) checkVersion(id cellID, v *changesync.Version, may map[identity]*write) {
	o := may[h.identify(v.Dot)]
	switch {
	case o == nil && h.w.restores > 0 && h.ambiguous(v.Dot):
		// Who replaced it before the restore knew one of two by this name, and
		// the other came first: it is a conflict once more (docs/reliability.md,
		// what is weak).
	case o == nil:
		h.w.fail("oracle", "%s: %s should have been replaced", id, v.Dot)
	case !bytes.Equal(o.w.Value, v.Value):
		h.w.fail("oracle", "%s: %s says %s, was written as %s", id, v.Dot, v.Value, o.w.Value)
	case o.at != v.At:
		h.w.fail("oracle", "%s: %s happened at %d, the receipt says %d", id, v.Dot, v.At, o.at)
	}
}

// live gives the writes that must be live, since nobody can have replaced
// them, and those that may be.
func (h *history) live(id cellID) (must []*write, may map[identity]*write) {
	may = map[identity]*write{}
	byID := map[identity]*write{}
	for _, w := range h.writes[id] {
		byID[w.id] = w
	}
	surely, perhaps := map[identity]bool{}, map[identity]bool{}
	for _, w := range h.writes[id] {
		if w.void {
			continue
		}
		for _, other := range w.replaces {
			surely[other] = w.amends == "" || surely[other]
		}
		for other := range inherited(w, byID) {
			perhaps[other] = true
		}
	}
	for _, w := range h.writes[id] {
		if w.void {
			continue
		}
		if !perhaps[w.id] && (w.amends == "" || !perhaps[w.amends]) {
			must = append(must, w)
		}
		if !surely[w.id] {
			may[w.id] = w
		}
	}
	return must, may
}

// inherited is all that a write may replace: what it names, and what the void
// ones among these, or the one it corrects, had named.
func inherited(w *write, byID map[identity]*write) map[identity]bool {
	out := map[identity]bool{}
	todo := slices.Clone(w.replaces)
	if o := byID[w.amends]; o != nil {
		todo = append(todo, o.replaces...)
	}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		if out[id] {
			continue
		}
		out[id] = true
		if o := byID[id]; o != nil && o.void {
			todo = append(todo, o.replaces...)
		}
	}
	delete(out, w.amends) // it does not drive itself out
	return out
}
