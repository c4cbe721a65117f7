package mobile

import (
	"context"
	"errors"
	"time"
)

// The waits of Run. Each is drawn between half and one and a half times its
// length, so that a thousand phones do not call at once when the network is back.
const (
	firstBackOff = 2 * time.Second
	maxBackOff   = 5 * time.Minute
	// hopelessWait is for refusals that only a person can end.
	hopelessWait = time.Hour
)

// Run syncs whenever there is a reason: news on the server, a local write, a
// regained network (see Wake), and now and then without any. After a failure
// it waits, longer each time; all that was written stays. It returns when ctx
// ends, with ctx's error, and with wiped when the device has to be erased.
func (c *Client) Run(ctx context.Context) error {
	watching := make(chan struct{})
	watched, stop := context.WithCancel(ctx)
	go func() {
		defer close(watching)
		c.watch(watched)
	}()
	defer func() { stop(); <-watching }()
	for failures := 0; ; {
		drain(c.woken)
		drain(c.written)
		sum, err := c.Sync(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if c.opt.Synced != nil {
			c.opt.Synced(sum, err)
		}
		if CodeOf(err) == CodeWiped {
			return err
		}
		failures++
		if err == nil {
			failures = 0
		}
		if err := c.idle(ctx, err, failures); err != nil {
			return err
		}
	}
}

// drain forgets a reason that the sync about to begin serves.
func drain(ch chan struct{}) {
	select {
	case <-ch:
	default:
	}
}

// Wake tells Run that the network is back or that the person wants news now.
func (c *Client) Wake() { signal(c.woken) }

// idle waits for the next reason to sync. After a failure a local write is
// none: it would try a dead network at every stroke.
func (c *Client) idle(ctx context.Context, last error, failures int) error {
	if wait := retryAfter(last); wait > 0 { // the server asked to be left alone
		if err := c.wait(ctx, wait+c.jittered(wait)/2, nil, nil); err != nil {
			return err
		}
	}
	if last == nil {
		return c.wait(ctx, c.jittered(c.opt.Poll), c.woken, c.written)
	}
	if hopeless[CodeOf(last)] {
		return c.wait(ctx, c.jittered(hopelessWait), c.woken, nil)
	}
	return c.wait(ctx, c.jittered(backOff(failures)), c.woken, nil)
}

// wait returns after d or when one of the channels speaks; an error is ctx's.
func (c *Client) wait(ctx context.Context, d time.Duration, a, b <-chan struct{}) error {
	fired, stop := c.opt.After(d)
	defer stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-fired:
	case <-a:
	case <-b:
	}
	return nil
}

func backOff(failures int) time.Duration {
	wait := firstBackOff
	for range failures - 1 {
		if wait *= 2; wait >= maxBackOff {
			return maxBackOff
		}
	}
	return wait
}

// jittered draws a duration between half and one and a half times d.
func (c *Client) jittered(d time.Duration) time.Duration {
	var b [2]byte
	if _, err := c.opt.Random.Read(b[:]); err != nil {
		return d
	}
	share := int64(b[0])<<8 | int64(b[1])
	return d/2 + time.Duration(int64(d)/(1<<16)*share)
}

// retryAfter is how long the server asked to be left alone.
func retryAfter(err error) time.Duration {
	if refused, ok := errors.AsType[*ServerError](err); ok {
		return refused.RetryAfter
	}
	return 0
}

// watch keeps a connection on which the server tells of news. Without one the
// timer still works, so its failures are nobody's trouble.
func (c *Client) watch(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		connected := false
		at, err := c.endpoint(ctx)
		if err == nil {
			err = c.opt.Transport.Watch(ctx, at, func() {
				connected = true
				signal(c.woken)
			})
		}
		failures++
		if connected {
			failures = 1
		}
		c.log.Debug("watch ended", "code", CodeOf(err))
		wait := max(backOff(failures), retryAfter(err))
		if hopeless[CodeOf(err)] {
			wait = maxBackOff // a refreshed token may mend it
		}
		if c.wait(ctx, c.jittered(wait), nil, nil) != nil {
			return
		}
	}
}
