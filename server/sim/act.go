package sim

import (
	"slices"
	"time"

	"fieldsync/sync/faultstore"

	changesync "fieldsync/sync"
)

// deed is something that can happen in a step, and how often in proportion. In
// the runs of its theme it happens more often.
type deed struct {
	weight int
	theme  theme
	do     func(w *world, d *device)
}

// theme is what the misfortunes of a run are mostly about, so that those that
// need each other meet.
type theme int

const (
	aboutAnything theme = iota
	aboutCopies         // devices that are copied, cloned and put back
	aboutHistory        // servers that are restored
	aboutVersions       // old and new programs
	aboutIdentity       // tokens, enrolments, accounts
	themes
)

// emphasis is how much more often a deed happens in the runs of its theme.
const emphasis = 6

// deeds are all that can happen.
var deeds = []deed{
	{400, aboutAnything, (*world).userActs},
	{340, aboutAnything, func(w *world, d *device) { w.try(d, "syncs", d.sync) }},
	{50, aboutAnything, func(w *world, _ *device) { w.something() }},
	{40, aboutAnything, func(w *world, _ *device) { w.forward() }},
	{30, aboutAnything, func(w *world, _ *device) { w.reassign() }},
	{30, aboutAnything, (*world).partition},
	{10, aboutAnything, func(w *world, _ *device) { w.outage() }},
	{20, aboutAnything, func(w *world, _ *device) { w.trim() }},
	{20, aboutAnything, (*world).moveClocks},
	{40, aboutAnything, func(w *world, _ *device) { w.illServer() }},
	{50, aboutAnything, func(w *world, d *device) { w.ill(&d.ills, d.name, "device") }},
	{20, aboutAnything, func(w *world, _ *device) { w.ill(&w.relay.ills, "the relay", "relay") }},
	{10, aboutAnything, (*world).spoil},
	{5, aboutCopies, (*world).copyDevice},
	{5, aboutCopies, func(w *world, _ *device) { w.rewindDevice() }},
	{4, aboutCopies, (*world).cloneDevice},
	{5, aboutHistory, func(w *world, _ *device) { w.keepBackup() }},
	{5, aboutHistory, func(w *world, _ *device) { w.restoreBackup() }},
	{3, aboutVersions, (*world).upgradeDevice},
	{5, aboutVersions, func(w *world, _ *device) { w.upgradeServers() }},
	{10, aboutIdentity, func(w *world, _ *device) { w.joinDevice() }},
	{10, aboutIdentity, func(w *world, _ *device) { w.passTime() }},
	{12, aboutAnything, func(w *world, _ *device) { w.erase() }},
	{5, aboutIdentity, (*world).deactivate},
	{3, aboutIdentity, (*world).revoke},
}

// lateDeeds are those of the second part.
var lateDeeds = append(slices.Clip(deeds), []deed{
	{120, aboutAnything, func(w *world, _ *device) { w.round() }},
	{40, aboutAnything, func(w *world, _ *device) { w.nightPasses() }},
	{40, aboutAnything, func(w *world, _ *device) { w.bill() }},
	{100, aboutAnything, (*world).fillsIn},
	{40, aboutAnything, func(w *world, _ *device) { w.opens() }},
	{120, aboutAnything, func(w *world, _ *device) { w.decides() }},
}...)

func (x *deed) in(t theme) int {
	if x.theme != aboutAnything && x.theme == t {
		return x.weight * emphasis
	}
	return x.weight
}

// act takes one step: a user, the office, the network or misfortune.
func (w *world) act(deeds []deed) {
	d := w.devices[w.rng.IntN(len(w.devices))]
	total := 0
	for i := range deeds {
		total += deeds[i].in(w.theme)
	}
	n := w.rng.IntN(total)
	for i := range deeds {
		if n -= deeds[i].in(w.theme); n < 0 {
			deeds[i].do(w, d)
			break
		}
	}
	w.recover()
	d.checkOwnEdits() // the others' screens are as they were
	d.checkDrafts()
}

// try does what may be lost; other errors than those that have to be expected
// here are a failure.
func (w *world) try(d *device, what string, do func() error) {
	w.tracef("%s %s", d.name, what)
	err := do()
	if err != nil {
		w.tracef("%s: %v", d.name, err)
	}
	if !d.expected(err) {
		w.fail("errors", "%s: %v", d.name, err)
	}
	if d.needsCode() && w.rng.IntN(2) == 0 {
		w.enrolAnew(d)
	}
}

// officeTry is try for the office; it asks a server that may be ill.
func (w *world) officeTry(err error) {
	if err = w.refusalOfOffice(err); err != nil {
		w.fail("errors", "the office: %v", err)
	}
}

// enrolAnew is the one confirmation that a copied device asks for.
func (w *world) enrolAnew(d *device) {
	w.tracef("%s enrols anew", d.name)
	if err := d.enrol(); err != nil {
		w.tracef("%s: %v", d.name, err)
		if !d.expected(err) && !isInactive(err) && w.refusalOfOffice(err) != nil {
			w.fail("errors", "%s: %v", d.name, err)
		}
	}
}

