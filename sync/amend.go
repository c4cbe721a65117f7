package changesync

import (
	"encoding/json"
	"slices"

	"fieldsync/models"
)

// amended is the quarantined changeset that an application corrects.
type amended struct {
	dot     Dot
	c       *Changeset
	stored  *StoredChangeset
	receipt *Receipt
	author  string         // on whose device it was made
	settles []models.Scope // whose parts the correction settles
}

// findAmended loads what the changeset corrects, or says why it cannot.
func (a *application) findAmended() (*Reason, error) {
	dot, err := a.nameOf(a.body.Header.Amends)
	if err != nil {
		return nil, err
	}
	stored, err := a.g.find(dot)
	if err != nil {
		return nil, err
	}
	if stored == nil || stored.Outcome != OutcomeQuarantined {
		return &Reason{Code: CodeNotFound, Message: "what it amends is not in quarantine: " + string(dot)}, nil
	}
	dot = stored.name()
	c, err := Decode(stored.Raw)
	if err != nil {
		return nil, err
	}
	am := &amended{dot: dot, c: c, stored: stored}
	if am.author, err = a.g.writer(c); err != nil {
		return nil, err
	}
	if am.receipt, err = a.g.receiptOf(stored); err != nil {
		return nil, err
	}
	a.amended = am
	return a.settles(am)
}

// takePlace gives a correcting write the place of the void one: what that had
// replaced, its time, and its author where it says the same. later are the
// writes that stand after the void one, since somebody replaced it in the
// meantime: then the correction goes to the history.
func (a *application) takePlace(w *work, cell string, v *Version) (later map[Dot]bool, err error) {
	am, key := a.amended, w.rec.Key
	v.As, v.At = am.dot, am.receipt.Effective
	body := am.c.Body()
	v.Said = body.Header.At
	for i := range body.Writes {
		old := &body.Writes[i]
		t := body.Header.Records[old.Record]
		if t.Key != key || old.Cell() != cell {
			continue
		}
		if am.author == body.Header.Actor && equalJSON(old.Value, v.Value) {
			v.By = am.author
		}
		if a.mayInherit(t, old) {
			v.Replaces = union(v.Replaces, old.Replaces)
		}
	}
	versions, err := a.g.versions(w, cell)
	if err != nil {
		return nil, err
	}
	return a.g.standAfter(am.dot, versions, key, cell), nil
}

// mayInherit says whether the correction may replace what the void write had
// replaced: not what its own author has no right to replace either.
func (a *application) mayInherit(t Target, w *Write) bool {
	return a.dev.Status == DeviceServer || a.g.mayNotReplace(a.body.Header.Actor, a.body, t, w) == nil
}

func union(a, b []Dot) []Dot {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// versions are all writes of a cell that were ever valid.
func (g *group) versions(w *work, cell string) ([]Version, error) {
	out := slices.Clone(w.rec.Cells[cell].Live)
	history, err := g.tx.History(w.rec.Key)
	if err != nil {
		return nil, err
	}
	for _, h := range append(history, g.batch.History...) {
		if h.Key != w.rec.Key || h.Cell != cell {
			continue
		}
		v, err := DecodeVersion(h.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// standAfter finds the writes that replaced a void dot, or one of those that did.
func (g *group) standAfter(dot Dot, versions []Version, key Key, cell string) map[Dot]bool {
	later := map[Dot]bool{}
	named := make([]map[Dot]bool, len(versions))
	for i := range versions {
		named[i] = closure(versions[i].Replaces, &Cell{}, key, cell, g)
	}
	for grown := true; grown; {
		grown = false
		for i := range versions {
			v := &versions[i]
			if later[v.Dot] || v.As == dot {
				continue
			}
			for d := range named[i] {
				if d == dot || later[d] {
					later[v.Dot], grown = true, true
					break
				}
			}
		}
	}
	return later
}

// itemReasons is the reasons as the quarantine record shows them.
func itemReasons(reasons []Reason) json.RawMessage {
	b, err := json.Marshal(reasons)
	if err != nil {
		return json.RawMessage("[]")
	}
	return b
}
