package sim

import (
	"context"
	"time"

	mobile "fieldsync/mobile-client"
)

// alarm is a device driven by its own loop (Client.Run) under the world's
// clock: one device moves at a time, from one sleep to the next.
type alarm struct {
	sleeps chan sleep    // Run goes to sleep
	ended  chan struct{} // Run has ended
	ctx    context.Context
	stop   context.CancelFunc
	until  time.Time
	wake   chan time.Time
	good   int // syncs that succeeded
	last   error
}

type sleep struct {
	wait time.Duration
	wake chan time.Time
}

// after is the client's timer.
func (d *device) after(wait time.Duration) (<-chan time.Time, func()) {
	wake := make(chan time.Time, 1)
	if a := d.alarm; a != nil {
		select {
		case a.sleeps <- sleep{wait, wake}:
		case <-a.ctx.Done():
		}
	}
	return wake, func() {}
}

// synced hears how a sync of Run ended.
func (d *device) synced(_ mobile.Summary, err error) {
	d.alarm.last = err
	if err == nil {
		d.alarm.good++
		d.checkPulled()
	}
	if !d.expected(err) {
		d.w.fail("errors", "%s: %v", d.name, err)
	}
}

// start lets the device run by itself until it first sleeps.
func (d *device) start() {
	a := &alarm{sleeps: make(chan sleep), ended: make(chan struct{})}
	a.ctx, a.stop = context.WithCancel(d.w.ctx)
	d.alarm = a
	client := d.client
	go func() {
		defer close(a.ended)
		_ = client.Run(a.ctx) // its end is the context's
	}()
	d.fallAsleep()
}

func (d *device) fallAsleep() {
	a := d.alarm
	s := <-a.sleeps
	a.until, a.wake = d.w.now.Add(s.wait), s.wake
	if d.w.bug.sleep != nil {
		a.until = d.w.bug.sleep(d, s.wait)
	}
}

// rouse ends its sleep and lets it move until the next one.
func (d *device) rouse() {
	d.alarm.wake <- d.w.now
	d.fallAsleep()
}

func (d *device) halt() {
	d.alarm.stop()
	<-d.alarm.ended
	d.alarm = nil
}

// patience is how long devices may take, by their own timers, to get rid of
// all they have once the faults have stopped. The longest pause of a client
// that waits for a person is an hour and a half.
const patience = 8 * time.Hour

// drain lets all devices run by themselves until each has synced often enough
// to have heard of all others, or patience is over. For a while there is no
// server yet, so that all of them fail at first.
func (w *world) drain() {
	up := w.now.Add(10 * time.Minute)
	w.centre.down = true
	for _, d := range w.devices {
		d.start()
	}
	end := w.now.Add(patience)
	for w.failure == nil {
		w.centre.down = w.now.Before(up)
		d := w.nextAwake()
		if d == nil || d.alarm.until.After(end) {
			break
		}
		if d.alarm.until.After(w.now) {
			w.now = d.alarm.until
		}
		d.rouse()
	}
	w.centre.down = false
	for _, d := range w.devices {
		good, last := d.alarm.good, d.alarm.last
		d.halt()
		if good < goodSyncs && !d.isRevoked() {
			w.fail("progress", "%s: %d good syncs in %s, the last one: %v", d.name, good, patience, last)
		}
	}
}

// goodSyncs is how often a device syncs at the end: what one delivers in its
// first, another gets by its third, whatever the order.
const goodSyncs = 3

// nextAwake is the device whose sleep ends first, among those not done.
func (w *world) nextAwake() (next *device) {
	for _, d := range w.devices {
		if d.alarm.good < goodSyncs && (next == nil || d.alarm.until.Before(next.alarm.until)) {
			next = d
		}
	}
	return next
}
