package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// act takes one step: a user, the office, the network or misfortune.
func (w *world) act() {
	d := w.devices[w.rng.IntN(len(w.devices))]
	switch n := w.rng.IntN(100); {
	case n < 40:
		w.userActs(d)
	case n < 55:
		w.try(d, "pushes", func() error { _, err := d.push(); return err })
	case n < 65:
		w.try(d, "pulls a page", func() error { _, err := d.pullPage(); return err })
	case n < 80:
		w.try(d, "syncs", d.sync)
	case n < 85 && len(w.network.late) > 0:
		w.tracef("something comes late")
		w.network.deliverLate(w.rng.IntN(len(w.network.late)))
		w.recover(nil, nil)
		w.recover(d, nil)
	case n < 88:
		w.reassign()
	case n < 91:
		w.moveClocks(d)
	case n < 94:
		w.armCrash(&w.network.faults, w.crash, "the server", serverPoints)
	case n < 97:
		w.armCrash(&w.network.faults, d.crash, d.name, localPoints)
	default:
		w.trim()
	}
	for _, d := range w.devices {
		w.recover(d, nil)
		d.checkOwnEdits()
	}
}

// try does what may be lost, and opens again what crashed.
func (w *world) try(d *device, what string, do func() error) {
	w.tracef("%s %s", d.name, what)
	w.recover(d, do())
}

var (
	serverPoints = []string{memstore.Begin, memstore.NextSeq, memstore.Apply, memstore.CommitBefore, memstore.CommitAfter, memstore.View}
	localPoints  = []string{memstore.Begin, memstore.Apply, memstore.CommitBefore, memstore.CommitAfter, memstore.View}
)

func (w *world) armCrash(faults *int, c *crash, who string, points []string) {
	c.point = points[w.rng.IntN(len(points))]
	*faults++
	w.tracef("%s will crash at %s", who, c.point)
}

// reassign gives customer c1 to another manager, or back.
func (w *world) reassign() {
	id, to := "a1", "csm01"
	if w.rng.IntN(2) == 0 {
		id, to = "a5", "csm02"
	}
	until := "null"
	if w.rng.IntN(2) == 0 {
		until = `"2016-05-01"`
	}
	w.tracef("office: assignment %s of %s ends %s", id, to, until)
	w.recover(nil, w.office("customer/c1", "assignment", id, "customer", `"c1"`, "staff", `"s-`+to+`"`,
		"post", `"CSM"`, "valid_from", `"2016-01-01"`, "valid_to", until, "reason", `"调整"`))
}

// moveClocks lets time pass, or puts a device's clock wrong.
func (w *world) moveClocks(d *device) {
	if w.rng.IntN(2) == 0 {
		w.now = w.now.Add(time.Duration(w.rng.IntN(7200)) * time.Second)
		w.tracef("the time is %s", w.now.Format(time.DateTime))
		return
	}
	skews := []time.Duration{0, time.Hour, -time.Hour, 34 * 365 * 24 * time.Hour, -46 * 365 * 24 * time.Hour}
	d.skew = skews[w.rng.IntN(len(skews))]
	w.tracef("%s: its clock is off by %s", d.name, d.skew)
}

func (w *world) trim() {
	w.tracef("the log is cut")
	w.recover(nil, w.store.Update(w.ctx, func(tx changesync.Tx) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		return tx.Trim(head.Seq - min(head.Seq, uint64(w.rng.IntN(20))))
	}))
}

// userActs writes on a device.
func (w *world) userActs(d *device) {
	changes, amends := w.draw(d)
	if changes == nil {
		return
	}
	raw, err := json.Marshal(changes)
	if err != nil {
		w.fail("errors", "%v", err)
		return
	}
	w.tracef("%s writes %s %s", d.name, raw, amends)
	if amends != "" {
		_, err = d.r.Amend(w.ctx, amends, changes...)
	} else {
		_, err = d.r.Write(w.ctx, changes...)
	}
	var coded *models.Error
	if errors.As(err, &coded) {
		w.tracef("%s: refused at once: %v", d.name, err)
		err = nil
	}
	w.recover(d, err)
	w.note(d)
}

