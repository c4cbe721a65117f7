package sim

import "fmt"

// settle ends all faults. Devices that need a person's confirmation get it
// once; from there on everything has to come right by itself, by the devices'
// own timers.
func (w *world) settle() {
	w.calm()
	for _, u := range []string{"csm01", "csm02", "am01", "tl01"} {
		w.officeTry(w.setUser(u, true))
	}
	for len(w.network.late) > 0 && w.failure == nil {
		w.deliverLate(0)
	}
	w.emptyRelay()
	for _, d := range w.devices {
		w.confirm(d)
	}
	w.touch()
	w.drain()
	w.finishChores()
	w.sameVerdicts()
	w.everybody()
}

// calm ends all that is wrong.
func (w *world) calm() {
	w.tracef("all faults end")
	w.network.on, w.centre.down, w.skew, w.relay.cut = false, false, 0, false
	for _, s := range w.centre.servers {
		s.ills.heal()
	}
	w.relay.ills.heal()
	for _, d := range w.devices {
		d.ills.heal()
		d.skew, d.cut = 0, false
	}
	w.finishErasing()
}

func (w *world) emptyRelay() {
	for range maxForwards {
		more, err := w.relay.forward()
		if err != nil {
			w.fail("progress", "the relay: %v", err)
		}
		if err != nil || !more {
			return
		}
	}
	w.fail("progress", "the relay never gets empty")
}

// maxForwards is more than any relay here holds.
const maxForwards = 1000

// confirm is the one thing a person has to do for a device that is a copy.
func (w *world) confirm(d *device) {
	if w.failure != nil {
		return
	}
	_ = d.sync() // finds out
	if !d.needsCode() {
		return
	}
	w.tracef("%s enrols anew", d.name)
	if err := d.enrol(); err != nil {
		w.fail("progress", "%s: %v", d.name, err)
	}
}

// touch writes into the scopes of both customers: silent damage is noticed
// with the next change of a scope.
func (w *world) touch() {
	for _, c := range []string{"c1", "c2"} {
		w.officeTry(w.office("", "customer", c, "industry_category", fmt.Sprintf("%q", "大企业")))
	}
}

// everybody syncs once more at one moment, so that all have seen the same.
func (w *world) everybody() {
	for range 2 {
		for _, d := range w.devices {
			if w.failure != nil {
				return
			}
			w.tracef("%s syncs at the end", d.name)
			if err := d.sync(); err != nil && !d.isRevoked() {
				w.fail("progress", "%s: %v", d.name, err)
			}
		}
	}
}
