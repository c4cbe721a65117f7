package sim

import (
	"bytes"
	"slices"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// The checks by name, with the invariant each stands for.
var Checkers = map[string]string{
	"convergence":   "every base holds what the server holds, as its view shows it",
	"oracle":        "every cell holds what the full set of writes says",
	"nothing lost":  "every write is shown, in the history, in quarantine or named as void",
	"exactly once":  "every action was taken once, and nothing that nobody did",
	"own edits":     "what a user wrote stays on his screen until somebody replaced it",
	"atomicity":     "what was written together is seen together",
	"scopes":        "a device holds the scopes of its grants and no other",
	"progress":      "when the faults have stopped every queue drains",
	"silent damage": "no device needed its checksums to notice what it was not sent",
	"errors":        "nothing was refused that an honest program sends",
	"restart":       "server and devices start again after a crash",
}

// afterPull checks what must hold whenever a pull is shown.
func (d *device) afterPull(p *changesync.Pulled) {
	if p.Damaged > 0 {
		d.w.fail("silent damage", "%s: %d scopes do not fit their checksums", d.name, p.Damaged)
	}
	held := d.w.held(d.user)
	for _, scope := range d.scopes() {
		if _, ok := viewOf(held, scope); !ok {
			d.w.fail("scopes", "%s holds %s", d.name, scope)
		}
	}
	address, department := d.baseCell("customer", "c1", "address"), d.baseCell("key_person", "k1", "department")
	if !slices.Equal(address.Dots(), department.Dots()) {
		d.w.fail("atomicity", "%s: address has %v, department %v", d.name, address.Dots(), department.Dots())
	}
}

// checkEnd checks what must hold when all has been delivered.
func (w *world) checkEnd() {
	if w.failure != nil {
		return
	}
	for _, d := range w.devices {
		d.checkDrained()
		d.checkBase()
		d.checkOwnEdits()
	}
	h := w.readHistory()
	if h == nil {
		return
	}
	w.checkLedger(h)
	h.checkCells(w)
}

func (d *device) checkDrained() {
	s, err := d.r.Standing(d.w.ctx)
	switch {
	case err != nil:
		d.w.fail("errors", "%s: %v", d.name, err)
	case s.Waiting > 0 || s.Staged > 0 || s.Damaged:
		d.w.fail("progress", "%s: %d changesets wait, %d pages are staged, damaged %v", d.name, s.Waiting, s.Staged, s.Damaged)
	}
}

// checkBase compares base with the server, record by record, as its view shows it.
func (d *device) checkBase() {
	want, have := d.w.shownTo(d.user), map[changesync.Key]changesync.StoredRecord{}
	for _, scope := range d.scopes() {
		for _, row := range d.baseIn(scope) {
			have[row.Key] = row
		}
	}
	for _, k := range sortedRecordKeys(want) {
		row, ok := have[k]
		if !ok {
			d.w.fail("convergence", "%s has no %s", d.name, k)
			return
		}
		delete(have, k)
		if bytes.Equal(row.Body, want[k]) {
			continue
		}
		got, server := withoutSeq(row.Body), withoutSeq(want[k])
		if !bytes.Equal(got, server) {
			d.w.fail("convergence", "%s: %s is\n%s\nnot\n%s", d.name, k, got, server)
			return
		}
	}
	for k := range have {
		d.w.fail("scopes", "%s holds %s", d.name, k)
	}
}

// withoutSeq is a record but for the sequence of its last change: a device need
// not have heard of changes in cells that it does not get.
func withoutSeq(body []byte) []byte {
	r, err := changesync.DecodeRecord(body)
	if err != nil {
		return []byte(err.Error())
	}
	r.Seq = 0
	return r.Encode()
}

// checkOwnEdits looks for the writes that are not confirmed on the screen.
func (d *device) checkOwnEdits() {
	if d.w.failure != nil || d.crash.dead {
		return
	}
	point := d.crash.point
	d.crash.point = ""
	defer func() { d.crash.point = point }()
	kept := d.outbox()
	for _, e := range d.w.ledger {
		if e.device != d || !kept[e.n] {
			continue
		}
		for i := range e.c.Writes {
			if w := &e.c.Writes[i]; !d.shows(e, e.c.Header.Records[w.Record].Key, w) {
				d.w.fail("own edits", "%s: its changeset %d is not shown in %s", d.name, e.n, w.Cell())
				return
			}
		}
	}
}

// shows says whether an own write is on the screen, or somebody replaced it who
// saw it, or its scope has left the device. What its author replaced himself is
// not to come back.
func (d *device) shows(e *entry, k changesync.Key, w *changesync.Write) bool {
	seen, err := d.r.Get(d.w.ctx, k)
	own := d.replacedByHimself(e, k, w.Cell())
	if err != nil || seen == nil {
		return err == nil && (own || d.forgotten(e, w))
	}
	cell := seen.Record.Cells[w.Cell()]
	for _, v := range cell.Live {
		if v.Dot == e.dot {
			return !own
		}
		if v.As == e.dot || slices.Contains(v.Replaces, e.dot) {
			return true
		}
	}
	return own
}

func (d *device) replacedByHimself(e *entry, k changesync.Key, cell string) bool {
	for _, later := range d.w.ledger {
		if later.device != d || later.n <= e.n {
			continue
		}
		for i := range later.c.Writes {
			o := &later.c.Writes[i]
			if later.c.Header.Records[o.Record].Key == k && o.Cell() == cell && slices.Contains(o.Replaces, e.dot) {
				return true
			}
		}
	}
	return false
}

func (d *device) forgotten(e *entry, w *changesync.Write) (gone bool) {
	d.view(func(tx changesync.LocalReadTx) (err error) {
		gone, err = tx.Forgotten(e.c.Header.Records[w.Record].Scope)
		return err
	})
	return gone
}

// viewOf is the grant that covers a scope.
func viewOf(held map[models.Scope]changesync.Grant, scope models.Scope) (changesync.Grant, bool) {
	g, ok := held[scope]
	return g, ok
}
