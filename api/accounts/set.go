package accounts

import (
	"context"
	"encoding/json"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// SetPassword sets a password by a code from an administrator and lets the
// person in. Whatever let somebody in before ends: sessions, known places, the
// code. Errors: bad_code, weak_password, which does not use the code up, and
// second_factor_required with a Ticket, when the password has been set.
func (p *People) SetPassword(ctx context.Context, in Attempt, secret string) (*SignedIn, error) {
	key := changesync.SecretKey(changesync.NormalCode(secret))
	var words []string
	err := p.engine.Look(ctx, func(l *changesync.Ledger) error {
		_, m, err := byCode(l, in.User, key)
		if err == nil {
			words, err = wordsOf(l, m)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	phc, err := p.accept(ctx, in.Password, words)
	if err != nil {
		return nil, err
	}
	in.Known = ""
	e, err := p.newEntry(in, place{})
	if err != nil {
		return nil, err
	}
	var out *SignedIn
	var refused error
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		a, m, err := byCode(l, in.User, key)
		if err != nil {
			return err
		}
		why := "by invitation"
		if a.Code.Reset {
			why = "by reset"
		}
		a.shut(l)
		a.Password = phc
		if a.Factor != nil {
			a.Factor.Wrong = 0
		}
		l.Audit(changesync.AuditEvent{Action: changesync.AuditPassword, User: in.User, Detail: why})
		a.Strangers.guess(l.Now) // as for any password that asks for a code
		out, refused = p.admit(l, a, m, e)
		return a.save(l, in.User)
	})
	if err = orElse(err, refused); err != nil {
		return nil, err
	}
	return out, nil
}

// byCode finds the account whose code was given.
func byCode(l *changesync.Ledger, user, key string) (*account, changesync.Member, error) {
	bad := &models.Error{Code: changesync.CodeBadCode, Message: "the code is unknown, used, too old or somebody else's: ask an administrator for a new one",
		ZH: "此码无效、已使用、已过期或属于他人,请向管理员索取新码"}
	m, err := l.Member(user)
	if err != nil {
		return nil, m, err
	}
	a, err := load(l, user)
	if err != nil {
		return nil, m, err
	}
	if c := a.Code; !m.Holds || c == nil || c.Key != key || l.Now >= c.Expires || c.Epoch != l.Epoch {
		return nil, m, bad
	}
	return a, m, nil
}

// wordsOf are the words that belong to a person: they make no good password.
func wordsOf(l *changesync.Ledger, m changesync.Member) ([]string, error) {
	words := []string{m.User.Name}
	for _, field := range []string{"name", "staff_no", "own_mobile", "wechat_id", "badge_no"} {
		words = append(words, text(m.Staff, field))
	}
	team, err := l.Values(changesync.Key{Collection: "team", ID: text(m.Staff, "team")})
	return append(words, text(team, "name")), err
}

func text(v models.Values, field string) (s string) {
	if json.Unmarshal(v[field], &s) != nil {
		return ""
	}
	return s
}

// accept hashes a password that may be one.
func (p *People) accept(ctx context.Context, password string, words []string) (string, error) {
	if err := checkPassword(password, words); err != nil {
		return "", err
	}
	return p.hasher.hash(ctx, password)
}

// ChangePassword sets a new password for somebody who is signed in and proves
// the old one; his other sessions end. Errors: as Confirm, and weak_password,
// which uses no code up.
func (p *People) ChangePassword(ctx context.Context, who *Person, old Proof, password string) error {
	phc, words, err := p.knows(ctx, who, old, "old_password")
	if err != nil {
		return err
	}
	fresh, err := p.accept(ctx, password, words)
	if err != nil {
		return err
	}
	return p.whileKnown(ctx, who, phc, old.Code, func(l *changesync.Ledger, a *account, _ *session) {
		a.Password, a.Code, a.Tickets = fresh, nil, nil
		a.endSessions(l, func(s *session) bool { return s.ID != who.Session })
		l.Audit(changesync.AuditEvent{Action: changesync.AuditPassword, User: who.User.Name, Detail: "by the old one"})
	})
}

// knows checks the password of somebody who is signed in, and that there is a
// code where one is needed; whileKnown judges it. Errors: bad_credentials, which
// names the field, second_factor_required and locked.
func (p *People) knows(ctx context.Context, who *Person, proof Proof, field string) (phc string, words []string, err error) {
	phc, words, err = p.guessOld(ctx, who, proof.Code)
	if err != nil {
		return "", nil, err
	}
	ok, _, err := p.hasher.verify(ctx, phc, proof.Password)
	if err == nil && !ok {
		err = &models.Error{Code: CodeBadCredentials, Field: field, Message: "the password is wrong", ZH: "密码错误"}
	}
	return phc, words, err
}

// guessOld counts a guess at the old password on the session. To have left the
// code out is no guess: who is signed in may know that one is needed.
func (p *People) guessOld(ctx context.Context, who *Person, code string) (phc string, words []string, err error) {
	var wait time.Duration
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		a, err := load(l, who.User.Name)
		if err != nil {
			return err
		}
		mine := a.byID(who.Session)
		if mine == nil {
			return unknownSession()
		}
		if a.Factor != nil && code == "" {
			return secondFactorRequired(nil)
		}
		if wait = mine.Counter.guess(l.Now); wait > 0 {
			return nil
		}
		phc = a.Password
		if words, err = wordsOf(l, who.Member); err != nil {
			return err
		}
		return a.save(l, who.User.Name)
	})
	if err == nil && wait > 0 {
		err = locked(wait)
	}
	return phc, words, err
}

func (a *account) byID(id string) *session {
	for i := range a.Sessions {
		if a.Sessions[i].ID == id {
			return &a.Sessions[i]
		}
	}
	return nil
}
