package accounts

import (
	"context"
	"fmt"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"
)

// Session is a sign-in that still holds. Times are Unix ms.
type Session struct {
	ID      string
	Made    int64
	Used    int64 // within a twelfth of the idle time
	Expires int64 // at the latest
	Agent   string
}

// Authenticate finds who a session's token belongs to. Errors: unauthorised,
// token_expired for a session that ended by itself.
func (p *People) Authenticate(ctx context.Context, token string) (*Person, error) {
	key := changesync.SecretKey(token)
	var out *Person
	var stale bool
	err := p.engine.Look(ctx, func(l *changesync.Ledger) error {
		a, name, err := ofSession(l, key)
		if err != nil {
			return err
		}
		m, err := l.Member(name)
		if err != nil {
			return err
		}
		s := a.session(key)
		if s == nil || !m.Holds {
			return unknownSession()
		}
		if !s.live(l.Now, l.Epoch, p.opt.SessionIdle) {
			return &models.Error{Code: changesync.CodeTokenExpired, Message: "the session has ended: sign in again", ZH: "会话已结束,请重新登录"}
		}
		stale = l.Now-s.Used > p.opt.SessionIdle.Milliseconds()/12
		who := p.person(l, a, m, s)
		out = &who
		return nil
	})
	if err != nil {
		return nil, err
	}
	if stale {
		// A full or busy store keeps nobody out: at worst the session ends early.
		_ = p.used(ctx, key)
	}
	return out, nil
}

func unknownSession() error {
	return &models.Error{Code: changesync.CodeUnauthorised, Message: "nobody is signed in by this token: sign in", ZH: "未登录或已退出,请登录"}
}

// ofSession finds the account of a token.
func ofSession(l *changesync.Ledger, key string) (*account, string, error) {
	name, err := l.Doc(kindSession, key)
	if err != nil {
		return nil, "", err
	}
	if name == nil {
		return nil, "", unknownSession()
	}
	a, err := load(l, string(name))
	return a, string(name), err
}

func (a *account) session(key string) *session {
	i := slices.IndexFunc(a.Sessions, func(s session) bool { return s.Key == key })
	if i < 0 {
		return nil
	}
	return &a.Sessions[i]
}

// used notes that a session is in use, now and then only.
func (p *People) used(ctx context.Context, key string) error {
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		a, name, err := ofSession(l, key)
		if err != nil {
			return err
		}
		if s := a.session(key); s != nil {
			s.Used = l.Now
		}
		return a.save(l, name)
	})
}

// Sessions lists the sessions of a user that still hold, oldest first.
func (p *People) Sessions(ctx context.Context, user string) (out []Session, err error) {
	err = p.engine.Look(ctx, func(l *changesync.Ledger) error {
		a, err := load(l, user)
		if err != nil {
			return err
		}
		for _, s := range a.Sessions {
			if s.live(l.Now, l.Epoch, p.opt.SessionIdle) {
				out = append(out, Session{s.ID, s.Made, s.Used, s.Expires, s.Agent})
			}
		}
		return nil
	})
	return out, err
}

// SignOut ends a session of a user, or all for "". An unknown one is
// not_found.
func (p *People) SignOut(ctx context.Context, user, id string) error {
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		a, err := load(l, user)
		if err != nil {
			return err
		}
		n := a.endSessions(l, func(s *session) bool { return id == "" || s.ID == id })
		if n == 0 && id != "" {
			return &models.Error{Code: changesync.CodeNotFound, Message: "there is nothing here, or nothing that you may see"}
		}
		l.Audit(changesync.AuditEvent{Action: changesync.AuditSignOut, User: user, Detail: fmt.Sprintf("%d session(s)", n)})
		return a.save(l, user)
	})
}
