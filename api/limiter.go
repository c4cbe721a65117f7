package api

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// limiter grants each key so many goes a minute, with a minute's worth as
// reserve. It remembers a bounded number of keys.
type limiter struct {
	mu      sync.Mutex
	perMin  float64
	now     func() time.Time
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// maxBuckets bounds the memory; past it those that are full again are dropped,
// and if none is, all are: forgetting is kinder than refusing everybody.
const maxBuckets = 20_000

func newLimiter(perMin int, now func() time.Time) *limiter {
	return &limiter{perMin: float64(perMin), now: now, buckets: map[string]bucket{}}
}

func (l *limiter) allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.buckets[key]
	if !known {
		l.makeRoom(now)
		b = bucket{l.perMin, now}
	}
	b = l.refill(b, now)
	ok := b.left >= 1
	if ok {
		b.left--
	}
	l.buckets[key] = b
	return ok
}

func (l *limiter) refill(b bucket, now time.Time) bucket {
	if d := now.Sub(b.at); d > 0 {
		b.left = min(l.perMin, b.left+l.perMin*d.Minutes())
		b.at = now
	}
	return b
}

func (l *limiter) makeRoom(now time.Time) {
	if len(l.buckets) < maxBuckets {
		return
	}
	for key, b := range l.buckets {
		if l.refill(b, now).left >= l.perMin {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}

// peer is the address that is connected to us. Forwarding headers are not
// believed: anybody can write them.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// ratedByPeer is the step that bounds what one address may try.
func ratedByPeer(s *Server, next handler) handler {
	return func(c *call) error {
		if !s.signInRate.allow(peer(c.r)) {
			return fail(codeRateLimited, "", "too many attempts from this address, try again in a minute")
		}
		return next(c)
	}
}