// note enters into the ledger what the device kept of an action.
func (w *world) note(d *device) {
	d.view(func(tx changesync.LocalReadTx) error {
		rows, err := tx.Outbox(nil, d.lastN, 10)
		for _, row := range rows {
			c, err := changesync.Decode(row.Raw)
			if err != nil {
				return err
			}
			w.ledger = append(w.ledger, &entry{device: d, n: row.N, dot: c.Dot(), c: c})
			d.lastN = row.N
		}
		return err
	})
}

// draw chooses what a user writes.
func (w *world) draw(d *device) (changes []changesync.Change, amends changesync.Dot) {
	w.ids++
	token := fmt.Sprintf("%s-%d", d.user, w.ids)
	customer := []string{"c1", "c1", "c1", "c2"}[w.rng.IntN(4)]
	k1 := changesync.Key{Collection: "key_person", ID: "k1"}
	one := func(k changesync.Key, field, value string) []changesync.Change {
		return []changesync.Change{{Key: k, Set: models.Values{field: json.RawMessage(value)}}}
	}
	text := `"` + token + `"`
	switch w.rng.IntN(10) {
	case 0, 1:
		return one(changesync.Key{Collection: "customer", ID: customer}, "marketing_grid", text), ""
	case 2:
		return one(k1, "position", text), ""
	case 3:
		return one(k1, "declined_fields", []string{`[]`, `["a"]`, `["b"]`, `["a","b"]`}[w.rng.IntN(4)]), ""
	case 4:
		return one(k1, "submission", []string{`"draft"`, `"submitted"`, `"withdrawn"`}[w.rng.IntN(3)]), ""
	case 5, 6: // both together, always
		return append(one(changesync.Key{Collection: "customer", ID: "c1"}, "address", text), one(k1, "department", text)...), ""
	case 7:
		return []changesync.Change{{Key: k1, Delete: w.rng.IntN(2) == 0, Set: models.Values{}}}, ""
	case 8:
		return w.signUp(text), ""
	}
	return w.settleOrAmend(d, k1, text)
}

func (w *world) signUp(text string) []changesync.Change {
	mobile := fmt.Sprintf(`"1390000000%d"`, w.rng.IntN(4))
	return []changesync.Change{{Key: changesync.Key{Collection: "event_lead"}, Set: models.Values{
		"event": json.RawMessage(`"e1"`), "desk": json.RawMessage(`"d1"`), "mobile": json.RawMessage(mobile), "lead_name": json.RawMessage(text),
	}}}
}

// settleOrAmend decides an open conflict, or corrects what is in quarantine.
func (w *world) settleOrAmend(d *device, k1 changesync.Key, text string) ([]changesync.Change, changesync.Dot) {
	aside, err := d.r.Quarantined(w.ctx)
	if err == nil && len(aside) > 0 {
		return []changesync.Change{{Key: k1, Set: models.Values{"position": json.RawMessage(text)}}}, aside[w.rng.IntN(len(aside))].Dot
	}
	open, err := d.r.Conflicts(w.ctx)
	if err != nil || len(open) == 0 {
		return nil, ""
	}
	c := open[w.rng.IntN(len(open))]
	var dots []changesync.Dot
	for _, v := range c.Values {
		dots = append(dots, v.Dot)
	}
	return []changesync.Change{{
		Key: changesync.Key{Collection: c.Collection, ID: c.Record}, Set: models.Values{c.Field: c.Values[0].Value},
		Replaces: map[string][]changesync.Dot{c.Field: dots},
	}}, ""
}

// settle ends all faults and lets everybody sync, round after round: in the
// first all is pushed, in the second all is pulled, the others find nothing.
func (w *world) settle(rounds int) {
	w.network.on = false
	w.crash.point = ""
	for _, d := range w.devices {
		d.crash.point, d.skew = "", 0
	}
	for len(w.network.late) > 0 && w.failure == nil {
		w.network.deliverLate(0)
	}
	for range rounds {
		for _, d := range w.devices {
			if w.failure != nil {
				return
			}
			w.try(d, "syncs at the end", d.sync)
		}
	}
}
