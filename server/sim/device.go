package sim

import (
	"errors"
	"maps"
	"strings"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/server/tomorrow"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

// device is a phone with its user: the real client over a database of its own.
type device struct {
	w      *world
	name   string
	user   string
	disk   deviceDisk
	raw    changesync.Local // behind the back of the client
	ills   ills
	client *mobile.Client
	reg    *models.Registry
	skew   time.Duration // how far its clock is off
	cut    bool          // has no way to the servers
	// atRelay: what it pushes while it is cut off goes to the relay.
	atRelay bool
	damaged bool // its base was spoilt: it has to notice
	stale   bool // it got an old answer, which may be right for an old time
	rewound bool // it was a copy, or is one: a fork is to be expected
	wrote   []*entry
	// outdone are the writes that somebody replaced who saw them: whoever replaces
	// his write in turn does not bring them back.
	outdone map[place]bool
	drafts  map[string]begun // by id
	copies  []deviceCopy
	alarm   *alarm // while Run drives it
}

// place is one write of an action.
type place struct {
	e    *entry
	cell cellID
}

// deviceCopy is an old copy of a device's database.
type deviceCopy struct {
	disk   deviceDisk
	wrote  []*entry
	drafts map[string]begun
}

const serverURL = "http://sim.example"

// tokenLife is short, so that devices have to refresh their tokens.
const tokenLife = 6 * time.Hour

// newDevice makes a device and enrols it.
func (w *world) newDevice(user string) error {
	disk, err := newDeviceDisk(w.files)
	if err != nil {
		return err
	}
	d := &device{w: w, user: user, name: user + "/" + string(rune('1'+len(w.devices))), disk: disk, reg: models.Default(), outdone: map[place]bool{}, drafts: map[string]begun{}}
	d.ills = ills{seen: w.seen, kind: "device"}
	if err := d.open(); err != nil {
		return err
	}
	w.devices = append(w.devices, d)
	return d.enrol()
}

// enrol takes a code and becomes a device, or anew another one.
func (d *device) enrol() error {
	s := d.w.pick()
	if s == nil {
		return errLost
	}
	s.ills.doing = "office"
	code, err := s.engine.NewCode(d.w.ctx, d.user)
	if err != nil {
		return err
	}
	d.ills.doing = "enrol"
	return d.client.Enrol(d.w.ctx, serverURL, code.Code, d.name)
}

// isRevoked says it of the identity that the device has now.
func (d *device) isRevoked() bool {
	id, _, _ := d.client.Who()
	return d.w.revoked[id]
}

// open opens the device's data, as after a crash of its program. It may crash
// again while it opens, or have no room: then its user tries again.
func (d *device) open() (err error) {
	for range maxStarts {
		if err = d.openOnce(); err == nil || !d.expected(err) {
			return err
		}
	}
	return err
}

func (d *device) openOnce() (err error) {
	if d.raw != nil {
		if err := d.raw.Close(); err != nil {
			return err
		}
	}
	d.ills.dead = false
	if d.raw, err = d.disk.open(d.w.ctx); err != nil {
		return err
	}
	d.ills.doing = "write"
	var local changesync.Local = faultstore.Local(d.raw, d.ills.at)
	d.client, err = mobile.Open(d.w.ctx, mobile.Options{
		Local: d.w.bug.wrapLocal(local), Transport: line{d}, Registry: d.reg, Now: d.clock, After: d.after,
		Random: d.w.entropy, NewID: d.w.newID, App: "sim/1", PageBytes: pageBytes, Synced: d.synced, Log: ears{d},
	})
	return err
}

// ears hear what the client says of itself: that it had to fetch again what did
// not fit its checksums is healed before anybody else could see it.
type ears struct{ d *device }

func (e ears) Debug(string, ...any) {}
func (e ears) Info(string, ...any)  {}

// Warn hears of damage that this world has not done.
func (e ears) Warn(msg string, _ ...any) {
	if strings.HasPrefix(msg, "checksums differ") && !e.d.damaged {
		e.d.w.fail("silent damage", "%s: %s", e.d.name, msg)
	}
}

// pageBytes makes several pages of a pull.
const pageBytes = 1500

// reopen opens it again after a crash.
func (d *device) reopen() {
	if d.ills.dead {
		d.w.tracef("%s: the program starts again", d.name)
		d.w.must(d.name, d.open())
	}
}

func (d *device) clock() time.Time { return d.w.truth().Add(d.skew) }

// sync is one whole sync as the client does it.
func (d *device) sync() error {
	d.ills.doing, d.stale = "push", false
	_, err := d.client.Sync(d.w.ctx)
	if err == nil {
		d.checkPulled()
	}
	return err
}

// needsCode says that only a new code gets this device on: it is a copy of
// another one, or was forgotten.
func (d *device) needsCode() bool {
	status, err := d.client.Status(d.w.ctx)
	if err != nil || status.Trouble == nil {
		return false
	}
	switch status.Trouble.Code {
	case changesync.CodeFork, mobile.CodeHistoryGap, changesync.CodeUnknownDevice, changesync.CodeUnauthorised:
		return true
	}
	return false
}

// keepCopy copies the device's data, as a backup of a phone does.
func (d *device) keepCopy() (deviceCopy, error) {
	if err := d.raw.Close(); err != nil {
		return deviceCopy{}, err
	}
	d.raw = nil
	copied, err := d.disk.copied()
	if err != nil {
		return deviceCopy{}, err
	}
	return deviceCopy{copied, append([]*entry(nil), d.wrote...), maps.Clone(d.drafts)}, d.open()
}

// rewind puts an old copy in the place of the device's data.
func (d *device) rewind(c deviceCopy) error {
	copied, err := c.disk.copied()
	if err != nil {
		return err
	}
	if err := d.raw.Close(); err != nil {
		return err
	}
	d.raw, d.disk, d.rewound = nil, copied, true
	kept := map[*entry]bool{}
	for _, e := range c.wrote {
		kept[e] = true
	}
	for _, e := range d.wrote {
		if !kept[e] && !d.w.heldElsewhere(d, e) {
			e.orphan, e.arrived, e.restores = true, d.w.arrived(e), d.w.restores
		}
	}
	d.wrote, d.drafts = append([]*entry(nil), c.wrote...), maps.Clone(c.drafts)
	return d.open()
}

// arrived says whether the centre has an action now.
func (w *world) arrived(e *entry) bool {
	h := w.readHistory()
	return h != nil && len(h.stored[identity(e.hash)]) > 0
}

func (w *world) heldElsewhere(d *device, e *entry) bool {
	for _, o := range w.devices {
		for _, has := range o.wrote {
			if o != d && has == e {
				return true
			}
		}
	}
	return false
}

// clone makes a second device of the same data.
func (d *device) clone() error {
	c, err := d.keepCopy()
	if err != nil {
		return err
	}
	o := &device{w: d.w, user: d.user, name: d.user + "/" + string(rune('1'+len(d.w.devices))), disk: c.disk, reg: d.reg, wrote: c.wrote, outdone: maps.Clone(d.outdone), drafts: c.drafts}
	o.ills = ills{seen: d.w.seen, kind: "device"}
	o.rewound, d.rewound, o.damaged = true, true, d.damaged
	d.w.devices = append(d.w.devices, o)
	return o.open()
}

// upgrade gives the device the newer program.
func (d *device) upgrade() error {
	reg, err := tomorrow.Registry()
	if err != nil {
		return err
	}
	d.reg = reg
	return d.open()
}

// expected says whether an error is one of those that the misfortunes of this
// world bring about. None of them may cost data.
func (d *device) expected(err error) bool {
	if err == nil || errors.Is(err, errLost) || errors.Is(err, errCrash) ||
		errors.Is(err, changesync.ErrFull) || errors.Is(err, changesync.ErrBusy) {
		return true
	}
	switch mobile.CodeOf(err) {
	case changesync.CodeOverloaded, "storage_full", mobile.CodeUnavailable, mobile.CodeNetwork,
		changesync.CodeStalePage, changesync.CodeRestartPull, mobile.CodeNoProgress:
		return true
	case changesync.CodeMalformed, changesync.CodeBadSignature:
		return d.w.network.on // an answer was cut, or another one's
	case changesync.CodeFork, changesync.CodeUnknownDevice, changesync.CodeUnauthorised, mobile.CodeHistoryGap, changesync.CodeTokenExpired:
		return d.w.network.on || d.rewound || d.w.restores > 0 || d.isRevoked()
	case changesync.CodeRevoked:
		return d.isRevoked()
	}
	return false
}
