package accounts

import (
	"context"
	"io"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"

	"github.com/google/uuid"
)

// FirstAdministrator is the account that an empty organisation begins with.
const FirstAdministrator = "admin"

// First is what the first sign-in of an organisation needs.
type First struct {
	User string // the administrator; "": none is there, nor may one be made
	Code *Code  // nil: a code is out that was shown before
}

// First prepares the first sign-in where nobody has a password yet, and is nil
// otherwise. An organisation without accounts gets its administrator. The code
// is given once: until it is used or too old, First gives no other.
func (p *People) First(ctx context.Context) (*First, error) {
	admin, accounts, begun, err := p.begun(ctx)
	if err != nil || begun {
		return nil, err
	}
	if !accounts {
		h := Hire{User: FirstAdministrator, Name: "管理员", Roles: []string{Administrator}, Invite: true}
		hired, err := p.Hire(ctx, "", h)
		return &First{User: h.User, Code: &hired.Code}, err
	}
	first := &First{User: admin.User}
	if first.User == "" || admin.Invited {
		return first, nil
	}
	c, err := p.Invite(ctx, "", first.User)
	first.Code = &c
	return first, err
}

// begun looks for somebody with a password, and for an administrator.
func (p *People) begun(ctx context.Context) (admin Entry, accounts, begun bool, err error) {
	err = p.engine.Look(ctx, func(l *changesync.Ledger) error {
		names, err := l.Users()
		accounts = len(names) > 0
		for _, name := range names {
			e, err := entryOf(l, name)
			if err != nil {
				return err
			}
			if begun = e.HasPassword; begun {
				return nil
			}
			if admin.User == "" && e.Active && slices.Contains(e.Roles, Administrator) {
				admin = e
			}
		}
		return err
	})
	return admin, accounts, begun, err
}

// GiveDemo lets somebody of an invented organisation in by a password that
// everybody may read; no rule for passwords is asked. It does nothing for who
// has a password, or no account in force.
func (p *People) GiveDemo(ctx context.Context, user, password string) error {
	var has bool
	err := p.engine.Look(ctx, func(l *changesync.Ledger) error {
		a, err := load(l, user)
		has = err == nil && a.Password != ""
		return err
	})
	if err != nil || has {
		return err
	}
	phc, err := p.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		m, err := l.Member(user)
		if err != nil || !m.Holds {
			return err
		}
		a, err := load(l, user)
		if err != nil || a.Password != "" {
			return err
		}
		a.Password = phc
		l.Audit(changesync.AuditEvent{Action: changesync.AuditPassword, User: user, Detail: "of the demo"})
		return a.save(l, user)
	})
}

func newID(random io.Reader) (string, error) {
	id, err := uuid.NewV7FromReader(random)
	if err != nil {
		return "", &models.Error{Code: changesync.CodeInternal, Message: "no randomness", Err: err}
	}
	return id.String(), nil
}
