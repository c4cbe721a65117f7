package changesync

import (
	"errors"
	"slices"

	"fieldsync/models"
)

// finish lets the rules have their effect, takes the sequence, late, and
// writes everything together.
func (g *group) finish(jobs []*job) error {
	if err := g.effects(); err != nil {
		return err
	}
	g.seq = g.head.Seq
	if g.changed() {
		seq, err := g.tx.NextSeq()
		if err != nil {
			return err
		}
		g.seq = seq
		if err := g.chainAudit(); err != nil {
			return err
		}
		if err := errors.Join(g.noteErasures(), g.noteDevices()); err != nil {
			return err
		}
	}
	// Signing is a good part of the work and touches nothing that fill does.
	signed := make(chan error, 1)
	go func() { signed <- g.signAll() }()
	filled := error(nil)
	if g.changed() {
		filled = g.fill()
	}
	if err := errors.Join(filled, <-signed); err != nil {
		return err
	}
	for _, j := range jobs {
		if j.err == nil && j.after != nil {
			j.after(g)
		}
	}
	if !g.changed() {
		return nil
	}
	if err := g.tx.Apply(&g.batch); err != nil {
		return err
	}
	return g.regrantAll()
}

func (g *group) signAll() error {
	for _, p := range g.made {
		if err := g.sign(p); err != nil {
			return err
		}
	}
	return nil
}

func (g *group) changed() bool {
	return len(g.moved) > 0 || len(g.regrant) > 0 || len(g.batch.Docs) > 0 || len(g.events) > 0 || len(g.batch.Devices) > 0
}

// fill turns the working set into rows.
func (g *group) fill() error {
	for id := range g.moved {
		g.batch.Devices = append(g.batch.Devices, *g.devices[id])
	}
	for i := range g.batch.History {
		if h := &g.batch.History[i]; h.Seq == 0 { // else it stays where it was
			h.Seq = g.seq
		}
	}
	sums := map[Checksum]uint64{}
	for _, k := range g.touchedKeys() {
		g.fillRecord(g.records[k], sums)
	}
	for c, sum := range sums {
		if sum != 0 {
			c.Sum = sum
			g.batch.Checksums = append(g.batch.Checksums, c)
		}
	}
	slices.SortFunc(g.batch.Checksums, compareChecksums)
	return errors.Join(g.broken, g.noteWithdrawal())
}

func compareChecksums(a, b Checksum) int {
	if c := compareStrings(string(a.Scope), string(b.Scope)); c != 0 {
		return c
	}
	if c := compareStrings(a.Collection, b.Collection); c != 0 {
		return c
	}
	return compareStrings(a.Level, b.Level)
}

func (g *group) touchedKeys() []Key {
	var keys []Key
	for k, w := range g.records {
		if w != nil && (len(w.before) > 0 || w.erased != nil) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, compareKeys)
	return keys
}

// touchedScopes are the scopes that got log entries.
func (g *group) touchedScopes() map[models.Scope]bool {
	out := map[models.Scope]bool{}
	if g == nil {
		return out
	}
	for _, e := range g.batch.Log {
		out[e.Scope] = true
	}
	return out
}

func (g *group) fillRecord(w *work, sums map[Checksum]uint64) {
	r := w.rec
	r.Seq = g.seq
	change := NewRecord(r.Key, r.Scope)
	change.Seq = g.seq
	moved := tally{}
	w.mark(g.head.Epoch, g.seq, change)
	was, now := g.relog(w)
	for name, old := range w.before {
		cell, there := r.Cells[name]
		if there {
			change.Cells[name] = cell
		}
		moved.add(w.col, r.Key, name, &cell, now, false)
		moved.add(w.col, r.Key, name, &old, was, true)
	}
	moved.into(sums, r.Scope, r.Key.Collection)
	w.besideConsent(change)
	body := r.Encode()
	entry := body // all of a new record has changed
	if len(change.Cells) < len(r.Cells) {
		entry = change.Encode()
	}
	g.batch.Records = append(g.batch.Records, StoredRecord{Key: r.Key, Scope: r.Scope, Seq: g.seq, Body: body})
	g.batch.Log = append(g.batch.Log, LogEntry{Seq: g.seq, Scope: r.Scope, Key: r.Key, Body: entry})
	g.project(w)
}

// project keeps what is read by value in step: the index and open conflicts.
func (g *group) project(w *work) {
	if w.col == nil {
		return
	}
	if open := w.rec.OpenFields(w.col); !slices.Equal(open, w.open) {
		g.batch.Settled = append(g.batch.Settled, w.rec.Key)
		for _, f := range open {
			g.batch.Conflicts = append(g.batch.Conflicts, ConflictRow{Key: w.rec.Key, Field: f, Scope: w.rec.Scope})
		}
	}
	if !w.reindexes() {
		return
	}
	if w.stored {
		g.batch.Unindexed = append(g.batch.Unindexed, w.rec.Key)
	}
	g.batch.References = append(g.batch.References, w.rec.references(w.col)...)
}

// reindexes says whether a value changed by which the record is found.
func (w *work) reindexes() bool {
	for cell := range w.before {
		name, _ := CellField(cell)
		if f := w.col.Field(name); f != nil && f.IndexPaths() != nil {
			return true
		}
	}
	return false
}
