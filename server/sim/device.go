package sim

import (
	"crypto/ed25519"
	"errors"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// device is a phone with its user.
type device struct {
	w      *world
	name   string
	user   string
	caller changesync.Device
	local  *memstore.Local
	crash  *crash
	r      *changesync.Replica
	skew   time.Duration // how far its clock is off
	lastN  uint64        // last changeset that an action of its user wrote
}

// entry is an action of a user that his device kept.
type entry struct {
	device *device
	n      uint64
	dot    changesync.Dot
	c      *changesync.Changeset
}

func (w *world) enrol(user string) error {
	d := &device{w: w, user: user, name: user + "/" + string(rune('1'+len(w.devices))), local: memstore.NewLocal()}
	if err := d.open(); err != nil {
		return err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := w.entropy.Read(seed); err != nil {
		return err
	}
	private := ed25519.NewKeyFromSeed(seed)
	public := private.Public().(ed25519.PublicKey)
	code, err := w.engine.NewCode(w.ctx, user)
	if err != nil {
		return err
	}
	e, err := w.engine.Enrol(w.ctx, code.Code, d.name, public, ed25519.Sign(private, changesync.EnrolMessage(code.Code, public)))
	if err != nil {
		return err
	}
	if err := d.r.Enrolled(w.ctx, "sim:", private, e); err != nil {
		return err
	}
	if d.caller, err = w.engine.Authenticate(w.ctx, e.Token); err != nil {
		return err
	}
	w.devices = append(w.devices, d)
	return d.sync()
}

// open opens the device's data, as after a crash of its program.
func (d *device) open() error {
	if d.r != nil {
		d.local = d.local.Again()
	}
	d.crash = &crash{}
	d.local.Fault = d.crash.fault
	r, err := changesync.OpenReplica(d.w.ctx, d.w.bug.wrapLocal(d.local), changesync.DeviceOptions{
		Now: d.clock, Random: d.w.entropy, NewID: d.w.newID, App: "sim/1",
	})
	d.r = r
	return err
}

func (d *device) clock() time.Time { return d.w.clock().Add(d.skew) }

// sync pushes all that waits and pulls until the pull is done.
func (d *device) sync() error {
	for i := 0; ; i++ {
		more, err := d.push()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if i == maxRequests {
			d.w.fail("progress", "%s: pushes without end", d.name)
			return nil
		}
	}
	for range maxRequests {
		done, err := d.pullPage()
		if done || err != nil {
			return err
		}
	}
	d.w.fail("progress", "%s: pulls without end", d.name)
	return nil
}

// maxRequests is more than any session here needs.
const maxRequests = 300

// push delivers one run; more says that there was one.
func (d *device) push() (more bool, err error) {
	out, err := d.r.NextPush(d.w.ctx)
	if err != nil || out == nil {
		return false, err
	}
	answer, err := d.w.network.call(d, "push", func() ([]byte, error) { return d.w.servePush(d, out.Body) })
	if err != nil {
		if errors.Is(err, errLost) && d.w.bug.onLost != nil {
			d.w.bug.onLost(d)
		}
		return true, err
	}
	_, err = d.r.TakeAnswer(d.w.ctx, answer)
	return true, err
}

// pullPage takes one page of a pull.
func (d *device) pullPage() (done bool, err error) {
	req, err := d.r.NextPull(d.w.ctx)
	if err != nil {
		return false, err
	}
	req.Bytes = 1500 // several pages a pull
	raw, err := d.w.network.call(d, "pull", func() ([]byte, error) { return d.w.servePull(d, req) })
	var coded *models.Error
	if errors.As(err, &coded) {
		anew := coded.Code == changesync.CodeCursorExpired || coded.Code == changesync.CodeEpochChanged
		if anew || coded.Code == changesync.CodeRestartPull {
			return false, d.r.DropPull(d.w.ctx, anew)
		}
	}
	if err != nil {
		return false, err
	}
	p, err := d.r.TakePage(d.w.ctx, raw)
	if err != nil {
		return false, err
	}
	if p.Done {
		d.afterPull(p)
	}
	return p.Done && p.Damaged == 0, nil
}
