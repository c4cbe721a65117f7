package changesync_test

import (
	"crypto/ed25519"
	"slices"
	"testing"

	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// A phone was enrolled and delivered after the backup from which the server
// was restored. The server knows it again by its certificate and gets back
// what it had acknowledged.
func TestEnrolledAfterTheBackup(t *testing.T) {
	w := newWorld(t)
	w.people()
	backup := w.store.(*memstore.Store).Clone()
	phone := w.device("csm01")
	phone.write(set("customer", "c1", "special_visit_need", "周五下午"))
	phone.sync()

	w.restore(backup)

	id := phone.r.Identity()
	proof := func(nonce string) []byte {
		return ed25519.Sign(id.Key, changesync.RefreshMessage(id.Device, nonce))
	}
	refresh := func() (string, error) {
		nonce, err := w.engine.Challenge(w.ctx, id.Device)
		w.must(err)
		token, _, err := w.engine.Refresh(w.ctx, id.Device, nonce, "", id.Certificate, proof(nonce))
		return token, err
	}
	if _, err := refresh(); err == nil {
		t.Error("a token for a challenge that was never given")
	}
	token, err := refresh()
	w.must(err)
	phone.caller, err = w.engine.Authenticate(w.ctx, token)
	w.must(err)

	boxes, err := phone.r.HandBack(w.ctx, 1)
	w.must(err)
	for _, b := range boxes {
		_, err := w.engine.HandBack(w.ctx, b.Box)
		w.must(err)
	}
	w.must(phone.r.DropPull(w.ctx, true))
	phone.sync()
	if got := phone.value("customer", "c1", "special_visit_need"); got != `"周五下午"` {
		t.Errorf("after the restore: %s", got)
	}
}

// The same phone enrolled anew before anybody noticed: what its former
// identity delivered still comes back.
func TestFormerIdentityHandsBack(t *testing.T) {
	w := newWorld(t)
	w.people()
	backup := w.store.(*memstore.Store).Clone()
	phone := w.device("csm01")
	phone.write(set("customer", "c1", "special_visit_need", "周五下午"))
	phone.sync()
	w.restore(backup)

	phone.enrolAnew()
	phone.write(set("customer", "c1", "address", "天目山路7号"))
	phone.sync()
	boxes, err := phone.r.HandBack(w.ctx, 1<<40)
	w.must(err)
	if len(boxes) == 0 {
		t.Fatal("the boxes of the former identity are gone")
	}
	for _, b := range boxes {
		_, err := w.engine.HandBack(w.ctx, b.Box)
		w.must(err)
	}
	phone.sync()
	if got := phone.value("customer", "c1", "special_visit_need"); got != `"周五下午"` {
		t.Errorf("after the restore: %s", got)
	}
}

// A phone was copied, its server restored from before either had delivered, and
// the copy delivers first under the same numbers: what the other had delivered
// comes back all the same, under another name, and only once.
func TestCopyTookTheNumbersOfWhatWasForgotten(t *testing.T) {
	w := newWorld(t)
	w.people()
	phone := w.device("csm01")
	backup := w.store.(*memstore.Store).Clone()
	other := &device{w: w, local: phone.local.Clone(), user: "csm01", caller: phone.caller}
	other.open()
	phone.write(set("customer", "c1", "special_visit_need", "周五下午"))
	phone.sync()

	w.restore(backup)
	other.write(set("customer", "c1", "address", "文三路1号"))
	_, err := other.push()
	w.must(err)
	for range 2 {
		phone.handBack()
	}
	phone.sync()
	for field, want := range map[string]string{"special_visit_need": `"周五下午"`, "address": `"文三路1号"`} {
		if got := phone.value("customer", "c1", field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	if n := len(w.record(key("customer", "c1")).Cells["special_visit_need"].Live); n != 1 {
		t.Errorf("it stands %d times", n)
	}
}

// A copy of a phone carried a changeset over to the restored server before the
// phone itself hands the same one back: it counts once.
func TestHandedBackAfterACopyCarriedIt(t *testing.T) {
	w := newWorld(t)
	w.people()
	phone := w.device("csm01")
	backup := w.store.(*memstore.Store).Clone()
	phone.write(set("customer", "c1", "special_visit_need", "周五下午"))
	other := &device{w: w, local: phone.local.Clone(), user: "csm01", caller: phone.caller}
	other.open()
	phone.sync()

	w.restore(backup)
	other.enrolAnew()
	other.sync()
	phone.handBack()
	if dots := w.dots(key("customer", "c1"), "special_visit_need"); len(dots) != 1 {
		t.Errorf("it stands as %v", dots)
	}
}

// A later box is handed back before the one it follows, which may never come,
// and a colleague replaced what it holds. Whatever comes first and however
// often, each counts once and stands where it stood.
func TestALaterBoxComesFirst(t *testing.T) {
	for _, order := range [][]int{{1, 0}, {1}, {0, 1}, {1, 1, 0, 1, 0}} {
		w := newWorld(t)
		w.people()
		phone, colleague := w.device("csm01"), w.device("am01")
		colleague.sync()
		backup := w.store.(*memstore.Store).Clone()
		for _, value := range []string{"一号楼", "二号楼"} {
			phone.write(set("customer", "c1", "address", value))
			phone.sync()
		}
		colleague.sync()
		colleague.write(set("customer", "c1", "address", "三号楼"))
		colleague.sync()

		w.restore(backup)
		boxes, err := phone.r.HandBack(w.ctx, 1)
		w.must(err)
		for _, i := range order {
			_, err := w.engine.HandBack(w.ctx, boxes[i].Box)
			w.must(err)
		}
		colleague.handBack()
		phone.handBack()
		for _, d := range []*device{phone, colleague} {
			w.must(d.r.DropPull(w.ctx, true))
			d.sync()
			if got := d.value("customer", "c1", "address"); got != `"三号楼"` {
				t.Errorf("boxes %v: %s shows %s", order, d.user, got)
			}
		}
		cell := w.record(key("customer", "c1")).Cells["address"]
		if len(cell.Live) != 1 || len(cell.Awaited) != 0 {
			t.Errorf("boxes %v: %v stand, awaited %v", order, cell.Dots(), cell.Awaited)
		}
		if was := w.past(key("customer", "c1"), "address"); !slices.Equal(was, []string{`"一号楼"`, `"二号楼"`}) {
			t.Errorf("boxes %v: the history holds %v", order, was)
		}
	}
}

// The phone is lost and only its later box was with a relay: what the server
// never gets is no reason to keep the rest out.
func TestTheEarlierBoxNeverComes(t *testing.T) {
	w := newWorld(t)
	w.people()
	phone := w.device("csm01")
	backup := w.store.(*memstore.Store).Clone()
	for _, value := range []string{"一号楼", "二号楼"} {
		phone.write(set("customer", "c1", "address", value))
		phone.sync()
	}
	w.restore(backup)
	boxes, err := phone.r.HandBack(w.ctx, 2)
	w.must(err)
	if _, err = w.engine.HandBack(w.ctx, boxes[0].Box); err != nil {
		t.Fatal(err)
	}
	if got := w.shown(key("customer", "c1"), "address"); got != `"二号楼"` {
		t.Errorf("the server shows %s", got)
	}
}

// restore puts a backup in the place of what the server knows.
func (w *world) restore(backup *memstore.Store) {
	w.t.Helper()
	w.engine.Close()
	w.store = backup
	w.start()
	w.must(w.engine.BeginEpoch(w.ctx))
}

// past are the values in the history of a cell, sorted.
func (w *world) past(k changesync.Key, cell string) (values []string) {
	w.must(w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		rows, err := tx.History(k)
		for _, row := range rows {
			if row.Cell != cell {
				continue
			}
			v, err := changesync.DecodeVersion(row.Body)
			if err != nil {
				return err
			}
			values = append(values, string(v.Value))
		}
		return err
	}))
	slices.Sort(values)
	return values
}

// deviceNotes is the journal of devices, kept in memory.
type deviceNotes []changesync.DeviceNote

func (n *deviceNotes) AppendDevices(notes ...changesync.DeviceNote) error {
	*n = append(*n, notes...)
	return nil
}

// What devices lost since the backup they do not get back from it: neither one
// that the backup knows, nor one that comes back by its certificate; and what
// was ordered for them is ordered still.
func TestRevocationsOutliveARestore(t *testing.T) {
	w := newWorld(t)
	w.people()
	journal := &deviceNotes{}
	w.restart(func(o *changesync.Options) { o.Devices = journal })
	known := w.device("csm01")
	backup := w.store.(*memstore.Store).Clone()
	later := w.device("am01")
	w.must(w.engine.Revoke(w.ctx, known.caller.ID))
	w.must(w.engine.OrderWipe(w.ctx, later.caller.ID, true))
	order, err := w.engine.WipeOf(w.ctx, later.caller.ID)
	w.must(err)
	w.restore(backup)
	for _, want := range []int{2, 0} { // once
		if n, err := w.engine.ReplayDevices(w.ctx, *journal); err != nil || n != want {
			t.Fatalf("replayed %d, not %d: %v", n, want, err)
		}
	}
	id := later.r.Identity()
	nonce, err := w.engine.Challenge(w.ctx, id.Device)
	w.must(err)
	_, _, _ = w.engine.Refresh(w.ctx, id.Device, nonce, "", id.Certificate, ed25519.Sign(id.Key, changesync.RefreshMessage(id.Device, nonce)))
	all, err := w.engine.Devices(w.ctx, "")
	w.must(err)
	seen := 0
	for _, d := range all {
		if d.ID == known.caller.ID || d.ID == later.caller.ID {
			seen++
			if d.Status != changesync.DeviceRevoked {
				t.Errorf("%s of %s is %s again", d.ID, d.User, d.Status)
			}
		}
	}
	if again, err := w.engine.WipeOf(w.ctx, later.caller.ID); err != nil || again == nil || again.Order != order.Order || !again.Discard || seen != 2 {
		t.Errorf("%d devices, the order is %+v, %v", seen, again, err)
	}
}
