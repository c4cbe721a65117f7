package changesync_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	changesync "fieldsync/sync"

	"fieldsync/sync/memstore"
)

// remains is everything that a device has, read without a gap.
func (d *device) remains() *changesync.Remains {
	d.w.t.Helper()
	rem := &changesync.Remains{MetaWhole: true, OutboxWhole: true}
	d.w.must(d.local.View(d.w.ctx, func(tx changesync.LocalReadTx) error {
		for _, name := range []string{"identity", "cursor", "moment", "offset", "last_n", "last_hash", "epoch", "token", "token_expires", "success"} {
			if value, ok, err := tx.Meta(name); err != nil {
				return err
			} else if ok {
				rem.Meta = append(rem.Meta, changesync.MetaRow{Name: name, Value: value})
			}
		}
		var err error
		if rem.Outbox, err = tx.Outbox(nil, 0, 0); err != nil {
			return err
		}
		rem.Sealed, err = tx.Sealed(0, 0)
		return err
	}))
	return rem
}

// salvaged is the device that comes out of the remains.
func (d *device) salvaged(rem *changesync.Remains) (*device, *changesync.Salvaged) {
	d.w.t.Helper()
	n := &device{w: d.w, local: memstore.NewLocal(), user: d.user, caller: d.caller}
	s, err := changesync.Salvage(d.w.ctx, rem, n.local)
	d.w.must(err)
	n.open()
	return n, s
}

// salvageCase is a phone with two changesets delivered and four that wait.
func salvageCase(t *testing.T) (w *world, d *device, ids []string) {
	w = newWorld(t)
	w.people()
	d = w.device("csm01")
	for i := range 6 {
		if i == 2 {
			d.sync()
		}
		ids = append(ids, d.write(set("key_person", "", "customer", "c1", "kp_name", fmt.Sprint("第", i))).IDs[0])
	}
	return w, d, ids
}

// has counts which of the records the server holds.
func (w *world) has(ids []string) (n int) {
	w.t.Helper()
	other := w.device("am01")
	for _, id := range ids {
		if rec, err := other.r.Get(w.ctx, changesync.Key{Collection: "key_person", ID: id}); err == nil && rec != nil {
			n++
		}
	}
	return n
}

func TestSalvageOfAllThatIsThere(t *testing.T) {
	w, d, ids := salvageCase(t)
	n, s := d.salvaged(d.remains())
	if s.Waiting != 4 || s.Lost != 0 || s.Renew || s.Unsure || s.Boxes != 1 {
		t.Fatalf("salvaged: %+v", s)
	}
	if got := n.value("key_person", ids[5], "kp_name"); got != `"第5"` {
		t.Errorf("before the sync it shows %s", got)
	}
	n.write(set("key_person", ids[5], "kp_name", "第六"))
	n.sync() // under the same identity
	if got := w.has(ids); got != 6 {
		t.Errorf("the server has %d of 6", got)
	}
	if boxes, err := n.r.HandBack(w.ctx, 1); err != nil || len(boxes) != 2 {
		t.Errorf("%d boxes, %v", len(boxes), err)
	}
}

// Where the chain has a hole the rest is carried over by a new identity.
func TestSalvageWithAHole(t *testing.T) {
	for name, spoil := range map[string]func(rem *changesync.Remains){
		"a row is missing":        func(rem *changesync.Remains) { rem.Outbox = slices.Delete(rem.Outbox, 1, 2) },
		"a row is not itself":     func(rem *changesync.Remains) { rem.Outbox[1].Raw[40] ^= 1 },
		"the first is not itself": func(rem *changesync.Remains) { rem.Outbox[0].Hash[0] ^= 1 },
		"the last is missing":     func(rem *changesync.Remains) { rem.Outbox = rem.Outbox[:3] },
	} {
		w, d, ids := salvageCase(t)
		rem := d.remains()
		spoil(rem)
		n, s := d.salvaged(rem)
		if s.Waiting != 3 || s.Lost != 1 || !s.Renew {
			t.Errorf("%s: %+v", name, s)
			continue
		}
		n.enrolAnew()
		n.sync()
		n.sync()
		if got := w.has(ids); got != 5 {
			t.Errorf("%s: the server has %d of 5", name, got)
		}
	}
}

