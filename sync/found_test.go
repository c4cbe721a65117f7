package changesync_test

import (
	"reflect"
	"testing"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// What the simulator found, each as the smallest story that shows it.

// A second correction while the first is under way would be put aside by the
// server: it is refused where it is written, and the first is out of the list.
func TestOneCorrectionAtATime(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	a.putAside()
	list, err := a.r.Quarantined(w.ctx)
	w.must(err)
	_, err = a.r.Amend(w.ctx, list[0].Dot, set("customer", "c1", "address", "corrected"))
	w.must(err)
	if _, err := a.r.Amend(w.ctx, list[0].Dot, set("customer", "c1", "address", "again")); codeOf(err) != changesync.CodeAmended {
		t.Errorf("a second correction: %v", err)
	}
	if list, err = a.r.Quarantined(w.ctx); err != nil || len(list) != 0 {
		t.Errorf("still to be corrected: %v %v", list, err)
	}
	if s := a.standing(); s.Quarantined != 0 {
		t.Errorf("%d need attention", s.Quarantined)
	}
}

// putAside has the server put a changeset of this device aside: it is revoked.
func (d *device) putAside() {
	d.w.t.Helper()
	d.w.must(d.w.engine.Revoke(d.w.ctx, d.caller.ID))
	d.caller.Status = changesync.DeviceRevoked
	d.write(set("customer", "c1", "address", "put aside"))
	_, err := d.push()
	d.w.must(err)
}

// What is kept for hand-back does not go because a device's clock was wrong.
func TestAWrongClockThrowsNothingAway(t *testing.T) {
	for _, off := range []time.Duration{-46 * 365 * 24 * time.Hour, 34 * 365 * 24 * time.Hour} {
		w := newWorld(t)
		w.people()
		a := w.device("csm01")
		right := w.now
		wrong := func(by time.Duration) {
			a.r = w.replica(a.local, func() time.Time { return w.clock().Add(by) })
		}
		wrong(off)
		a.write(set("customer", "c1", "address", "1"))
		a.sync()
		wrong(-off)
		a.write(set("customer", "c1", "address", "2"))
		a.sync()
		wrong(0)
		a.write(set("customer", "c1", "address", "3"))
		a.sync()
		boxes, err := a.r.HandBack(w.ctx, 1)
		w.must(err)
		if len(boxes) != 3 {
			t.Errorf("%s off at %s: %d of 3 are kept", off, right.Format(time.DateOnly), len(boxes))
		}
	}
}

func (w *world) replica(local changesync.Local, now func() time.Time) *changesync.Replica {
	w.t.Helper()
	r, err := changesync.OpenReplica(w.ctx, local, changesync.DeviceOptions{Now: now, Random: w.random, NewID: w.newID, App: "test/1"})
	w.must(err)
	return r
}

// A phone put back to an older state writes under a number that it has used
// before: the new edit stands on its screen, though base knows the dot.
func TestARewoundPhoneShowsItsOwnEdit(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	old := a.local.Clone()
	a.write(set("customer", "c1", "address", "before"))
	a.sync()
	rewound := &device{w: w, local: old, user: "csm01", caller: a.caller}
	rewound.open()
	w.must(rewound.pull())
	rewound.write(set("customer", "c1", "address", "after"))
	if got := rewound.value("customer", "c1", "address"); got != `"after"` {
		t.Errorf("it shows %s", got)
	}
}

// What a number of a former identity was past is nothing to the changeset that
// has the number now.
func TestANewIdentityIsPastNothing(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	a.putAside()
	w.must(a.local.Update(w.ctx, func(tx changesync.LocalTx) error { return tx.PutMeta("past/1", []byte(`["customer/c1/address"]`)) }))
	a.enrolAnew()
	_, past := a.meta("past/1")
	if past {
		t.Error("number 1 of the new identity is past a cell before it has written anything")
	}
}

func (d *device) meta(name string) (value []byte, ok bool) {
	d.w.must(d.local.View(d.w.ctx, func(tx changesync.LocalReadTx) (err error) {
		value, ok, err = tx.Meta(name)
		return err
	}))
	return value, ok
}

// What was acknowledged far on in a history that is gone leaves the overlay with
// the first pull of the new one, which is not as far.
func TestReceiptsOfAHistoryThatIsGone(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	backup := w.store.(*memstore.Store).Clone()
	for i := range 9 {
		w.office("customer/c2", set("customer", "c2", "customer_name", string(rune('a'+i))))
	}
	a.write(set("customer", "c1", "address", "1"))
	_, err := a.push()
	w.must(err)

	w.engine.Close()
	w.store = backup
	w.start()
	w.must(w.engine.BeginEpoch(w.ctx))
	a.write(set("customer", "c1", "address", "2"))
	a.handBack()
	a.sync()
	a.sync()
	if n := a.overlaid(); n != 0 {
		t.Errorf("%d records are still overlaid", n)
	}
	if got := a.value("customer", "c1", "address"); got != `"2"` {
		t.Errorf("it shows %s", got)
	}
}

func (d *device) overlaid() (n int) {
	d.w.must(d.local.View(d.w.ctx, func(tx changesync.LocalReadTx) error {
		keys, err := tx.OverlayKeys("")
		n = len(keys)
		return err
	}))
	return n
}

// A newer program shows a masked view more than the older one did: the checksums
// follow, so that such a view fetches what it was not sent, once.
func TestMaskedChecksumsFollowTheProgram(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.restart(func(o *changesync.Options) { o.Registry = registryWithout(t, "decision_chain_member") })
	w.employ("qc01", "QC")
	inspector, phone := w.device("qc01"), w.device("csm01")
	id := phone.write(set("decision_chain_member", "", "customer", "c1", "chain_role", "user")).IDs[0]
	phone.sync()
	w.must(inspector.pull())
	if got := inspector.value("decision_chain_member", id, "chain_role"); got != "(no record)" {
		t.Fatalf("a masked view got what its server does not know: %s", got)
	}
	w.restart(nil)
	w.office("customer/c1", set("customer", "c1", "marketing_grid", "HZ-02"))
	_ = inspector.pull() // finds that its checksums do not fit, and asks anew
	w.must(inspector.pull())
	if got := inspector.value("decision_chain_member", id, "chain_role"); got != `"user"` {
		t.Errorf("after the upgrade the inspector sees %s", got)
	}
}

// registryWithout is the program that does not know one of the collections.
func registryWithout(t *testing.T, name string) *models.Registry {
	t.Helper()
	var shells []any
	for _, c := range models.Default().Collections() {
		if c.Name != name {
			shells = append(shells, reflect.ValueOf(c.Shell()).Elem().Interface())
		}
	}
	reg, err := models.NewRegistry(shells...)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}
