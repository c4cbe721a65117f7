package sim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	mobile "fieldsync/mobile-client"
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
	"time":          "nothing happened after it arrived, and no clock of a stranger was believed",
	"erased":        "what was erased is nowhere, and nothing else went with it",
	"chores":        "what a rule asks for is done once for each subject and period, and all of it",
	"decisions":     "a decision is taken, and stands, only on what its author saw",
	"drafts":        "what was typed into a form stays until it is handed in, and is handed in once",
	"verdicts":      "a phone and the server find the same wrong with the same record",
	"order":         "in whatever order two devices deliver, the same stands there",
}

// checkPulled checks what must hold whenever a sync has gone well.
func (d *device) checkPulled() {
	held := d.w.held(d.user)
	for _, scope := range d.scopes() {
		if _, ok := held[scope]; !ok && !d.stale {
			d.w.fail("scopes", "%s holds %s", d.name, scope)
		}
	}
	// Users write these two in one action only.
	address, department := byUsers(d.baseCell("customer", "c1", "address")), byUsers(d.baseCell("key_person", "k1", "department"))
	if !d.damaged && !slices.Equal(address, department) {
		d.w.fail("atomicity", "%s: address has %v, department %v", d.name, address, department)
	}
}

func byUsers(c *changesync.Cell) []changesync.Dot {
	return slices.DeleteFunc(c.Dots(), func(dot changesync.Dot) bool { return strings.HasPrefix(string(dot), "server-") })
}

// checkEnd checks what must hold when all has been delivered.
func (w *world) checkEnd() {
	if w.failure != nil {
		return
	}
	for _, d := range w.devices {
		d.checkDrained()
		if !d.isRevoked() {
			d.checkBase()
			d.checkOwnEdits()
			d.checkDrafts()
			d.discardDrafts()
			d.checkForgotten()
			d.checkHandover()
		}
	}
	h := w.readHistory()
	if h == nil {
		return
	}
	if w.late {
		h.checkDecisions()
	}
	w.checkLedger(h)
	h.checkCells()
	h.checkTimes()
}

func (d *device) checkDrained() {
	s, err := d.client.Status(d.w.ctx)
	switch {
	case err != nil:
		d.w.fail("errors", "%s: %v", d.name, err)
	case s.Waiting > 0, s.State == mobile.StateWaiting && !d.isRevoked():
		d.w.fail("progress", "%s: %d changesets wait, it is %s", d.name, s.Waiting, s.State)
	case s.Trouble != nil && !d.isRevoked():
		d.w.fail("progress", "%s: it still needs a person: %s", d.name, s.Trouble.Message)
	}
}

// checkHandover: a device that has delivered all says so.
func (d *device) checkHandover() {
	h, err := d.client.Handover(d.w.ctx)
	if err != nil || !h.Safe {
		d.w.fail("progress", "%s: not safe to hand over: %v %v", d.name, h, err)
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
	// A copy of a device may have used the same names for other edits: until
	// it has enrolled anew one may hide the other.
	if d.w.failure != nil || d.ills.dead || d.rewound {
		return
	}
	armed := d.ills.armed
	d.ills.armed = nil
	defer func() { d.ills.armed = armed }()
	kept, screen := d.unconfirmed(), d.screen()
	for i, e := range d.wrote {
		if !kept[string(e.hash)] {
			continue
		}
		for j := range e.c.Writes {
			w := &e.c.Writes[j]
			if !d.shows(i, screen, e.c.Header.Records[w.Record].Key, w) {
				d.w.fail("own edits", "%s: its changeset %s is not shown in %s, or shown although its author replaced it", d.name, e.dot, w.Cell())
				return
			}
		}
	}
}

// shows says whether an own write is on the screen, or somebody replaced it who
// saw it, or its scope has left the device. What its author replaced himself is
// not to come back.
func (d *device) shows(at int, screen func(changesync.Key) *changesync.Seen, k changesync.Key, w *changesync.Write) bool {
	e := d.wrote[at]
	if d.w.erased(e, w) {
		return true // gone as soon as the device knows
	}
	if slices.ContainsFunc(d.wrote[at+1:], e.correctedBy) {
		return true // corrected or dismissed: shown until the server has confirmed that, or not
	}
	own := d.replacedByHimself(at, k, w.Cell())
	seen := screen(k)
	if seen == nil {
		return own || d.forgotten(e, w)
	}
	for _, v := range seen.Cells[w.Cell()].Live {
		if e.names(v.Dot) && e.stands(&v, w) {
			return !own
		}
		if e.names(v.As) || slices.ContainsFunc(v.Replaces, e.names) {
			d.outdone[place{e, cellID{k, w.Cell()}}] = true
		}
	}
	return own || d.outdone[place{e, cellID{k, w.Cell()}}]
}

// stands says whether a version is this action's, since a copy may have used
// its name too. A correction stands with the time of what it corrects.
func (e *entry) stands(v *changesync.Version, w *changesync.Write) bool {
	return v.Said == e.c.Header.At || (v.As != "" && v.As == e.c.Header.Amends && bytes.Equal(v.Value, w.Value))
}

// placed says of a dot that whoever replaces it replaces this action: it is
// itself, or what it stands in the place of.
func (e *entry) placed(dot changesync.Dot) bool {
	return e.names(dot) || (dot != "" && dot == e.c.Header.Amends)
}

// correctedBy: a later action corrects this one, or once more what this one was
// to correct.
func (e *entry) correctedBy(later *entry) bool {
	amends := later.c.Header.Amends
	return amends != "" && (e.names(amends) || amends == e.c.Header.Amends)
}

// screen shows records as the device does, each read once.
func (d *device) screen() func(changesync.Key) *changesync.Seen {
	r, err := changesync.OpenReplica(d.w.ctx, d.raw, changesync.DeviceOptions{Registry: d.reg})
	if err != nil {
		d.w.fail("errors", "%s: %v", d.name, err)
	}
	all := map[changesync.Key]*changesync.Seen{}
	return func(k changesync.Key) *changesync.Seen {
		seen, ok := all[k]
		if !ok && err == nil {
			if seen, err = r.Get(d.w.ctx, k); err != nil {
				d.w.fail("errors", "%s: %v", d.name, err)
			}
			all[k] = seen
		}
		return seen
	}
}

// names says whether a dot is this action, under its first name or the one it
// got when it was carried over.
func (e *entry) names(dot changesync.Dot) bool {
	return dot == e.dot || dot == changesync.Dot(fmt.Sprintf("%s~%x", e.dot, e.hash[:4]))
}

func (d *device) replacedByHimself(at int, k changesync.Key, cell string) bool {
	e := d.wrote[at]
	for _, later := range d.wrote[at+1:] {
		for i := range later.c.Writes {
			o := &later.c.Writes[i]
			if later.c.Header.Records[o.Record].Key == k && o.Cell() == cell && slices.ContainsFunc(o.Replaces, e.placed) {
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

// checkTimes: nothing has happened after it arrived, or before its author knew
// what he knew. While the servers' own clock is right, theirs is the true time.
func (h *history) checkTimes() {
	for id, list := range h.stored {
		p, err := h.w.parse(list[0])
		h.w.must("history", err)
		if err != nil || h.w.skewed {
			return
		}
		r := p.receipt
		if r.Effective > r.Arrived || r.Arrived > h.w.now.UnixMilli() {
			h.w.fail("time", "%s happened at %d, arrived at %d, now it is %d", h.nameOf(id), r.Effective, r.Arrived, h.w.now.UnixMilli())
		}
	}
}