// Stale copies of rows, from pages that nothing reaches any more, do no harm.
func TestSalvageOfStrays(t *testing.T) {
	w, d, ids := salvageCase(t)
	before := d.remains() // four wait
	d.sync()
	d.write(set("key_person", ids[0], "kp_name", "新名"))
	rem := d.remains()
	rem.Meta = append(rem.Meta, before.Meta...)
	rem.Outbox = append(rem.Outbox, before.Outbox...)
	rem.Outbox = append(rem.Outbox, before.Outbox...)
	rem.Sealed = append(rem.Sealed, before.Sealed...)
	rem.MetaWhole, rem.OutboxWhole = false, false
	n, s := d.salvaged(rem)
	if s.Waiting != 5 || s.Lost != 0 || !s.Renew || !s.Unsure {
		t.Fatalf("salvaged: %+v", s)
	}
	n.enrolAnew()
	n.sync()
	if got := w.has(ids); got != 6 {
		t.Errorf("the server has %d of 6", got)
	}
	if got := n.value("key_person", ids[0], "kp_name"); got != `"新名"` {
		t.Errorf("it shows %s", got)
	}
	if conflicts, err := n.r.Conflicts(w.ctx); err != nil || len(conflicts) != 0 {
		t.Errorf("conflicts: %+v, %v", conflicts, err)
	}
}

// Without its identity a phone still knows whose the changesets are.
func TestSalvageWithoutIdentity(t *testing.T) {
	w, d, ids := salvageCase(t)
	rem := d.remains()
	rem.Meta, rem.MetaWhole = nil, false
	n, s := d.salvaged(rem)
	if s.Waiting != 4 || !s.Renew || n.r.Identity().User != "csm01" || n.r.Identity().Device != d.r.Identity().Device {
		t.Fatalf("salvaged: %+v, %+v", s, n.r.Identity())
	}
	ids = append(ids, n.write(set("key_person", "", "customer", "c1", "kp_name", "离线")).IDs[0])
	n.enrolAnew()
	n.sync()
	if got := w.has(ids); got != 7 {
		t.Errorf("the server has %d of 7", got)
	}
	if boxes, err := n.r.HandBack(w.ctx, changesync.FormerBoxes); err != nil || len(boxes) != 1 {
		t.Errorf("%d boxes of the former identity, %v", len(boxes), err)
	}
}

// A receipt that the server never signed confirms nothing.
func TestSalvageBelievesSignedReceiptsOnly(t *testing.T) {
	_, d, _ := salvageCase(t)
	rem := d.remains()
	for i := range rem.Outbox {
		rem.Outbox[i].State, rem.Outbox[i].Receipt = changesync.OutAcked, []byte(`{"receipt":{},"signature":"AA"}`)
	}
	if _, s := d.salvaged(rem); s.Waiting != 4 || s.Confirmed != 0 {
		t.Errorf("salvaged: %+v", s)
	}
}

func TestSalvageOfNothing(t *testing.T) {
	_, d, _ := salvageCase(t)
	n, s := d.salvaged(&changesync.Remains{})
	if s.Renew || !s.Unsure || n.r.Identity().Device != "" {
		t.Errorf("salvaged: %+v", s)
	}
}

// What waits is looked at before it is sent: damage inside a value is not the
// server's to find.
func TestPushFindsDamage(t *testing.T) {
	w, d, _ := salvageCase(t)
	w.must(d.local.Update(w.ctx, func(tx changesync.LocalTx) error {
		row, _, err := tx.OutboxRow(4)
		if err != nil {
			return err
		}
		row.Raw[len(row.Raw)/2] ^= 1
		return tx.PutOutbox(row)
	}))
	if _, err := d.r.NextPush(w.ctx); !errors.Is(err, changesync.ErrDamaged) {
		t.Errorf("the next push: %v, want ErrDamaged", err)
	}
	if out, err := d.r.PushAfter(w.ctx, 4); err != nil || out.First != 5 || out.Last != 6 {
		t.Errorf("after the damage: %+v, %v", out, err)
	}
}
