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
// code. Errors: bad_code, weak_password, which does not use the code up.
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
		l.Audit(changesync.AuditEvent{Action: changesync.AuditPassword, User: in.User, Detail: why})
		out = p.enter(l, a, m, e)
		return a.save(l, in.User)
	})
	if err != nil {
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

// ChangePassword sets a new password for somebody who is signed in and knows
// the old one; his other sessions end. Wrong old ones are counted like those
// at the door, for this session alone. Errors: bad_credentials, locked,
// weak_password.
func (p *People) ChangePassword(ctx context.Context, who *Person, old, password string) error {
	phc, words, err := p.knows(ctx, who, old, "old_password")
	if err != nil {
		return err
	}
	fresh, err := p.accept(ctx, password, words)
	if err != nil {
		return err
	}
	return p.whileKnown(ctx, who, phc, func(l *changesync.Ledger, a *account, _ *session) {
		a.Password, a.Code = fresh, nil
		a.endSessions(l, func(s *session) bool { return s.ID != who.Session })
		l.Audit(changesync.AuditEvent{Action: changesync.AuditPassword, User: who.User.Name, Detail: "by the old one"})
	})
}

// knows checks the password of somebody who is signed in. Errors:
// bad_credentials, which names the field, and locked.
func (p *People) knows(ctx context.Context, who *Person, password, field string) (phc string, words []string, err error) {
	phc, words, err = p.guessOld(ctx, who)
	if err != nil {
		return "", nil, err
	}
	ok, _, err := p.hasher.verify(ctx, phc, password)
	if err == nil && !ok {
		err = &models.Error{Code: CodeBadCredentials, Field: field, Message: "the password is wrong", ZH: "密码错误"}
	}
	return phc, words, err
}

// guessOld counts a guess at the old password on the session.
func (p *People) guessOld(ctx context.Context, who *Person) (phc string, words []string, err error) {
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
