package changesync

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"fieldsync/models"
)

// Journal keeps what was erased outside the store, so that a backup does not
// bring it back. Append is durable when it returns; it is called before the
// erasure is committed, and again where that is repeated.
type Journal interface {
	Append(notes ...ErasureNote) error
}

// ErasureNote says that fields of a record were erased. It holds names and
// never a value.
type ErasureNote struct {
	At         int64        `json:"at"` // server clock, Unix ms
	Collection string       `json:"collection"`
	Record     string       `json:"record"`
	Scope      models.Scope `json:"scope"`
	Fields     []string     `json:"fields"`
	Deleted    bool         `json:"deleted,omitempty"` // and the record deleted
	Epoch      string       `json:"epoch"`             // the history in which it was done
	Seq        uint64       `json:"seq"`               // and where
}

// docErasures counts the notes, so that a journal which has gone is missed.
const docErasures = "erasures"

// noteErasures writes the journal. It is durable before the erasure is: should
// the commit fail, then at worst a restore erases what was to be erased anyway.
func (g *group) noteErasures() error {
	if len(g.notes) == 0 {
		return nil
	}
	for i := range g.notes {
		g.notes[i].Seq = g.seq
	}
	n, err := countErasures(g.tx)
	if err != nil {
		return err
	}
	body, err := json.Marshal(n + len(g.notes))
	if err != nil {
		return err
	}
	g.batch.Docs = append(g.batch.Docs, Doc{Kind: docErasures, Body: body})
	if g.e.opt.Journal == nil {
		return nil
	}
	return g.e.opt.Journal.Append(g.notes...)
}

func countErasures(tx ReadTx) (int, error) { return countDoc(tx, docErasures) }

// Erasures counts the erasures that the store knows of.
func (e *Engine) Erasures(ctx context.Context) (n int, err error) {
	err = e.store.View(ctx, func(tx ReadTx) (err error) {
		n, err = countErasures(tx)
		return err
	})
	return n, err
}

// journaled is what the journal says of one record.
type journaled struct {
	scope   models.Scope
	marks   map[string]Mark
	deleted bool
}

// Outstanding are the records of which the journal knows an erasure that the
// store does not: a backup from before it has been restored. Ordered.
func (e *Engine) Outstanding(ctx context.Context, notes []ErasureNote) ([]Key, error) {
	var out []Key
	err := e.store.View(ctx, func(tx ReadTx) error {
		out = nil
		for k, j := range gather(notes) {
			open, err := j.outstanding(tx, k)
			if err != nil {
				return err
			}
			if open {
				out = append(out, k)
			}
		}
		return nil
	})
	slices.SortFunc(out, compareKeys)
	return out, err
}

// gather puts together what the notes say of each record.
func gather(notes []ErasureNote) map[Key]*journaled {
	out := map[Key]*journaled{}
	for i := range notes {
		n := &notes[i]
		k := Key{n.Collection, n.Record}
		if out[k] == nil {
			out[k] = &journaled{marks: map[string]Mark{}}
		}
		out[k].scope, out[k].deleted = n.Scope, out[k].deleted || n.Deleted
		for _, f := range n.Fields {
			out[k].marks[f] = out[k].marks[f].joined(Mark{n.Epoch: n.Seq})
		}
	}
	return out
}

func (j *journaled) outstanding(tx ReadTx, k Key) (bool, error) {
	found, err := tx.Records(k)
	if err != nil || found[k].Body == nil {
		return true, err
	}
	r, err := DecodeRecord(found[k].Body)
	if err != nil {
		return false, err
	}
	for field, mark := range j.marks {
		if !r.Erased[field].covers(mark) {
			return true, nil
		}
	}
	return false, nil
}

// Replay erases again what the journal says and the store does not, and returns
// the records. It is to be called before a store that may be older than the
// journal is served. What the restored history had of them goes; so does later
// what devices hand back, unless its author had seen the erasure.
func (e *Engine) Replay(ctx context.Context, notes []ErasureNote) ([]Key, error) {
	open, err := e.Outstanding(ctx, notes)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	all := gather(notes)
	plan := &erasurePlan{actor: ServerUser, reason: "replayed from the journal", replays: true}
	for _, k := range open {
		j := all[k]
		plan.targets = append(plan.targets, erasureTarget{Key: k, scope: j.scope, fields: sortedKeys(j.marks), marks: j.marks, deletes: j.deleted})
	}
	_, err = e.erase(ctx, plan, false)
	return open, err
}

// mark notes in the record, and in its change, where the fields were erased.
func (w *work) mark(epoch string, seq uint64, change *Record) {
	if w.erased == nil {
		return
	}
	w.rec.Erased, change.Erased = maps.Clone(w.rec.Erased), map[string]Mark{}
	for field := range w.erased {
		mark := w.rec.Erased[field]
		if _, here := mark[epoch]; here || !w.replayed { // else it was done in another history
			mark = mark.joined(Mark{epoch: seq})
		}
		w.rec.Erased[field], change.Erased[field] = mark, mark
		for name, cell := range w.rec.Cells { // what was written since, in this group
			if f, _ := CellField(name); f == field {
				change.Cells[name] = cell
			}
		}
	}
}
