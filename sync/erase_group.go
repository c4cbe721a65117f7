package changesync

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"fieldsync/models"
	"fieldsync/models/strict"
)

// eraser is one erasure at work in its group.
type eraser struct {
	g     *group
	plan  *erasurePlan
	items map[Key]bool // quarantine records that show what goes
	told  []Edit       // what the authors of quarantined changesets are told
	out   *Erasure
}

// erase does what was planned. The records are locked, so no changeset can come
// to them meanwhile; those that came since the plan was made are looked at now.
func (g *group) erase(plan *erasurePlan, out *Erasure) error {
	p := *plan // as it was before, should the transaction run again
	p.targets, p.found = slices.Clone(plan.targets), slices.Clone(plan.found)
	p.upTo, p.index, p.indexed = map[string]uint64{}, nil, 0
	if plan.expires {
		if err := p.leave(g); err != nil || len(p.targets) == 0 {
			return err
		}
	}
	for d, n := range plan.upTo {
		p.upTo[d] = n
	}
	e := &eraser{g: g, plan: &p, items: map[Key]bool{}, out: out}
	if err := p.scan(g.tx); err != nil {
		return err
	}
	if err := e.quarantined(); err != nil {
		return err
	}
	if err := e.redact(); err != nil {
		return err
	}
	for i := range p.targets {
		if err := e.record(&p.targets[i]); err != nil {
			return err
		}
	}
	return e.after()
}

// quarantined adds the quarantine records of the changesets found: what they
// show, and the changesets in which the server wrote it.
func (e *eraser) quarantined() error {
	g := e.g
	for _, at := range e.plan.found {
		s, err := g.numbered(at.device, at.n)
		if err != nil {
			return err
		}
		if s == nil || s.Outcome != OutcomeQuarantined {
			continue
		}
		scopes, err := g.itemScopes(s.name())
		if err != nil {
			return err
		}
		part := map[string]int{}
		for _, scope := range scopes {
			if ownScope(scope) {
				if err := e.tellAuthor(s, scope); err != nil {
					return err
				}
			}
			if err := e.item(itemKey(s.name(), scope, part[string(scope)])); err != nil {
				return err
			}
			part[string(scope)]++
		}
	}
	return nil
}

// tellAuthor adds to the author's own quarantine record what was erased: the
// scope may have left his devices, and they keep what he wrote.
func (e *eraser) tellAuthor(s *StoredChangeset, scope models.Scope) error {
	c, err := Decode(s.Raw)
	if err != nil {
		return err
	}
	_, void, err := c.Redacted(e.plan.goes)
	if err != nil || len(void) == 0 {
		return err
	}
	k := itemKey(s.name(), scope, 0)
	w, err := e.g.record(k)
	if err != nil || w == nil {
		return err
	}
	var before []Reason
	if raw := w.rec.Values(w.col)["reasons"]; raw != nil {
		if err := json.Unmarshal(raw, &before); err != nil {
			return err
		}
	}
	reasons := append(voidWrites(void).reasons(c.Body()), before...)
	e.told = append(e.told, Edit{Key: k, Set: models.Values{"reasons": itemReasons(reasons[:min(len(reasons), maxItemReasons)])}})
	return nil
}

const itemContent = "content"

func (e *eraser) item(k Key) error {
	w, err := e.g.record(k)
	if err != nil || w == nil || e.items[k] {
		return err
	}
	cell := w.rec.Cells[itemContent]
	if shown := cell.Shown(nil); shown == nil || isNull(shown.Value) {
		return nil // the author's own record holds no content
	}
	e.items[k] = true
	e.plan.targets = append(e.plan.targets, erasureTarget{Key: k, scope: w.rec.Scope, fields: []string{itemContent}})
	versions, err := e.g.versions(w, itemContent)
	if err != nil {
		return err
	}
	for i := range versions {
		s, err := e.g.find(versions[i].Dot)
		if err != nil {
			return err
		}
		if s != nil {
			e.plan.found = append(e.plan.found, numberedChangeset{s.Device, s.N})
		}
	}
	return nil
}

// redact takes bodies and salts out of the changesets.
func (e *eraser) redact() error {
	slices.SortFunc(e.plan.found, func(a, b numberedChangeset) int {
		if c := compareStrings(a.device, b.device); c != 0 {
			return c
		}
		return int(int64(a.n) - int64(b.n))
	})
	for _, at := range slices.Compact(e.plan.found) {
		s, err := e.g.numbered(at.device, at.n)
		if err != nil || s == nil {
			return err
		}
		c, err := Decode(s.Raw)
		if err != nil {
			return err
		}
		less, void, err := c.Redacted(e.plan.goes)
		if err != nil {
			return err
		}
		if len(void) > 0 {
			e.g.batch.Redacted = append(e.g.batch.Redacted, StoredChangeset{Device: s.Device, N: s.N, Raw: less.Raw})
			e.out.Changesets++
		}
	}
	return nil
}

// record takes the fields out of a record, of its history and of the log.
func (e *eraser) record(t *erasureTarget) error {
	g := e.g
	w, err := g.record(t.Key)
	if err != nil {
		return err
	}
	if w == nil { // a restored history does not know it yet: it will come back
		w = &work{rec: NewRecord(t.Key, t.scope), col: g.e.reg.Collection(t.Collection), before: map[string]Cell{}}
		g.records[t.Key] = w
	}
	w.erased, w.replayed = map[string]bool{}, e.plan.replays && !e.items[t.Key]
	for _, field := range t.fields {
		w.erased[field] = true
		for name, cell := range w.rec.Cells {
			if f, _ := CellField(name); f == field {
				e.out.Values += len(cell.Live)
				w.touch(name)
			}
		}
		w.rec.erase(field, w.rec.Erased[field].joined(t.marks[field]))
	}
	if err := e.history(t.Key, w); err != nil {
		return err
	}
	return e.log(t.Key, w)
}

