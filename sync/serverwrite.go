package changesync

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"time"

	"fieldsync/models"
)

// Edit is a change of one record by the server's own device: for the office,
// for rules and for the command line.
type Edit struct {
	Key   Key
	Scope models.Scope // home scope; needed for a new record, "" otherwise
	Set   models.Values
	// Add and Remove change the elements of sets; Add also appends to lists,
	// under the element name given.
	Add, Remove map[string][]json.RawMessage
	// Seen are, for a field of Set, the dots that its author saw: others stay
	// beside the new value, as with anybody's write. A field that is not there
	// replaces whatever stands in it at the commit.
	Seen map[string][]Dot
}

// WriteAs writes edits as one changeset of the server's device in the name of
// the actor, and returns its sequence.
func (e *Engine) WriteAs(ctx context.Context, actor string, edits ...Edit) (uint64, error) {
	var seq uint64
	j := &job{}
	for _, ed := range edits {
		j.keys = append(j.keys, ed.Key)
	}
	j.run = func(g *group) error { return g.officeWrite(actor, edits) }
	j.after = func(g *group) { seq = g.seq }
	if err := e.submit(ctx, j); err != nil {
		return 0, err
	}
	return seq, nil
}

// WritePart writes edits as WriteAs does, as one part of a long piece of work.
// Grants that follow from them are not derived with it but fall due: those of a
// person are derived once, before he is answered next, however many parts
// concerned him. It returns whose they are, for Regrant when the work is done,
// so that their devices are woken.
func (e *Engine) WritePart(ctx context.Context, actor string, edits ...Edit) (whose []string, err error) {
	var in *group
	j := &job{}
	for _, ed := range edits {
		j.keys = append(j.keys, ed.Key)
	}
	j.run = func(g *group) error {
		if in = g; g.parts == nil {
			g.parts = map[Key]bool{}
		}
		for _, k := range j.keys {
			g.parts[k] = true
		}
		return g.officeWrite(actor, edits)
	}
	if err := e.submit(ctx, j); err != nil {
		return nil, err
	}
	return in.owed, nil
}

// officeWrite writes edits and notes who did it, unless it was a rule.
func (g *group) officeWrite(actor string, edits []Edit) error {
	if err := g.writeAs(actor, edits); err != nil || actor == ServerUser {
		return err
	}
	for i := range edits {
		k := edits[i].Key
		g.audit(AuditEvent{Action: AuditOffice, User: actor, Collection: k.Collection, Record: k.ID})
	}
	return nil
}

// writeAs turns edits into a changeset that replaces what stands there now.
func (g *group) writeAs(actor string, edits []Edit) error {
	c := &Changeset{Header: Header{Actor: actor}}
	for _, ed := range edits {
		w, err := g.record(ed.Key)
		if err != nil {
			return err
		}
		t := Target{Key: ed.Key, Scope: ed.Scope, New: w == nil}
		var cells map[string]Cell
		if w != nil {
			t.Scope, cells = w.rec.Scope, w.rec.Cells
		}
		if t.Scope == "" {
			return &models.Error{Code: CodeWrongScope, Field: ed.Key.String(), Message: "a new record needs its home scope"}
		}
		c.Header.Records = append(c.Header.Records, t)
		c.Writes = append(c.Writes, g.writesOf(ed, len(c.Header.Records)-1, cells)...)
	}
	if len(c.Writes) == 0 {
		return nil
	}
	return g.serverChangeset(c)
}

// writeParts writes edits by the server in as many changesets as the caps ask for.
func (g *group) writeParts(edits []Edit) error {
	const bytes, records = MaxChangesetBytes / 2, MaxChangesetRecords
	for len(edits) > 0 {
		n, size := 0, 0
		for n < len(edits) && n < records && (n == 0 || size+edits[n].Size() <= bytes) {
			size += edits[n].Size()
			n++
		}
		if err := g.writeAs(ServerUser, edits[:n]); err != nil {
			return err
		}
		edits = edits[n:]
	}
	return nil
}

// Size is about how many bytes an edit takes in a changeset.
func (ed *Edit) Size() int {
	n := 200
	for _, v := range ed.Set {
		n += 100 + len(v)
	}
	for _, list := range ed.Add {
		for _, v := range list {
			n += 100 + 2*len(v)
		}
	}
	return n
}

func (g *group) writesOf(ed Edit, record int, cells map[string]Cell) []Write {
	var out []Write
	put := func(field, elem string, value json.RawMessage) {
		cell := cells[cellName(field, elem)]
		replaces := cell.Dots()
		if field == DeletedField { // it names all that its author saw
			replaces = (&Record{Cells: cells}).Dots()
		}
		out = append(out, Write{Record: record, Field: field, Elem: elem, Value: value, Replaces: replaces})
	}
	for _, field := range sortedKeys(ed.Set) {
		put(field, "", ed.Set[field])
		if seen, told := ed.Seen[field]; told {
			out[len(out)-1].Replaces = seen
		}
	}
	for _, field := range sortedKeys(ed.Add) {
		for _, v := range ed.Add[field] {
			if policyOf(g.e.reg.Collection(ed.Key.Collection), field) == models.Append {
				put(field, g.e.opt.NewID(), v)
			} else {
				put(field, string(v), v)
			}
		}
	}
	for _, field := range sortedKeys(ed.Remove) {
		for _, v := range ed.Remove[field] {
			put(field, string(v), json.RawMessage("null"))
		}
	}
	return out
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// nameAsServer gives a changeset its name and chain as the next one of the
// server's device.
func (g *group) nameAsServer(c *Changeset) (*Device, error) {
	dev := g.devices[g.server]
	if dev == nil {
		return nil, fail(CodeUnknownDevice, "the server's own device is missing")
	}
	h := &c.Header
	h.Device, h.N, h.Prev = dev.ID, dev.N+1, dev.Hash
	h.At = time.UnixMilli(g.now).In(chinaTime).Format(time.RFC3339Nano)
	h.App, h.Schema = "fieldsync", SchemaVersion
	if h.Actor == "" {
		h.Actor = ServerUser
	}
	return dev, c.Encode(g.e.opt.Random)
}

// serverChangeset names, signs and applies a changeset of the server's device.
func (g *group) serverChangeset(c *Changeset) error {
	dev, err := g.nameAsServer(c)
	if err != nil {
		return err
	}
	h := &c.Header
	run := &Run{Device: dev.ID, Changesets: []*Changeset{c}}
	run.Signature = ed25519.Sign(g.e.signKey(), runMessage(dev.ID, h.N, h.N, c.Hash))
	// The number is taken first: what this changeset sets off takes the next.
	before := *dev
	dev.N, dev.Hash, dev.LastSeen = h.N, c.Hash, g.now
	if _, err := g.apply(c, dev, knownMoment{Moment{Time: g.now}, true}, run.signatureText()); err != nil {
		*dev = before
		return err
	}
	g.moved[dev.ID] = true
	return nil
}
