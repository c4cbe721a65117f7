package sim

import (
	"context"
	"encoding/json"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
)

// line is a device's way to the servers: a mobile.Transport without wires. It
// goes to a server, or to the relay where the device has nothing else.
type line struct{ d *device }

var _ mobile.Transport = line{}

// send carries a message from the device, by whatever way it has.
func (l line) send(what string, request []byte, serve func(s *server, request []byte) ([]byte, error)) ([]byte, error) {
	w, d := l.d.w, l.d
	defer func() { d.ills.doing = what }() // what it stores next is of this answer
	if w.bug.sent != nil && what == "push" {
		w.bug.sent(d)
	}
	if d.cut && !(d.atRelay && !w.relay.cut) {
		return nil, errLost
	}
	return w.carry(message{d: d, what: what, request: request, serve: serve})
}

func asCaller(s *server, at mobile.Endpoint) (changesync.Device, error) {
	return s.engine.Authenticate(context.Background(), at.Token)
}

// Enrol implements mobile.Transport.
func (l line) Enrol(ctx context.Context, _ string, req mobile.EnrolRequest) (*changesync.Enrolment, error) {
	var out *changesync.Enrolment
	_, err := l.send("enrol", []byte{}, func(s *server, _ []byte) (_ []byte, err error) {
		out, err = s.engine.EnrolAs(ctx, req.User, req.Code, req.Name, req.PublicKey, req.Proof)
		return nil, err
	})
	return out, err
}

// Challenge implements mobile.Transport.
func (l line) Challenge(ctx context.Context, at mobile.Endpoint) (nonce string, err error) {
	_, err = l.send("token", []byte{}, func(s *server, _ []byte) (_ []byte, err error) {
		nonce, err = s.engine.Challenge(ctx, at.Device)
		return nil, err
	})
	return nonce, err
}

// Token implements mobile.Transport.
func (l line) Token(ctx context.Context, at mobile.Endpoint, req mobile.TokenRequest) (*mobile.Token, error) {
	out := &mobile.Token{}
	_, err := l.send("token", []byte{}, func(s *server, _ []byte) (_ []byte, err error) {
		out.Token, out.Expires, err = s.engine.Refresh(ctx, at.Device, req.Nonce, req.OldToken, req.Certificate, req.Proof)
		return nil, err
	})
	return out, err
}

// Push implements mobile.Transport.
func (l line) Push(ctx context.Context, at mobile.Endpoint, run []byte) ([]byte, error) {
	w := l.d.w
	if l.d.cut && l.d.atRelay {
		defer func() { l.d.ills.doing = "push" }()
		return w.relay.take(run)
	}
	answer, err := l.send("push", run, func(s *server, body []byte) ([]byte, error) {
		caller, err := asCaller(s, at)
		if err != nil {
			return nil, err
		}
		run, err := changesync.DecodeRun(body)
		if err != nil {
			return nil, err
		}
		if w.bug.pushed != nil {
			w.bug.pushed(l.d, run)
		}
		res, err := s.engine.Push(ctx, caller, run)
		if w.bug.refused != nil {
			res, err = w.bug.refused(w, run, res, err)
		}
		if err != nil {
			return nil, err
		}
		return json.Marshal(res)
	})
	if err != nil && w.bug.onLost != nil {
		w.bug.onLost(l.d)
	}
	return answer, err
}

// Feed implements mobile.Transport.
func (l line) Feed(ctx context.Context, at mobile.Endpoint, req changesync.PullRequest) ([]byte, error) {
	w := l.d.w
	return l.send("feed", []byte{}, func(s *server, _ []byte) ([]byte, error) {
		caller, err := asCaller(s, at)
		if err != nil {
			return nil, err
		}
		page, err := s.engine.Pull(ctx, caller, req)
		if err != nil {
			return nil, err
		}
		if w.bug.page != nil {
			w.bug.page(page)
		}
		return page.Encode()
	})
}

// Watch implements mobile.Transport: there are no wake-ups here, polling has to
// do.
func (l line) Watch(ctx context.Context, _ mobile.Endpoint, _ func()) error {
	<-ctx.Done()
	return ctx.Err()
}

// Rescue implements mobile.Transport.
func (l line) Rescue(ctx context.Context, at mobile.Endpoint, req mobile.RescueRequest) error {
	if l.d.w.bug.noRescue {
		return nil
	}
	_, err := l.send("rescue", []byte{}, func(s *server, _ []byte) ([]byte, error) {
		if _, err := asCaller(s, at); err != nil {
			return nil, err
		}
		return nil, handBack(ctx, s.engine, req.Sealed)
	})
	return err
}

// Wipe implements mobile.Transport.
func (l line) Wipe(ctx context.Context, at mobile.Endpoint) (w *changesync.Wipe, err error) {
	_, err = l.send("wipe", []byte{}, func(s *server, _ []byte) ([]byte, error) {
		caller, err := asCaller(s, at)
		if err == nil {
			w, err = s.engine.WipeOf(ctx, caller.ID)
		}
		return nil, err
	})
	return w, err
}

// ReportWipe implements mobile.Transport.
func (l line) ReportWipe(ctx context.Context, at mobile.Endpoint, r changesync.WipeReport) error {
	_, err := l.send("wipe", []byte{}, func(s *server, _ []byte) ([]byte, error) {
		caller, err := asCaller(s, at)
		if err == nil {
			_, err = s.engine.ReportWipe(ctx, caller, r)
		}
		return nil, err
	})
	return err
}

// Reveal implements mobile.Transport.
func (l line) Reveal(ctx context.Context, at mobile.Endpoint, req mobile.RevealRequest) (json.RawMessage, error) {
	return l.send("reveal", []byte{}, func(s *server, _ []byte) ([]byte, error) {
		caller, err := asCaller(s, at)
		if err != nil {
			return nil, err
		}
		return s.engine.Reveal(ctx, caller, changesync.Key{Collection: req.Collection, ID: req.ID}, req.Field, req.Reason)
	})
}

// handBack takes box by box, as the server's door does: one that is refused
// takes no other with it, only when all are it is an error.
func handBack(ctx context.Context, e *changesync.Engine, boxes [][]byte) error {
	var first error
	refused := 0
	for _, box := range boxes {
		_, err := e.HandBack(ctx, box)
		if err == nil {
			continue
		}
		if mobile.CodeOf(err) == "" {
			return err // the store failed: all of it again, later
		}
		if refused++; first == nil {
			first = err
		}
	}
	if refused == len(boxes) {
		return first
	}
	return nil
}
