package api

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// readers are the bodies being read. They take no place of those who are
// worked on: a body comes as fast as its sender likes. So that nobody holds
// all of what is reading, each key has a small share, and where it is used up
// who has read longest makes room.
type readers struct {
	max int
	now func() time.Time

	mu   sync.Mutex
	open []*reading // oldest first
}

// reading is one body on its way.
type reading struct {
	all   *readers
	key   string
	begun time.Time
	ctl   *http.ResponseController
	ended bool // made room for another one
}

// readingRest is how long nobody has to make room: a body that is there
// already is read in less.
const readingRest = time.Second

// begin enters a body under a key that may read so many at a time; nil: there
// is no room, and nobody who has read for long.
func (r *readers) begin(key string, share int, ctl *http.ResponseController) *reading {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	same := func(o *reading) bool { return o.key == key }
	own := 0
	for _, o := range r.open {
		if same(o) {
			own++
		}
	}
	switch {
	case own >= share:
		if !r.end(slices.IndexFunc(r.open, same), now) {
			return nil
		}
	case len(r.open) >= r.max && !r.end(0, now):
		return nil
	}
	one := &reading{all: r, key: key, begun: now, ctl: ctl}
	r.open = append(r.open, one)
	return one
}

// end ends the reading at a place, if it has lasted.
func (r *readers) end(i int, now time.Time) bool {
	one := r.open[i]
	if now.Sub(one.begun) < readingRest {
		return false
	}
	one.ended = true
	r.open = slices.Delete(r.open, i, i+1)
	_ = one.ctl.SetReadDeadline(time.Unix(1, 0)) // what is not a connection reads to its end
	return true
}

// until gives the sender time; false when the reading had to make room.
func (o *reading) until(deadline time.Time) bool {
	o.all.mu.Lock()
	defer o.all.mu.Unlock()
	if !o.ended {
		_ = o.ctl.SetReadDeadline(deadline)
	}
	return !o.ended
}

// done leaves, and lifts the deadline of a body that came whole.
func (o *reading) done(whole bool) {
	o.all.mu.Lock()
	defer o.all.mu.Unlock()
	if !o.ended && whole {
		_ = o.ctl.SetReadDeadline(time.Time{})
	}
	if i := slices.Index(o.all.open, o); i >= 0 {
		o.all.open = slices.Delete(o.all.open, i, i+1)
	}
}

// bodyRate is how fast a body has to come on the whole, in bytes a second: the
// slowest network that a phone has. What came in time buys no longer pause.
const bodyRate = 1 << 10

// patience is until when more of a body has to come.
func patience(begun, now time.Time, received int, pause time.Duration) time.Time {
	least := begun.Add(pause + time.Duration(received)*time.Second/bodyRate)
	if next := now.Add(pause); next.Before(least) {
		return next
	}
	return least
}

// reader is whose body it is, and how many he may send at a time.
func (c *call) reader() (key string, share int) {
	switch {
	case c.device.ID != "":
		return "device " + c.device.ID, c.s.opt.ReadingPerDevice
	case c.person != nil:
		return "session " + c.person.Session, c.s.opt.ReadingPerDevice
	}
	return "address " + peer(c.r), c.s.opt.ReadingPerAddress
}
