package upgrade

import (
	"sync"
	"time"
)

// clock is the one clock of server and devices. It stands long ago, so that a
// kept folder does not change its meaning while it ages: its tokens have
// expired and its grants are what they were from the first day on.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock {
	return &clock{now: time.Date(2016, 5, 10, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))}
}

// Now goes on by a millisecond with each look.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}