// recover opens again what crashed.
func (w *world) recover() {
	w.restartDead()
	for _, d := range w.devices {
		d.reopen()
	}
	if w.relay.ills.dead {
		w.tracef("the relay starts again")
		w.must("relay", w.relay.raw.Close())
		w.must("relay", w.relay.open())
	}
}

// something comes late.
func (w *world) something() {
	if len(w.network.late) > 0 {
		w.tracef("something comes late")
		w.deliverLate(w.rng.IntN(len(w.network.late)))
	}
}

// forward lets the relay deliver.
func (w *world) forward() {
	for range 1 + w.rng.IntN(4) {
		w.tracef("the relay forwards")
		if more, err := w.relay.forward(); err != nil || !more {
			return
		}
	}
}

// illServer makes a server crash, or its database full or busy.
func (w *world) illServer() {
	w.ill(&w.centre.servers[w.rng.IntN(len(w.centre.servers))].ills, "a server", "server")
}

func (w *world) ill(i *ills, who, kind string) {
	among := atFirst
	if w.late {
		among = activities
	}
	list := activitiesOf(among, kind, w.theme)
	a := list[w.rng.IntN(len(list))]
	t := &trap{doing: a.doing, point: a.points[w.rng.IntN(len(a.points))], err: errCrash}
	if a.often() {
		t.after = w.rng.IntN(3)
	}
	if n := w.rng.IntN(8); n < 2 && t.point != faultstore.CommitAfter && t.point != faultstore.Begin {
		t.err, t.doing, t.times = []error{changesync.ErrFull, changesync.ErrBusy}[n], "", 1+w.rng.IntN(4)
	}
	i.armed = t
	w.tracef("%s: %v at %s/%s", who, t.err, t.doing, t.point)
}

// often says of an activity that it comes up so often that its first time need
// not be the one at which a trap goes off.
func (a *activity) often() bool { return a.theme == aboutAnything && a.doing != "trim" }

// activitiesOf are those of a kind of node; half the time only those that the
// theme brings about, which are seldom.
func activitiesOf(among []activity, kind string, t theme) (out []activity) {
	for _, a := range among {
		if a.node == kind {
			out = append(out, a)
			if a.theme != aboutAnything && a.theme == t {
				out = append(out, a, a, a, a, a)
			}
		}
	}
	return out
}

// partition takes a device off the net or the relay off the centre, or gives
// them their way back.
func (w *world) partition(d *device) {
	if w.rng.IntN(4) == 0 {
		w.relay.cut = !w.relay.cut
		w.tracef("the relay is cut off: %v", w.relay.cut)
		return
	}
	d.cut, d.atRelay = !d.cut, w.rng.IntN(2) == 0
	w.tracef("%s is cut off: %v, at the relay: %v", d.name, d.cut, d.atRelay)
	if d.cut {
		w.seen.fault("partition")
	}
}

// outage stops all servers, or starts them.
func (w *world) outage() {
	w.centre.down = !w.centre.down
	w.tracef("the servers are down: %v", w.centre.down)
	if w.centre.down {
		w.seen.fault("server down")
	}
}

// moveClocks lets time pass, or puts a clock wrong.
func (w *world) moveClocks(d *device) {
	switch n := w.rng.IntN(8); {
	case n < 2:
		w.passTime()
	case n < 7:
		i := w.rng.IntN(len(skews))
		d.skew = skews[i].by
		w.tracef("%s: its clock is off by %s", d.name, d.skew)
		if skews[i].name != "" {
			w.seen.fault(skews[i].name)
		}
	default:
		w.skew, w.skewed = []time.Duration{0, -time.Hour, -10 * time.Minute}[w.rng.IntN(3)], true
		w.tracef("the servers' clock is off by %s", w.skew)
		w.seen.fault("server clock back")
	}
}

func (w *world) passTime() {
	w.now = w.now.Add(time.Duration(w.rng.IntN(7200)) * time.Second)
	w.tracef("the time is %s", w.now.Format(time.DateTime))
}

const year = 365 * 24 * time.Hour

var skews = []struct {
	name string
	by   time.Duration
}{{"", 0}, {"clock hour off", time.Hour}, {"clock hour off", -time.Hour}, {"clock 2050", 34 * year}, {"clock 1970", -46 * year}}

func (w *world) trim() {
	s := w.pick()
	if s == nil {
		return
	}
	w.tracef("the log is cut")
	s.ills.doing = "trim"
	store := w.bug.wrapStore(faultstore.Store(s.store, s.ills.at))
	err := store.Update(w.ctx, func(tx changesync.Tx) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		return tx.Trim(head.Seq - min(head.Seq, uint64(w.rng.IntN(20))))
	})
	if err == nil {
		w.seen.fault("log cut")
	}
	w.officeTry(err)
}