// history keeps of a record's history what is not erased.
func (e *eraser) history(k Key, w *work) error {
	list, err := e.g.tx.History(k)
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(list), func(h HistoryEntry) bool {
		field, _ := CellField(h.Cell)
		return w.erased[field]
	})
	if len(kept) < len(list) {
		e.out.History += len(list) - len(kept)
		e.g.batch.Forgotten = append(e.g.batch.Forgotten, k)
		e.g.batch.History = append(e.g.batch.History, kept...)
	}
	return nil
}

// log rewrites what earlier entries say, each where it is: who reads from
// before gets nothing of it, and then the erasure's own entry.
func (e *eraser) log(k Key, w *work) error {
	q := LogQuery{Scopes: nil, From: e.g.head.Horizon, To: e.g.head.Seq, Limit: pageRows}
	q.Scopes = append(q.Scopes, w.rec.Scope)
	for {
		rows, err := e.g.tx.Log(q)
		if err != nil {
			return err
		}
		for i := range rows {
			q.AfterSeq, q.After = rows[i].Seq, rows[i].Key
			if rows[i].Key != k {
				continue
			}
			if err := e.entry(&rows[i], w); err != nil {
				return err
			}
		}
		if len(rows) < q.Limit {
			return nil
		}
	}
}

func (e *eraser) entry(row *LogEntry, w *work) error {
	change, err := DecodeRecord(row.Body)
	if err != nil {
		return err
	}
	before := len(change.Cells)
	for name := range change.Cells {
		if field, _ := CellField(name); w.erased[field] {
			delete(change.Cells, name)
		}
	}
	if len(change.Cells) < before {
		e.out.Log++
		row.Body = change.Encode()
		e.g.batch.Log = append(e.g.batch.Log, *row)
	}
	return nil
}

// after writes what has to be said, as the server: what quarantine records still
// show, and that records are gone; and notes all of it.
func (e *eraser) after() error {
	g := e.g
	edits := e.told
	for i := range e.plan.targets {
		t := &e.plan.targets[i]
		w := g.records[t.Key]
		if e.items[t.Key] {
			e.out.Quarantine++
			content, err := e.content(w.before[itemContent])
			if err != nil {
				return err
			}
			if content != nil {
				edits = append(edits, Edit{Key: t.Key, Set: map[string]json.RawMessage{itemContent: content}})
			}
			continue // a replay finds it again by what it shows
		}
		if t.deletes {
			c := &Changeset{Writes: []Write{{Field: DeletedField, Value: json.RawMessage("true"), Replaces: w.rec.Dots()}}}
			c.Header.Records = []Target{{Key: t.Key, Scope: w.rec.Scope}}
			c.Header.Actor = e.plan.actor
			if err := g.serverChangeset(c); err != nil {
				return err
			}
		}
		e.note(t)
		e.out.Records = append(e.out.Records, ErasedRecord{t.Collection, t.ID, t.fields, t.deletes})
		g.audit(AuditEvent{Action: AuditErase, User: e.plan.actor, Collection: t.Collection, Record: t.ID,
			Reason: e.plan.reason, Detail: strings.Join(t.fields, " ")})
	}
	return g.writeParts(onceEach(edits))
}

// onceEach puts the edits of one record together: an author's own quarantine
// record may have to forget and to tell, and one changeset is found under every
// name by which it came.
func onceEach(edits []Edit) (out []Edit) {
	at := map[Key]int{}
	for _, e := range edits {
		i, there := at[e.Key]
		if !there {
			at[e.Key] = len(out)
			e.Set = maps.Clone(e.Set)
			out = append(out, e)
			continue
		}
		maps.Copy(out[i].Set, e.Set)
	}
	return out
}

// note writes an erasure into the journal, if it does not come from there. One
// of this very history was not committed when it was noted, and is now.
func (e *eraser) note(t *erasureTarget) {
	here := false
	for _, mark := range t.marks {
		here = here || mark[e.g.head.Epoch] > 0
	}
	if e.plan.replays && !here {
		return
	}
	e.g.notes = append(e.g.notes, ErasureNote{At: e.g.now, Collection: t.Collection, Record: t.ID, Scope: t.scope,
		Fields: t.fields, Deleted: t.deletes, Epoch: e.g.head.Epoch})
}

// content is what a quarantine record still shows, nil for nothing.
func (e *eraser) content(cell Cell) (json.RawMessage, error) {
	shown := cell.Shown(nil)
	if shown == nil {
		return nil, nil
	}
	kept := []byte{'['}
	err := strict.Array(shown.Value, func(item []byte) error {
		var at struct{ Collection, Record, Field string }
		if err := json.Unmarshal(item, &at); err != nil {
			return err
		}
		if e.plan.goes(Target{Key: Key{at.Collection, at.Record}}, &Write{Field: at.Field}) {
			return nil
		}
		if len(kept) > 1 {
			kept = append(kept, ',')
		}
		kept = append(kept, item...)
		return nil
	})
	if err != nil || len(kept) == 1 {
		return nil, err
	}
	return append(kept, ']'), nil
}
