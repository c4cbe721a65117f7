package mobile

import (
	"context"
	"sync"
	"time"

	"fieldsync/models"
)

// appLock is the lock of the screen: it keeps people from reading and writing,
// never the sync from delivering.
type appLock struct {
	turn   sync.Mutex // of a try
	mu     sync.Mutex // guards the rest
	locked bool
	used   time.Time // last time that somebody read or wrote
	last   time.Time // last try in this program, with its monotonic clock
}

// Locked says whether reading and writing need Unlock first.
func (c *Client) Locked() bool {
	c.lock.mu.Lock()
	defer c.lock.mu.Unlock()
	return c.lock.locked
}

// Lock locks the client again, if a PIN is set: when the screen goes dark, or
// after some time without use (see Idle). Sync and Run go on.
func (c *Client) Lock(ctx context.Context) error {
	rec, err := c.readPIN(ctx)
	if err == nil && rec != nil {
		c.lock.hold(true)
	}
	return err
}

// Idle is for how long nobody has read or written through this client. When to
// lock after that is the app's affair.
func (c *Client) Idle() time.Duration {
	c.lock.mu.Lock()
	defer c.lock.mu.Unlock()
	return c.opt.Now().Sub(c.lock.used)
}

// mayUse is asked by everything that shows or changes what is personal.
func (c *Client) mayUse() error {
	c.lock.mu.Lock()
	defer c.lock.mu.Unlock()
	if c.lock.locked {
		return &models.Error{Code: CodeLocked, Field: "pin", Message: "this device is locked: enter the PIN", ZH: "本机已锁定,请输入 PIN",
			Hint: "what waits is delivered all the same", HintZH: "待传内容照常上传"}
	}
	c.lock.used = c.opt.Now()
	return nil
}

func (l *appLock) hold(locked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.locked = locked
}

func (l *appLock) tried(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = at
}

// wait is how long the next try has to wait at now. A try of this program is
// measured by the monotonic clock, which nobody sets; an earlier one by the
// device's clock, and if that went back since, the wait begins anew.
func (l *appLock) wait(rec *pinRecord, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := l.last
	if last.IsZero() || last.UnixMilli() != rec.Since {
		last = time.UnixMilli(rec.Since)
	}
	return max(0, rec.delay()-max(0, now.Sub(last)))
}
