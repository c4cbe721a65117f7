package sim

import (
	"slices"
	"time"

	"fieldsync/sync/faultstore"
)

// Many failpoints lie where a run seldom comes, and a trap there goes off in
// one run of some hundred. So each run hunts some of them: its second part sets
// the trap and brings about what leads there. Which they are follows from the
// seed alone, and runs of neighbouring seeds hunt different ones.

// preyOfRun is how many failpoints a run hunts.
const preyOfRun = 4

// huntEvery is at which steps of the second part.
const huntEvery = 3

// prey is a failpoint that is hunted.
type prey struct {
	*activity
	point faultstore.Point
}

// preyOf are the failpoints that the run of a seed hunts.
func preyOf(seed uint64) (out []prey) {
	var all []prey
	for i := range activities {
		for _, p := range activities[i].points {
			all = append(all, prey{&activities[i], p})
		}
	}
	n := uint64(len(all))
	for i := range uint64(preyOfRun) {
		out = append(out, all[(seed%n*preyOfRun+i)%n])
	}
	return out
}

// hunt tries once to have a program die at one of the failpoints of this run
// that it has not met yet.
func (w *world) hunt() {
	left := slices.DeleteFunc(preyOf(w.seed), func(p prey) bool { return w.seen.points[pointName(p.node, p.doing, p.point)] > 0 })
	if len(left) > 0 {
		w.trap(left[w.rng.IntN(len(left))])
	}
}

func (w *world) trap(p prey) {
	w.tracef("a trap at %s", pointName(p.node, p.doing, p.point))
	d := w.anyDevice()
	w.centre.down, d.cut, w.relay.cut = false, false, false
	for _, i := range w.illsOf(p.node, d) {
		i.armed = &trap{doing: p.doing, point: p.point, err: errCrash}
	}
	p.bring(w, d)
	w.recover()
}

// anyDevice is one that may still sync.
func (w *world) anyDevice() *device {
	d := w.devices[w.rng.IntN(len(w.devices))]
	for _, o := range w.devices {
		if d.isRevoked() {
			d = o
		}
	}
	return d
}

// illsOf are those of all nodes of a kind that the bringing may lead to.
func (w *world) illsOf(node string, d *device) (out []*ills) {
	switch node {
	case "device":
		return []*ills{&d.ills}
	case "relay":
		return []*ills{&w.relay.ills}
	}
	for _, s := range w.centre.servers {
		out = append(out, &s.ills)
	}
	return out
}

func (w *world) syncs(d *device) {
	d.reopen()
	w.try(d, "syncs", d.sync)
}

// bringWrite lets a user act until something is written.
func (w *world) bringWrite(d *device) {
	const often = 8 // there may be no conflict to settle
	for n, i := len(d.wrote), 0; i < often && len(d.wrote) == n && !d.ills.dead; i++ {
		w.userActs(d)
	}
}

func (w *world) bringPush(d *device) {
	w.bringWrite(d)
	w.syncs(d)
}

func (w *world) bringFeed(d *device) {
	w.touch()
	w.restartDead()
	w.syncs(d)
}

// bringRescue restores a server that a device has delivered to since.
func (w *world) bringRescue(d *device) {
	w.syncs(d)
	w.keepBackup()
	w.bringPush(d)
	w.restore(w.centre.backups[len(w.centre.backups)-1])
	w.syncs(d)
}

func (w *world) bringToken(d *device) {
	w.now = w.now.Add(tokenLife)
	w.syncs(d)
}

// bringEnrol puts an old copy of a device back, which has to enrol anew.
func (w *world) bringEnrol(d *device) {
	w.copyDevice(d)
	w.bringPush(d)
	w.seen.fault("device rewound")
	w.must(d.name, d.rewind(d.copies[len(d.copies)-1]))
	w.bringPush(d)
	d.reopen()
	w.enrolAnew(d)
}

// bringRelay lets a device deliver by the relay.
func (w *world) bringRelay(d *device) {
	d.cut, d.atRelay = true, true
	w.bringPush(d)
	w.recover()
	w.forward()
	d.cut = false
}

func (w *world) bringOffice(*device) { w.touch() }

func (w *world) bringTrim(*device) { w.trim() }

func (w *world) bringChores(*device) {
	w.now = w.now.Add(time.Hour)
	w.bill()
	w.restartDead()
	w.round()
}

// bringDecision lets the decider look and rule, of what may be ruled on.
func (w *world) bringDecision(*device) {
	w.surely(func() error { return w.office("", "key_person", "k1", "submission", `"submitted"`) })
	w.pages = nil
	for range 3 {
		w.opens()
		w.decides()
	}
}

// bringStart starts all servers with another program: only that writes.
func (w *world) bringStart(*device) {
	for range 4 {
		w.upgradeServers()
	}
}
