package sim

import (
	"context"
	"errors"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
)

// maxDevices bounds a world: every clone is one more.
const maxDevices = 8

func (w *world) copyDevice(d *device) {
	c, err := d.keepCopy()
	w.must(d.name, err)
	w.tracef("%s: its data is copied", d.name)
	d.copies = append(d.copies, c)
}

// rewindDevice takes one of the devices of which there is a copy.
func (w *world) rewindDevice() {
	var copied []*device
	for _, d := range w.devices {
		if len(d.copies) > 0 {
			copied = append(copied, d)
		}
	}
	if len(copied) == 0 {
		return
	}
	d := copied[w.rng.IntN(len(copied))]
	w.tracef("%s: an old copy of its data is put back", d.name)
	w.seen.fault("device rewound")
	w.must(d.name, d.rewind(d.copies[w.rng.IntN(len(d.copies))]))
}

func (w *world) upgradeDevice(d *device) {
	w.tracef("%s gets the newer program", d.name)
	w.seen.fault("device upgraded")
	w.must(d.name, d.upgrade())
}

func (w *world) cloneDevice(d *device) {
	if len(w.devices) >= maxDevices {
		return
	}
	w.tracef("%s is cloned", d.name)
	w.seen.fault("device cloned")
	w.must(d.name, d.clone())
}

// joinDevice enrols one more device, which an older backup knows nothing of.
func (w *world) joinDevice() {
	if len(w.devices) >= maxDevices || w.centre.down {
		return
	}
	user := []string{"csm01", "am01", "csm02"}[w.rng.IntN(3)]
	w.tracef("%s gets one more device", user)
	err := w.newDevice(user)
	if err != nil { // it is nobody's yet: it goes away again
		d := w.devices[len(w.devices)-1]
		w.must(d.name, d.raw.Close())
		w.devices = w.devices[:len(w.devices)-1]
		if !d.expected(err) && !isInactive(err) && w.refusalOfOffice(err) != nil {
			w.fail("errors", "%s: %v", d.name, err)
		}
	}
}

func (w *world) revoke(d *device) {
	s := w.pick()
	if s == nil || d.isRevoked() || len(w.revoked) > 0 {
		return
	}
	device, _, _ := d.client.Who()
	w.tracef("%s is revoked", d.name)
	s.ills.doing = "office"
	err := s.engine.Revoke(w.ctx, device)
	if err == nil || errors.Is(err, errCrash) { // after its commit, perhaps
		w.seen.fault("device revoked")
		w.revoked[device] = true
	}
	if mobile.CodeOf(err) != changesync.CodeNotFound { // a restored server may not know it
		w.officeTry(err)
	}
}

// spoil takes a record out of a device's base behind its back.
func (w *world) spoil(d *device) {
	done := false
	err := d.raw.Update(w.ctx, func(tx changesync.LocalTx) error {
		row, ok, err := tx.Base(changesync.Key{Collection: "key_person", ID: "k1"})
		if err != nil || !ok {
			return err
		}
		rec, err := changesync.DecodeRecord(row.Body)
		if err != nil {
			return err
		}
		delete(rec.Cells, "birthday")
		delete(rec.Cells, "position")
		row.Body = rec.Encode()
		done = true
		return tx.PutBase(row, false)
	})
	w.must(d.name, err)
	if done {
		w.tracef("%s: a part of its base is spoilt", d.name)
		w.seen.fault("silent damage")
		d.damaged = true
	}
}

// reassign gives customer c1 to another manager, or back.
func (w *world) reassign() {
	id, to := "a1", "csm01"
	if w.rng.IntN(2) == 0 {
		id, to = "a5", "csm02"
	}
	until := []string{"null", `"2016-05-01"`, `"2016-05-10"`}[w.rng.IntN(3)]
	w.tracef("office: assignment %s of %s ends %s", id, to, until)
	w.seen.fault("customer moved")
	w.officeTry(w.assign(id, "c1", to, until))
}

// deactivate takes a user's account, or gives it back.
func (w *world) deactivate(d *device) {
	active := w.rng.IntN(3) > 0
	if !active {
		w.seen.fault("user deactivated")
	}
	w.tracef("office: %s is active: %v", d.user, active)
	w.officeTry(w.setUser(d.user, active))
}

// refusalOfOffice is what is left of an error of the office when the illness of
// the servers is taken away.
func (w *world) refusalOfOffice(err error) error {
	if errors.Is(err, errCrash) || errors.Is(err, errLost) || errors.Is(err, changesync.ErrFull) ||
		errors.Is(err, changesync.ErrBusy) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// isInactive: a code is for active users only.
func isInactive(err error) bool {
	c := mobile.CodeOf(err)
	return c == changesync.CodeNotFound || c == changesync.CodeBadCode
}
