package mobile_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

// line is a transport into the world's engine, with the faults of a network.
type line struct {
	w  *world
	mu sync.Mutex // guards the rest; Run calls from two goroutines
	// before and after fail a call before the server saw it, or after it has
	// committed; they are asked with the name of the call.
	before, after func(call string) error
	calls         []string
	tokens        []string // in the order of their use
	wakes         chan struct{}
}

var errLine = errors.New("connection reset by peer")

// via makes a call through the faults.
func (l *line) via(name string, do func() error) error {
	l.mu.Lock()
	l.calls = append(l.calls, name)
	l.mu.Unlock()
	if err := l.ask(name, func() func(string) error { return l.before }); err != nil {
		return err
	}
	if err := do(); err != nil {
		return refusal(err)
	}
	return l.ask(name, func() func(string) error { return l.after })
}

// ask lets a fault decide about a call.
func (l *line) ask(name string, which func() func(string) error) error {
	l.mu.Lock()
	fault := which()
	l.mu.Unlock()
	if fault == nil {
		return nil
	}
	return fault(name)
}

// mend takes the fault before the server away while calls go on.
func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.before = nil
}

// refusal gives the engine's errors the form in which they come over a network.
func refusal(err error) error {
	if _, ok := errors.AsType[*mobile.ServerError](err); ok {
		return err
	}
	if coded, ok := errors.AsType[*models.Error](err); ok {
		return &mobile.ServerError{Refusal: coded, Status: 400}
	}
	return err
}

func (l *line) caller(at mobile.Endpoint) (changesync.Device, error) {
	l.mu.Lock()
	l.tokens = append(l.tokens, at.Token)
	l.mu.Unlock()
	return l.w.engine.Authenticate(ctx, at.Token)
}

func (l *line) Enrol(_ context.Context, _ string, req mobile.EnrolRequest) (e *changesync.Enrolment, err error) {
	err = l.via("enrol", func() error {
		e, err = l.w.engine.EnrolAs(ctx, req.User, req.Code, req.Name, req.PublicKey, req.Proof)
		return err
	})
	return e, err
}

func (l *line) Challenge(_ context.Context, at mobile.Endpoint) (nonce string, err error) {
	err = l.via("challenge", func() error {
		nonce, err = l.w.engine.Challenge(ctx, at.Device)
		return err
	})
	return nonce, err
}

func (l *line) Token(_ context.Context, at mobile.Endpoint, req mobile.TokenRequest) (t *mobile.Token, err error) {
	t = &mobile.Token{}
	err = l.via("token", func() error {
		t.Token, t.Expires, err = l.w.engine.Refresh(ctx, at.Device, req.Nonce, req.OldToken, req.Certificate, req.Proof)
		return err
	})
	return t, err
}

func (l *line) Push(_ context.Context, at mobile.Endpoint, body []byte) (answer []byte, err error) {
	err = l.via("push", func() error {
		caller, err := l.caller(at)
		if err != nil {
			return err
		}
		run, err := changesync.DecodeRun(body)
		if err != nil {
			return err
		}
		res, err := l.w.engine.Push(ctx, caller, run)
		if err != nil {
			return err
		}
		if len(res.Receipts) == 0 {
			return &mobile.ServerError{Refusal: &models.Error{Code: changesync.CodeExpectedN}, Status: 409, ExpectedN: res.ExpectedN}
		}
		answer, err = json.Marshal(res)
		return err
	})
	return answer, err
}

func (l *line) Feed(_ context.Context, at mobile.Endpoint, req changesync.PullRequest) (page []byte, err error) {
	err = l.via("feed", func() error {
		caller, err := l.caller(at)
		if err != nil {
			return err
		}
		p, err := l.w.engine.Pull(ctx, caller, req)
		if err != nil {
			return err
		}
		page, err = p.Encode()
		return err
	})
	return page, err
}

func (l *line) Watch(ctx context.Context, _ mobile.Endpoint, wake func()) error {
	if err := l.ask("watch", func() func(string) error { return l.before }); err != nil {
		return err
	}
	wake()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.wakes:
			wake()
		}
	}
}

// Rescue opens the boxes and delivers what is in them, as the server does.
func (l *line) Rescue(_ context.Context, _ mobile.Endpoint, req mobile.RescueRequest) error {
	return l.via("rescue", func() error {
		for _, box := range req.Sealed {
			if _, err := l.w.engine.HandBack(ctx, box); err != nil {
				return err
			}
		}
		return nil
	})
}

// Wipe asks the engine.
func (l *line) Wipe(ctx context.Context, at mobile.Endpoint) (w *changesync.Wipe, err error) {
	err = l.via("wipe", func() error {
		caller, err := l.caller(at)
		if err == nil {
			w, err = l.w.engine.WipeOf(ctx, caller.ID)
		}
		return err
	})
	return w, err
}

// ReportWipe tells the engine.
func (l *line) ReportWipe(ctx context.Context, at mobile.Endpoint, r changesync.WipeReport) error {
	return l.via("report", func() error {
		caller, err := l.caller(at)
		if err == nil {
			_, err = l.w.engine.ReportWipe(ctx, caller, r)
		}
		return err
	})
}

// Reveal asks the engine.
func (l *line) Reveal(ctx context.Context, at mobile.Endpoint, req mobile.RevealRequest) (value json.RawMessage, err error) {
	err = l.via("reveal", func() error {
		caller, err := l.caller(at)
		if err == nil {
			value, err = l.w.engine.Reveal(ctx, caller, changesync.Key{Collection: req.Collection, ID: req.ID}, req.Field, req.Reason)
		}
		return err
	})
	return value, err
}

// failAt makes the nth next call of that name fail.
func failAt(name string, nth int) func(string) error {
	return func(call string) error {
		if call == name {
			if nth--; nth == 0 {
				return errLine
			}
		}
		return nil
	}
}
