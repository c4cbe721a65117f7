package changesync_test

import (
	"crypto/ed25519"
	"errors"
	"testing"

	changesync "fieldsync/sync"

	"fieldsync/models"
)

// A phone was copied. Both copies go on; the second is found out, enrols anew
// and carries over what waits: nothing is lost, nothing applied twice, and its
// own edits in a row are no conflict with themselves.
func TestCopiedPhone(t *testing.T) {
	w := newWorld(t)
	w.people()
	first := w.device("csm01")
	kp := first.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001")).IDs[0]
	first.sync()

	copied := &device{w: w, local: first.local.Clone(), user: "csm01", caller: first.caller}
	copied.open()
	first.write(set("key_person", kp, "own_mobile", "13800000002"))
	first.sync()
	copied.write(set("key_person", kp, "own_mobile", "13800000003"))
	copied.write(set("key_person", kp, "own_mobile", "13800000004"))
	_, err := copied.push()
	var coded *models.Error
	if !errors.As(err, &coded) || coded.Code != changesync.CodeFork {
		t.Fatalf("the copy's push: %v, want a fork", err)
	}

	copied.enrolAnew()
	if got := copied.value("key_person", kp, "own_mobile"); got != `"13800000004"` {
		t.Errorf("after the new enrolment it shows %s", got)
	}
	copied.sync()
	first.sync()
	for _, d := range []*device{first, copied} {
		conflicts, err := d.r.Conflicts(w.ctx)
		w.must(err)
		if len(conflicts) != 1 || len(conflicts[0].Values) != 2 {
			t.Fatalf("conflicts: %+v", conflicts)
		}
		for _, v := range conflicts[0].Values {
			if string(v.Value) == `"13800000003"` {
				t.Error("an edit that its own author replaced stands as a conflict")
			}
		}
	}
	if s := copied.standing(); s.Waiting != 0 || s.Quarantined != 0 {
		t.Errorf("the copy: %+v", s)
	}
}

// enrolAnew gives the device a new identity, as after a fork.
func (d *device) enrolAnew() {
	w := d.w
	w.t.Helper()
	public, private, err := ed25519.GenerateKey(w.random)
	w.must(err)
	code, err := w.engine.NewCode(w.ctx, d.user)
	w.must(err)
	e, err := w.engine.Enrol(w.ctx, code.Code, "again", public, ed25519.Sign(private, changesync.EnrolMessage(code.Code, public)))
	w.must(err)
	id := changesync.Identity{Device: e.Device, User: e.User, Staff: e.Staff, URL: "memory:", Key: private, Server: e.Server}
	w.must(d.r.Adopt(w.ctx, id, e.Token, e.Expiry))
	d.caller, err = w.engine.Authenticate(w.ctx, e.Token)
	w.must(err)
}
