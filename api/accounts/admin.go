package accounts

import (
	"context"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// Code is a code with which somebody sets his password, once.
type Code struct {
	Code    string
	Expires time.Time
}

// inForce finds an account that may be used.
func inForce(l *changesync.Ledger, name string) (changesync.Member, error) {
	m, err := l.Member(name)
	switch {
	case err != nil:
	case !m.Known:
		err = noAccount()
	case !m.Holds:
		err = &models.Error{Code: CodeNotActive, Field: "user", Message: "the account, or the person's time at work, is not active",
			ZH: "账号或员工未在岗", Hint: "activate the account, or correct the staff record", HintZH: "请启用账号或更正员工记录"}
	}
	return m, err
}

func noAccount() error {
	return &models.Error{Code: changesync.CodeNotFound, Field: "user", Message: "there is no account of that name", ZH: "没有此账号"}
}

// Invite gives a code with which a person sets the first password, on behalf
// of by ("": the command line). An earlier code ends. Errors: not_found,
// not_active, has_password.
func (p *People) Invite(ctx context.Context, by, user string) (Code, error) {
	return p.newCode(ctx, by, user, false)
}

// Reset gives a code with which a person who has forgotten his password sets
// another; until then the old one holds. Errors: not_found, not_active,
// no_password.
func (p *People) Reset(ctx context.Context, by, user string) (Code, error) {
	return p.newCode(ctx, by, user, true)
}

func (p *People) newCode(ctx context.Context, by, user string, reset bool) (out Code, err error) {
	text, err := changesync.DrawCode(p.opt.Random)
	if err != nil {
		return out, err
	}
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		if _, err := inForce(l, user); err != nil {
			return err
		}
		a, err := load(l, user)
		if err != nil {
			return err
		}
		switch {
		case !reset && a.Password != "":
			return &models.Error{Code: CodeHasPassword, Field: "user", Message: "this person has a password already",
				ZH: "此人已设置密码", Hint: "give a code for a new one: reset", HintZH: "请用重设(reset)"}
		case reset && a.Password == "":
			return &models.Error{Code: CodeNoPassword, Field: "user", Message: "this person never set a password",
				ZH: "此人尚未设置密码", Hint: "invite him", HintZH: "请用邀请(invite)"}
		}
		out = a.give(l, text, by, user, reset)
		return a.save(l, user)
	})
	return out, err
}

// give makes a code the one that is out.
func (a *account) give(l *changesync.Ledger, text, by, user string, reset bool) Code {
	life, action := InvitationLife, changesync.AuditInvite
	if reset {
		life, action = ResetLife, changesync.AuditReset
	}
	expires := time.UnixMilli(l.Now).Add(life)
	a.Code = &code{Key: changesync.SecretKey(changesync.NormalCode(text)), Reset: reset, Expires: expires.UnixMilli(), Epoch: l.Epoch}
	l.Audit(changesync.AuditEvent{Action: action, User: user, By: by})
	return Code{text, expires}
}

// existing is an account that somebody has, at work or not. Errors: not_found.
func existing(l *changesync.Ledger, user string) (m changesync.Member, a *account, err error) {
	if m, err = l.Member(user); err != nil {
		return m, nil, err
	}
	if !m.Known {
		return m, nil, noAccount()
	}
	a, err = load(l, user)
	return m, a, err
}

// Unlock lets an account guess anew, everywhere. Errors: not_found.
func (p *People) Unlock(ctx context.Context, by, user string) error {
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		_, a, err := existing(l, user)
		if err != nil {
			return err
		}
		a.Strangers = counter{}
		for i := range a.Known {
			a.Known[i].Counter = counter{}
		}
		for i := range a.Sessions {
			a.Sessions[i].Counter = counter{}
		}
		l.Audit(changesync.AuditEvent{Action: changesync.AuditUnlock, User: user, By: by})
		return a.save(l, user)
	})
}

// SetActive deactivates an account, which ends its sessions and codes and
// takes its grants, or activates it again; the password stays. Errors:
// not_found, yourself, and last_administrator, unless that is meant.
func (p *People) SetActive(ctx context.Context, by, user string, active, last bool) error {
	if by == user {
		return &models.Error{Code: CodeYourself, Field: "user", Message: "nobody deactivates himself: ask another administrator", ZH: "不能停用自己的账号"}
	}
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		m, a, err := existing(l, user)
		if err != nil {
			return err
		}
		if !active {
			if err := othersAdminister(l, user); err != nil && !last {
				return err
			}
			a.shut(l)
		}
		m.User.Active = active
		if err := l.PutUser(m.User, by); err != nil {
			return err
		}
		return a.save(l, user)
	})
}

// othersAdminister fails when nobody but the user looks after accounts.
func othersAdminister(l *changesync.Ledger, user string) error {
	names, err := l.Users()
	if err != nil {
		return err
	}
	alone := false
	for _, name := range names {
		e, err := entryOf(l, name)
		if err != nil {
			return err
		}
		switch does := e.Active && slices.Contains(e.Roles, Administrator); {
		case does && name != user:
			return nil
		case does:
			alone = true
		}
	}
	if !alone {
		return nil
	}
	return &models.Error{Code: CodeLastAdmin, Field: "user", Message: "this is the last administrator: nobody could look after accounts and devices",
		ZH: "这是最后一名管理员,停用后无人管理账号和设备", Hint: "give somebody else the role ADM first, or say --last", HintZH: "请先将 ADM 角色授予他人,或加 --last"}
}

// Entry is one account in the list. Times are Unix ms, 0 for never.
type Entry struct {
	User, Staff, Name string
	Roles             []string
	Active            bool // the account and the person
	HasPassword       bool
	SecondFactor      bool
	Invited           bool  // a code is out
	Waiting           int64 // strangers may guess again then; 0: now
	LastIn            int64
}

// List lists accounts by name, after a name; a limit of 0 means all.
func (p *People) List(ctx context.Context, after string, limit int) (out []Entry, err error) {
	err = p.engine.Look(ctx, func(l *changesync.Ledger) error {
		names, err := l.Users()
		if err != nil {
			return err
		}
		slices.Sort(names)
		for _, name := range names {
			if name <= after || limit > 0 && len(out) == limit {
				continue
			}
			e, err := entryOf(l, name)
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

func entryOf(l *changesync.Ledger, name string) (e Entry, err error) {
	m, err := l.Member(name)
	if err != nil {
		return e, err
	}
	a, err := load(l, name)
	if err != nil {
		return e, err
	}
	staff, err := l.Values(changesync.Key{Collection: "staff", ID: m.User.Staff})
	e = Entry{User: name, Staff: m.User.Staff, Name: text(staff, "name"), Roles: texts(staff, "roles"),
		Active: m.Holds, HasPassword: a.Password != "", SecondFactor: a.Factor != nil, LastIn: a.LastIn,
		Invited: a.Code != nil && l.Now < a.Code.Expires && a.Code.Epoch == l.Epoch}
	if a.Strangers.Until > l.Now {
		e.Waiting = a.Strangers.Until
	}
	return e, err
}
