package api

import (
	"sync"

	"fieldsync/sync"
)

// gate admits so many at a time and refuses the next at once: a full server
// that answers quickly recovers, one that lets everybody wait does not.
type gate chan struct{}

func (g gate) enter() bool {
	select {
	case g <- struct{}{}:
		return true
	default:
		return false
	}
}

func (g gate) leave() { <-g }

// admitted is the step that passes a gate. What may take long without work,
// such as a body that is read, leaves it meanwhile.
func admitted(pick func(*Server) gate) step {
	return func(s *Server, next handler) handler {
		g := pick(s)
		return func(c *call) error {
			c.enter = func() error {
				if !g.enter() {
					return fail(changesync.CodeOverloaded, "", "too many requests are being worked on, try again later")
				}
				c.leave = sync.OnceFunc(g.leave)
				return nil
			}
			if err := c.enter(); err != nil {
				return err
			}
			defer func() { c.leave() }()
			return next(c)
		}
	}
}

func workGate(s *Server) gate     { return s.work }
func signInGate(s *Server) gate   { return s.signIn }
func passwordGate(s *Server) gate { return s.password }
