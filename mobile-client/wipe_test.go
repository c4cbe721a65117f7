package mobile_test

import (
	"context"
	"strings"
	"testing"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
)

// wipeOf is what the server knows of the order.
func (w *world) wipeOf(device string) *changesync.Wipe {
	w.Helper()
	o, err := w.engine.WipeOf(ctx, device)
	w.ok(err)
	return o
}

// refusedPushes lets nothing up that waits.
func refusedPushes(call string) error {
	if call == "push" {
		return &mobile.ServerError{Refusal: &models.Error{Code: changesync.CodeBadChain, Message: "refused by the test"}, Status: 400}
	}
	return nil
}

// TestWipe: a phone that is ordered to be wiped says what it holds, delivers it,
// acknowledges, and takes nothing new from then on.
func TestWipe(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	device, _, _ := a.Who()
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	w.ok(w.engine.OrderWipe(ctx, device, false))
	w.ok(w.engine.OrderWipe(ctx, device, false)) // again changes nothing
	if o := w.wipeOf(device); o.State != changesync.WipePending || o.Unsent != nil {
		t.Errorf("before the phone was heard: %+v", o)
	}

	a.line.before = refusedPushes
	_, err := a.Sync(ctx)
	w.code(err, changesync.CodeWipeOrdered)
	if o := w.wipeOf(device); o.State != changesync.WipeDelivering || *o.Unsent != 1 || a.Wiped() {
		t.Errorf("while it cannot deliver: %+v", o)
	}
	a.put("customer", "c1", `{"marketing_grid":"HZ-03"}`) // work goes on until all is delivered

	a.line.before = nil
	_, err = a.Sync(ctx)
	w.code(err, mobile.CodeWiped)
	o := w.wipeOf(device)
	if o.State != changesync.WipeDone || *o.Unsent != 0 || !a.Wiped() {
		t.Errorf("in the end: %+v", o)
	}
	_, err = a.Put(ctx, "customer", "c1", values(t, `{"marketing_grid":"HZ-04"}`))
	w.code(err, changesync.CodeWipeOrdered)
	a.restart(mobile.Options{})
	if !a.Wiped() {
		t.Error("after a restart it has forgotten that it must be erased")
	}
	_, err = a.Sync(ctx)
	w.code(err, mobile.CodeWiped)
	w.code(a.Enrol(ctx, "http://127.0.0.1/", "ABCDE-FGHJK", ""), mobile.CodeWiped)
	// Both edits are in quarantine, none is lost.
	devices, err := w.engine.Devices(ctx, "csm01")
	w.ok(err)
	if devices[0].N != 2 {
		t.Errorf("the server has %d changesets, want 2", devices[0].N)
	}
	log, err := w.engine.AuditLog(ctx, changesync.AuditQuery{Subject: changesync.AuditOfUser("csm01")})
	w.ok(err)
	var said []string
	for _, e := range log {
		if e.Action == changesync.AuditWipe {
			said = append(said, e.Detail)
		}
	}
	if got := strings.Join(said, "; "); got != "ordered; delivering, 1 unsent; done, 0 unsent" {
		t.Errorf("the audit log says %s", got)
	}
}

// TestWipeCutOff loses every call of the conversation, before and after the
// server saw it: nothing unsent is given up, and in the end it is done.
func TestWipeCutOff(t *testing.T) {
	for _, call := range []string{"push", "feed", "wipe", "report"} {
		for _, after := range []bool{false, true} {
			w := newWorld(t)
			a := w.device("csm01")
			device, _, _ := a.Who()
			a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
			w.ok(w.engine.OrderWipe(ctx, device, false))
			if after {
				a.line.after = failAt(call, 1)
			} else {
				a.line.before = failAt(call, 1)
			}
			_, err := a.Sync(ctx)
			if call == "feed" && after { // a refusal has no answer to lose
				w.code(err, mobile.CodeWiped)
				continue
			}
			w.code(err, mobile.CodeNetwork)
			if a.Wiped() {
				t.Errorf("%s lost, after=%v: it would erase itself without knowing that the server knows", call, after)
			}
			a.restart(mobile.Options{})
			_, err = a.Sync(ctx)
			w.code(err, mobile.CodeWiped)
			devices, err := w.engine.Devices(ctx, "csm01")
			w.ok(err)
			if o := w.wipeOf(device); o.State != changesync.WipeDone || *o.Unsent != 0 || devices[0].N != 1 {
				t.Errorf("%s lost, after=%v: %+v, %d delivered", call, after, o, devices[0].N)
			}
		}
	}
}

// TestWipeDiscards: what cannot be delivered is given up only when that was
// asked for, and then its number is recorded.
func TestWipeDiscards(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	device, _, _ := a.Who()
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	w.ok(w.engine.OrderWipe(ctx, device, false))
	a.line.before = refusedPushes
	_, err := a.Sync(ctx)
	w.code(err, changesync.CodeWipeOrdered)
	w.ok(w.engine.OrderWipe(ctx, device, true))
	_, err = a.Sync(ctx)
	w.code(err, mobile.CodeWiped)
	if o := w.wipeOf(device); o.State != changesync.WipeDone || *o.Unsent != 1 {
		t.Errorf("in the end: %+v", o)
	}
}

// TestWipeSalvaged: a phone that may not deliver after a salvage hears of its
// order all the same, and gives up what nobody could read only when told so.
func TestWipeSalvaged(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	device, _, _ := a.Who()
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	w.ok(a.local.Update(ctx, func(tx changesync.LocalTx) error {
		return tx.PutMeta("client.salvaged", []byte(`{"renew":true,"lost":2,"device":"`+device+`"}`))
	}))
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeRenew)
	w.ok(w.engine.OrderWipe(ctx, device, false))
	_, err = a.Sync(ctx)
	w.code(err, changesync.CodeWipeOrdered)
	if o := w.wipeOf(device); o.State != changesync.WipeDelivering || *o.Unsent != 3 {
		t.Errorf("one waits and two could not be read: %+v", o)
	}
	w.ok(w.engine.OrderWipe(ctx, device, true))
	_, err = a.Sync(ctx)
	w.code(err, mobile.CodeWiped)
	if o := w.wipeOf(device); o.State != changesync.WipeDone || *o.Unsent != 3 {
		t.Errorf("in the end: %+v", o)
	}
}

// TestWipeAndEnrolAnew: a phone that had closed for its order, and gets a code,
// is another device and works again.
func TestWipeAndEnrolAnew(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	device, _, _ := a.Who()
	w.ok(w.engine.OrderWipe(ctx, device, false))
	a.line.before = failAt("report", 1)
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeNetwork)
	_, err = a.Put(ctx, "customer", "c1", values(t, `{"marketing_grid":"HZ-02"}`))
	w.code(err, changesync.CodeWipeOrdered)
	a.enrol("csm01") // by a new code it is another device, under no order
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	a.sync()
}

// TestRunEndsWiped: the loop ends when the phone has to be erased.
func TestRunEndsWiped(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	device, _, _ := a.Who()
	w.ok(w.engine.OrderWipe(ctx, device, false))
	ends, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	w.code(a.Run(ends), mobile.CodeWiped)
}
