package sim

import (
	"context"
	"errors"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

// network loses, doubles, delays, cuts and mixes up what is said on it.
type network struct {
	on   bool
	late []func() // requests still under way
	// last are the answers a device got, by what it had asked: a proxy that
	// mixes them up gives one again.
	last map[string][]byte
}

// message is one request on its way.
type message struct {
	d       *device
	what    string // the activity of the server: push, feed, rescue, token, enrol
	request []byte // what can be cut on the way, nil: nothing
	serve   func(s *server, request []byte) ([]byte, error)
}

// carry brings a message to a server and the answer back, or does not.
func (w *world) carry(m message) ([]byte, error) {
	fate := w.fate()
	if fate != "" {
		w.seen.fault(fate)
		w.tracef("%s: %s: %s", m.d.name, m.what, fate)
	}
	switch fate {
	case "request lost":
		return nil, errLost
	case "request late":
		w.network.late = append(w.network.late, func() { _, _ = w.serve(m, m.request) })
		return nil, errLost
	case "request doubled":
		if _, err := w.serve(m, m.request); err != nil {
			return nil, err
		}
	case "request cut":
		_, _ = w.serve(m, m.request[:len(m.request)/2])
		return nil, errLost
	}
	answer, err := w.serve(m, m.request)
	if fate == "answer lost" {
		return nil, errLost
	}
	if err != nil {
		return nil, err
	}
	return w.bringBack(m, fate, answer), nil
}

func (w *world) bringBack(m message, fate string, answer []byte) []byte {
	key := m.d.name + m.what
	before := w.network.last[key]
	w.network.last[key] = answer
	switch {
	case fate == "answer cut":
		return answer[:len(answer)/2]
	case fate == "answer mixed up" && before != nil:
		m.d.stale = true
		return before
	}
	return answer
}

// fate draws what happens to a message, "" when it simply arrives.
func (w *world) fate() string {
	if !w.network.on {
		return ""
	}
	fates := []string{"request lost", "answer lost", "request late", "request doubled", "request cut", "answer cut", "answer mixed up"}
	if n := w.rng.IntN(40); n < len(fates) {
		return fates[n]
	}
	return ""
}

// serve lets a server answer; a dead one gives no answer.
func (w *world) serve(m message, request []byte) ([]byte, error) {
	s := w.pick()
	if s == nil {
		return nil, errLost
	}
	s.ills.doing = m.what
	answer, err := m.serve(s, request)
	if s.ills.dead || errors.Is(err, errCrash) {
		return nil, errLost
	}
	return answer, w.refusal(err)
}

// refusal is an error as it crosses the network.
func (w *world) refusal(err error) error {
	var coded *models.Error
	const busy, full = 503, 507
	switch {
	case err == nil:
		return nil
	case errors.As(err, &coded):
		return &mobile.ServerError{Refusal: coded, Status: 409}
	case errors.Is(err, changesync.ErrBusy):
		return &mobile.ServerError{Refusal: &models.Error{Code: changesync.CodeOverloaded, Message: "busy"}, Status: busy}
	case errors.Is(err, changesync.ErrFull):
		return &mobile.ServerError{Refusal: &models.Error{Code: "storage_full", Message: "full"}, Status: full}
	case errors.Is(err, context.Canceled):
		return err
	}
	w.fail("errors", "a server: %v", err)
	return err
}

// deliverLate delivers one of the requests under way.
func (w *world) deliverLate(i int) {
	late := w.network.late[i]
	w.network.late = append(w.network.late[:i:i], w.network.late[i+1:]...)
	late()
}
