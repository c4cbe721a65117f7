package accounts

import (
	"context"
	"time"

	"fieldsync/sync"
)

// Attempt is somebody at the door.
type Attempt struct {
	User, Password string
	// Known is the secret from an earlier sign-in at the same place, or the
	// token of an enrolled device of the user; "" otherwise. Guesses from known
	// places are counted apart, so that strangers do not hold up the owner.
	Known string
	Agent string // what the program calls itself, for the list of sessions
}

// SignedIn is what somebody gets who was let in.
type SignedIn struct {
	Person
	Token string // of the session
	Known string // to be sent at the next sign-in from the same place
}

// SignIn lets somebody in by name and password, or by a Ticket that comes with
// second_factor_required and goes to SignInCode. Errors: bad_credentials for
// everything that is wrong, public_password, locked with a Wait where too many guesses came the
// same way; both for names that nobody has as well, in the same time.
func (p *People) SignIn(ctx context.Context, in Attempt) (*SignedIn, error) {
	from := p.place(ctx, in)
	phc, fails, err := p.guess(ctx, in.User, from)
	if err != nil {
		return nil, err
	}
	ok, stale, err := p.hasher.verify(ctx, phc, in.Password)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, p.wrong(ctx, in.User, fails)
	}
	if p.opt.Public != "" && Normal(in.Password) == Normal(p.opt.Public) {
		return nil, publicPassword()
	}
	fresh := phc
	if stale {
		if fresh, err = p.hasher.hash(ctx, in.Password); err != nil {
			return nil, err
		}
	}
	entry, err := p.newEntry(in, from)
	if err != nil {
		return nil, err
	}
	var out *SignedIn
	var refused error
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		m, err := l.Member(in.User)
		if err != nil {
			return err
		}
		a, err := load(l, in.User)
		if err != nil {
			return err
		}
		if a.Password != phc || !m.Holds { // changed or deactivated meanwhile
			return badCredentials()
		}
		a.Password = fresh
		out, refused = p.admit(l, a, m, entry)
		return a.save(l, in.User)
	})
	if err = orElse(err, refused); err != nil {
		return nil, err
	}
	return out, nil
}

// place is where an attempt comes from.
type place struct {
	key    string // "": from a stranger's
	device bool   // an enrolled device of the user: known without a sign-in
}

func (p *People) place(ctx context.Context, in Attempt) place {
	if in.Known == "" {
		return place{}
	}
	dev, err := p.engine.Authenticate(ctx, in.Known)
	if err != nil {
		return place{key: changesync.SecretKey(in.Known)}
	}
	if dev.User != in.User || dev.Status != changesync.DeviceActive {
		return place{}
	}
	return place{changesync.SecretKey("device " + dev.ID), true}
}

// guess counts an attempt before it is judged: of many at once, on whatever
// servers, no more are judged than are free.
func (p *People) guess(ctx context.Context, user string, from place) (phc string, fails int, err error) {
	var wait time.Duration
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		phc, fails, wait = "", 0, 0
		m, err := l.Member(user)
		if err != nil {
			return err
		}
		if !m.Known {
			fails, wait, err = guessStranger(l, user)
			return err
		}
		a, err := load(l, user)
		if err != nil {
			return err
		}
		if from.device && !a.knows(from.key) {
			a.know(from.key, l.Now)
		}
		c := a.way(from.key)
		if wait = c.guess(l.Now); wait > 0 {
			return nil
		}
		phc, fails = a.Password, c.Fails
		return a.save(l, user)
	})
	if err == nil && wait > 0 {
		err = locked(wait)
	}
	return phc, fails, err
}

// wrong notes when guesses begin to be held up, and answers.
func (p *People) wrong(ctx context.Context, user string, fails int) error {
	if fails < Guesses {
		return badCredentials()
	}
	err := p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		m, err := l.Member(user)
		if err != nil {
			return err
		}
		ev := changesync.AuditEvent{Action: changesync.AuditLock, User: user}
		if !m.Known { // what was typed may be somebody's password
			ev.User, ev.Detail = "", "a name that nobody has"
		}
		l.Audit(ev)
		return nil
	})
	if err != nil {
		return err
	}
	return badCredentials()
}

// entry is what a new session is made of.
type entry struct {
	in               Attempt
	from             place
	id, token, known string
}

func (p *People) newEntry(in Attempt, from place) (e entry, err error) {
	e.in, e.from = in, from
	for _, s := range []*string{&e.id, &e.token, &e.known} {
		if *s, err = p.secret(); err != nil {
			return e, err
		}
	}
	e.id = e.id[:16]
	return e, nil
}

// enter opens a session and makes its place known.
func (p *People) enter(l *changesync.Ledger, a *account, m changesync.Member, e entry) *SignedIn {
	a.endSessions(l, func(s *session) bool { return !s.live(l.Now, l.Epoch, p.opt.SessionIdle) })
	for len(a.Sessions) >= maxSessions {
		oldest := a.Sessions[0].ID
		a.endSessions(l, func(s *session) bool { return s.ID == oldest })
	}
	s := session{ID: e.id, Key: changesync.SecretKey(e.token), Made: l.Now, Used: l.Now,
		Expires: l.Now + p.opt.SessionLife.Milliseconds(), Epoch: l.Epoch, Agent: e.in.Agent}
	a.Sessions = append(a.Sessions, s)
	a.LastIn = l.Now
	l.Put(kindSession, s.Key, []byte(m.User.Name))
	// A place that is known keeps its secret, any other gets one.
	out := &SignedIn{Person: p.person(l, a, m, &s), Token: e.token, Known: e.in.Known}
	if !a.knows(e.from.key) {
		out.Known, e.from.key = e.known, changesync.SecretKey(e.known)
	}
	a.know(e.from.key, l.Now)
	l.Audit(changesync.AuditEvent{Action: changesync.AuditSignIn, User: m.User.Name, Detail: "session " + s.ID})
	return out
}
