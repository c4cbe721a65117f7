package api

import (
	"math/rand/v2"
	"sync"
	"time"
)

// crowd spreads those who were turned away over as long as they need to come
// back one by one: ten thousand devices that are all told "in five seconds"
// are the same crowd again.
type crowd struct {
	mu      sync.Mutex
	now     func() time.Time
	refused float64 // of late: an old refusal counts ever less
	at      time.Time
}

const (
	leastPause  = 2   // s
	leastSpread = 8   // s
	mostSpread  = 120 // s
	// comeBack is how many a second may come back: a small server answers them.
	comeBack = 100
	// forgetting is how soon a refusal counts half.
	forgetting = 10 * time.Second
)

// pause counts one refusal and says after how many seconds to come back: from
// 2 to 10, up to 2 to 122 when thousands are turned away at once.
func (c *crowd) pause() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	for ; c.refused > 0 && now.Sub(c.at) >= forgetting; c.at = c.at.Add(forgetting) {
		if c.refused /= 2; c.refused < 1 {
			c.refused = 0
		}
	}
	if c.refused == 0 {
		c.at = now
	}
	c.refused++
	spread := min(max(leastSpread, int(c.refused/comeBack)), mostSpread)
	return leastPause + rand.IntN(spread)
}
