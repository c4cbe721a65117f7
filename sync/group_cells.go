package changesync

import (
	"maps"
	"slices"

	"fieldsync/models"
)

// touch notes how a cell was before the group changed it.
func (w *work) touch(cell string) {
	if _, changed := w.before[cell]; !changed {
		w.before[cell] = w.rec.Cells[cell].clone()
	}
}

// merge joins a write into a staged record.
func (g *group) merge(w *work, cell string, v Version) {
	w.touch(cell)
	for _, old := range w.rec.Merge(cell, v, g) {
		g.remember(w.rec.Key, cell, &old)
	}
}

// retire takes replaced versions out of a cell of a staged record, but for some.
func (g *group) retire(w *work, cell string, dots []Dot, except map[Dot]bool) {
	w.touch(cell)
	c := w.rec.Cells[cell]
	replaced := closure(dots, &c, w.rec.Key, cell, g)
	maps.DeleteFunc(replaced, func(d Dot, _ bool) bool { return except[d] })
	for _, old := range c.retire(replaced, g) {
		g.remember(w.rec.Key, cell, &old)
	}
	w.rec.Cells[cell] = c
}

// pass puts a correction that comes too late straight into the history. What
// stands after the void write is not replaced by its correction.
func (g *group) pass(w *work, cell string, v *Version, later map[Dot]bool) {
	g.retire(w, cell, v.Replaces, later)
	g.arrive(w, cell, v.Dot)
	g.remember(w.rec.Key, cell, v)
}

// arrive notes that a write which was replaced before has come.
func (g *group) arrive(w *work, cell string, dot Dot) {
	w.touch(cell)
	c := w.rec.Cells[cell]
	c.Awaited = slices.DeleteFunc(c.Awaited, func(d Dot) bool { return d == dot })
	w.rec.Cells[cell] = c
}

func (g *group) remember(k Key, cell string, v *Version) {
	g.batch.History = append(g.batch.History, HistoryEntry{
		Key: k, Cell: cell, Dot: v.Dot, Body: EncodeVersion(v),
	})
}

// voided lets those inherit who replaced the writes of a changeset before it
// arrived and turned out to be void.
func (a *application) voided() error {
	for i := range a.body.Writes {
		w := &a.body.Writes[i]
		t, cell := a.body.Header.Records[w.Record], w.Cell()
		there, err := a.g.record(t.Key)
		if err != nil || there == nil || !slices.Contains(there.rec.Cells[cell].Awaited, a.dot) {
			if err != nil {
				return err
			}
			continue
		}
		rec, err := a.g.open(a.stage, t.Key, t.Scope)
		if err != nil {
			return err
		}
		a.g.arrive(rec, cell, a.dot)
		if replaces, right, _ := a.g.Void(t.Key, cell, a.dot); right {
			a.g.retire(rec, cell, replaces, nil)
		}
	}
	return nil
}

// Arrived implements Context.
func (g *group) Arrived(d Dot) bool {
	device, n, _ := d.Parts()
	dev, err := g.device(device)
	if err != nil {
		return true
	}
	if dev == nil {
		return false
	}
	// The changeset being applied right now is n = dev.N + 1.
	if n <= dev.N && !d.carried() {
		return true
	}
	marked, err := g.wasCarried(device)
	if err != nil || !marked {
		return false
	}
	s, err := g.find(d)
	if err != nil {
		g.broken = err
	}
	return s != nil
}

// Void implements Context.
func (g *group) Void(key Key, cell string, dot Dot) (replaces []Dot, right, void bool) {
	c, err := g.quarantined(dot)
	if err != nil {
		g.broken = err
	}
	if c == nil {
		return nil, false, false
	}
	body := c.Body()
	for i := range body.Writes {
		w := &body.Writes[i]
		if t := body.Header.Records[w.Record]; t.Key == key && w.Cell() == cell {
			return w.Replaces, g.hadRight(c, t, w), true
		}
	}
	return nil, false, true
}

// Former implements Context.
func (g *group) Former(key Key, cell string, dots []Dot) *Version {
	versions, err := g.versions(&work{rec: NewRecord(key, "")}, cell)
	if err != nil {
		g.broken = err
		return nil
	}
	return newest(slices.DeleteFunc(versions, func(v Version) bool { return !slices.Contains(dots, v.Dot) }))
}

// hadRight judges by what the author may do now: he who lost a scope has no
// say any more in what his unseen writes had replaced there.
func (g *group) hadRight(c *Changeset, t Target, w *Write) bool {
	author, err := g.writer(c)
	if err != nil {
		return false
	}
	rec := NewRecord(t.Key, t.Scope)
	if there, err := g.record(t.Key); err == nil && there != nil {
		rec = there.rec
	}
	right := g.right(author, t.Scope, t.Collection)
	return right.May(deedOf(right, rec, t, w)) && g.mayNotWrite(author, t, w) == nil && g.mayNotReplace(author, c.Body(), t, w) == nil
}

// mayNotWrite says why an author may not write a field of which the table of
// rights speaks apart, to a record that he may write.
func (g *group) mayNotWrite(author string, t Target, w *Write) *Reason {
	line := lineOf(g.e.reg.Collection(t.Collection), w.Field)
	there, err := g.record(t.Key)
	if line == "" || err != nil {
		return nil
	}
	scope, do := t.Scope, models.Edit
	if there != nil {
		if scope = there.rec.Scope; settlesOpen(there.rec.Cells[w.Cell()], w) {
			do = models.Settle
		}
	}
	if g.right(author, scope, line).May(do) {
		return nil
	}
	r := reasonFor(t, w.Field, CodeOutsideGrants, "the author may not write this field")
	r.ZH = "作者无权填写该字段"
	return &r
}

// mayNotReplace says why an author may not replace what a write names: a field
// that is written once, or a value that is withheld from him. What he added
// himself he may replace.
func (g *group) mayNotReplace(author string, body *Changeset, t Target, w *Write) *Reason {
	col := g.e.reg.Collection(t.Collection)
	if len(w.Replaces) == 0 || col == nil || col.Field(w.Field) == nil {
		return nil
	}
	f := col.Field(w.Field)
	if f.Policy == models.Fixed {
		return ptr(reasonFor(t, w.Field, CodeFixedField, "this field is written once, at creation; void the record and make a new one"))
	}
	see := rightToField(g.held(author), t.Scope, col, f).See
	if confidential(f) && see != models.LevelFull && !g.ownDots(author, body.Header.Device, t.Key, w) {
		return ptr(reasonFor(t, w.Field, CodeWithheld, "a value that is withheld from its author cannot be replaced by him"))
	}
	return nil
}

// ownDots says whether all that a write replaces was written by its author.
func (g *group) ownDots(author, device string, key Key, w *Write) bool {
	there, err := g.record(key)
	if err != nil {
		return false
	}
	cell := Cell{}
	if there != nil {
		cell = there.rec.Cells[w.Cell()]
	}
	return !slices.ContainsFunc(w.Replaces, func(d Dot) bool {
		if i := cell.index(d); i >= 0 {
			return cell.Live[i].By != author
		}
		return d.Device() != device && !g.Arrived(d)
	})
}
