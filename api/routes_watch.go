package api

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"fieldsync/sync"
)

var watchRoutes = []operation{
	{
		method: "GET", path: "/v1/watch", name: "watch", content: "text/event-stream", output: "", serve: watch,
		summary: "Sends the event change when a pull is worth while: at once, and after commits that concern the user",
	},
}

const (
	changeEvent = "event: change\ndata: {}\n\n"
	heartbeat   = ": still here\n\n"
	// renewEvery is how many heartbeats a subscription lasts: it knows the
	// scopes that the user held when it began.
	renewEvery = 12
)

// watch keeps a stream until the reader goes, the token ends, or the server
// shuts down. What happened before it was open is covered by a first event.
func watch(c *call) error {
	if err := c.bind(&none{}); err != nil {
		return err
	}
	ctx, end, err := c.s.streams.begin(c.r.Context(), c.device.ID)
	if err != nil {
		return err
	}
	defer end()
	sub := &subscription{c: c, ctx: ctx, stop: func() {}}
	if err := sub.renew(); err != nil {
		return err
	}
	defer func() { sub.stop() }()
	c.leave() // what follows may take hours and works on nothing
	ticks, stop := c.s.opt.NewTicker(c.s.opt.Heartbeat)
	defer stop()
	out := newEventStream(c.w, c.s.opt.SendTimeout)
	// Readers come back after a pause that differs, so that a restart does not
	// bring all of them at once.
	if out.send(fmt.Sprintf("retry: %d\n\n%s", 3000+rand.IntN(5000), changeEvent)) == nil {
		sub.follow(out, ticks)
	}
	return nil
}

// subscription is what the engine wakes.
type subscription struct {
	c    *call
	ctx  context.Context
	wake <-chan struct{}
	stop context.CancelFunc
}

// renew begins a subscription before it ends the one before: between the two
// nothing can be missed.
func (s *subscription) renew() error {
	ctx, cancel := context.WithCancel(s.ctx)
	wake, err := s.c.s.engine.Watch(ctx, s.c.device.User)
	if err != nil {
		cancel()
		return err
	}
	s.stop()
	s.wake, s.stop = wake, cancel
	return nil
}

func (s *subscription) follow(out *eventStream, ticks <-chan time.Time) {
	for beats := 1; ; {
		text := changeEvent
		select {
		case <-s.ctx.Done():
			return
		case <-s.wake:
		case <-ticks:
			if !s.stillWelcome() {
				return
			}
			text = heartbeat
			if beats++; beats%renewEvery == 0 {
				if s.renew() != nil {
					return
				}
				text = changeEvent // a wake-up of the old one may be lost
			}
		}
		if out.send(text) != nil {
			return
		}
	}
}

// stillWelcome asks again who this is: a token may end, a device be revoked.
func (s *subscription) stillWelcome() bool {
	dev, err := s.c.s.engine.Authenticate(s.ctx, bearer(s.c.r))
	return err == nil && dev.Status == changesync.DeviceActive
}
