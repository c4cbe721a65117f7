package accounts

import (
	"context"
	"io"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// SetupLife is how long a secret waits for the first code of the app that got it.
const SetupLife = 10 * time.Minute

// setup is a second factor that its owner has begun to set up.
type setup struct {
	Secret  []byte `json:"secret"`
	Session string `json:"session"` // id of the one in which it was begun
	Expires int64  `json:"expires"` // Unix ms
}

// Setup is what an app needs to make one-time codes.
type Setup struct {
	Secret  string // base32, to be typed
	URI     string // otpauth://…, to be shown as a QR code
	Expires time.Time
}

// SecondFactor is what may be told of somebody's second factor.
type SecondFactor struct {
	Set      bool
	Since    int64 // Unix ms, 0 for none
	Recovery int   // codes that are left
}

// SecondFactor tells of the second factor of an account. Errors: not_found.
func (p *People) SecondFactor(ctx context.Context, user string) (out SecondFactor, err error) {
	err = p.engine.Look(ctx, func(l *changesync.Ledger) error {
		_, a, err := existing(l, user)
		if err == nil && a.Factor != nil {
			out = SecondFactor{true, a.Factor.Since, len(a.Factor.Recovery)}
		}
		return err
	})
	return out, err
}

// BeginSecondFactor draws a secret for somebody who is signed in and gives his
// password once more. Nothing is asked at sign-in until SetUpSecondFactor.
// Errors: has_second_factor, bad_credentials, locked.
func (p *People) BeginSecondFactor(ctx context.Context, who *Person, password string) (out Setup, err error) {
	if now, err := p.SecondFactor(ctx, who.User.Name); err != nil || now.Set {
		return out, orElse(err, hasSecondFactor())
	}
	phc, _, err := p.knows(ctx, who, Proof{Password: password}, "password")
	if err != nil {
		return out, err
	}
	secret := make([]byte, secretLen)
	if _, err := io.ReadFull(p.opt.Random, secret); err != nil {
		return out, err
	}
	err = p.whileKnown(ctx, who, phc, "", func(l *changesync.Ledger, a *account, mine *session) {
		a.Setup = &setup{secret, mine.ID, l.Now + SetupLife.Milliseconds()}
		out = Setup{secretText(secret), secretURI(secret, who.User.Name, p.opt.Host), time.UnixMilli(a.Setup.Expires)}
		noteFactor(l, who.User.Name, "", "begun")
	})
	return out, err
}

// SetUpSecondFactor takes the first code of the app and gives the recovery
// codes, once. From then on sign-ins and confirmations ask for a code; all
// other sessions end. Errors: no_second_factor where none was begun in this
// session, bad_second_factor, locked.
func (p *People) SetUpSecondFactor(ctx context.Context, who *Person, code string) (codes []string, err error) {
	codes, keys, err := p.drawRecovery()
	if err != nil {
		return nil, err
	}
	var refused error
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		refused = nil
		a, mine, err := inSetup(l, who)
		if err != nil {
			return err
		}
		if wait := mine.Counter.guess(l.Now); wait > 0 {
			return locked(wait)
		}
		f := &factor{Secret: a.Setup.Secret, Since: l.Now}
		if _, ok := f.take(code, l.Now); !ok {
			refused = badSecondFactor()
			return a.save(l, who.User.Name)
		}
		f.Recovery = keys
		mine.Counter, a.Factor, a.Setup = counter{}, f, nil
		a.endSessions(l, func(s *session) bool { return s.ID != who.Session })
		noteFactor(l, who.User.Name, "", "set up")
		return a.save(l, who.User.Name)
	})
	if err = orElse(err, refused); err != nil {
		return nil, err
	}
	return codes, nil
}

// inSetup finds what somebody has begun to set up in his session.
func inSetup(l *changesync.Ledger, who *Person) (*account, *session, error) {
	a, err := load(l, who.User.Name)
	if err != nil {
		return nil, nil, err
	}
	mine := a.byID(who.Session)
	switch s := a.Setup; {
	case mine == nil:
		return nil, nil, unknownSession()
	case a.Factor != nil:
		return nil, nil, hasSecondFactor()
	case s == nil || s.Session != mine.ID || l.Now >= s.Expires:
		return nil, nil, &models.Error{Code: CodeNoSecondFactor, Message: "nothing was begun in this session within ten minutes", ZH: "本次会话十分钟内没有开始设置第二因素",
			Hint: "begin with POST /v1/me/second-factor", HintZH: "请重新开始设置"}
	}
	return a, mine, nil
}

// RemoveSecondFactor takes the second factor away from its owner's account; all
// other sessions end. Errors: no_second_factor, second_factor_required,
// bad_credentials, bad_second_factor, password_exposed, locked.
func (p *People) RemoveSecondFactor(ctx context.Context, who *Person, proof Proof) error {
	return p.withFactor(ctx, who, proof, func(l *changesync.Ledger, a *account, _ *session) {
		a.dropFactor()
		a.endSessions(l, func(s *session) bool { return s.ID != who.Session })
		noteFactor(l, who.User.Name, "", "removed by its owner")
	})
}

// NewRecoveryCodes gives recovery codes in the place of those that were given
// before. Errors: as RemoveSecondFactor.
func (p *People) NewRecoveryCodes(ctx context.Context, who *Person, proof Proof) ([]string, error) {
	codes, keys, err := p.drawRecovery()
	if err != nil {
		return nil, err
	}
	err = p.withFactor(ctx, who, proof, func(l *changesync.Ledger, a *account, _ *session) {
		a.Factor.Recovery = keys
		noteFactor(l, who.User.Name, "", "new recovery codes")
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// withFactor changes the second factor of somebody who has just proved both.
func (p *People) withFactor(ctx context.Context, who *Person, proof Proof, change func(*changesync.Ledger, *account, *session)) error {
	if now, err := p.SecondFactor(ctx, who.User.Name); err != nil || !now.Set {
		return orElse(err, noSecondFactor())
	}
	phc, _, err := p.knows(ctx, who, proof, "password")
	if err != nil {
		return err
	}
	return p.whileKnown(ctx, who, phc, proof.Code, change)
}

// ResetSecondFactor takes the second factor away from somebody who has lost it,
// on behalf of by ("": the command line); his sessions end. Errors: not_found,
// no_second_factor, yourself.
func (p *People) ResetSecondFactor(ctx context.Context, by, user string) error {
	if by == user {
		return &models.Error{Code: CodeYourself, Field: "user", Message: "nobody resets his own second factor: remove it, or ask another administrator", ZH: "不能重置自己的第二因素,请自行移除或联系其他管理员"}
	}
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		_, a, err := existing(l, user)
		if err != nil {
			return err
		}
		if a.Factor == nil {
			return noSecondFactor()
		}
		a.dropFactor()
		a.endSessions(l, func(*session) bool { return true })
		noteFactor(l, user, by, "reset")
		return a.save(l, user)
	})
}

// dropFactor ends with a factor what waits for its codes.
func (a *account) dropFactor() { a.Factor, a.Setup, a.Tickets = nil, nil, nil }

// orElse is the first of two errors.
func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
