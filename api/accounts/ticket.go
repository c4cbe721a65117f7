package accounts

import (
	"context"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

// TicketLife is how long a sign-in waits for its code.
const TicketLife = 5 * time.Minute

// maxTickets is how many sign-ins of one account may wait for their code; the
// oldest make room.
const maxTickets = 10

// ticket is a sign-in whose password was right. It stands for the one guess
// that was counted for the password: the first code is judged by that count,
// and each further one counts for itself. So password and code together cost
// one guess, and a right password alone takes no count back.
type ticket struct {
	Key     string `json:"key"` // hash of it
	Way     string `json:"way,omitempty"`
	Tried   bool   `json:"tried,omitempty"`
	Expires int64  `json:"expires"` // Unix ms
	Epoch   string `json:"epoch"`
}

// Ticket is the cause of an error that asks for the second factor to finish a
// sign-in. It serves no other purpose.
type Ticket struct {
	Secret  string
	Expires int64 // Unix ms
}

// Error keeps the secret out of logs.
func (t *Ticket) Error() string { return "the sign-in waits for a code" }

// admit lets somebody in whose password was right, or writes a ticket and asks
// for the second factor. The account is for the caller to save, also then.
func (p *People) admit(l *changesync.Ledger, a *account, m changesync.Member, e entry) (*SignedIn, error) {
	if a.Factor == nil {
		*a.way(e.from.key) = counter{}
		return p.enter(l, a, m, e), nil
	}
	t := ticket{Key: changesync.SecretKey(e.token), Way: a.wayKey(e.from.key), Epoch: l.Epoch,
		Expires: l.Now + TicketLife.Milliseconds()}
	a.Tickets = slices.DeleteFunc(a.Tickets, func(t ticket) bool { return !t.live(l) })
	a.Tickets = append(a.Tickets, t)
	a.Tickets = a.Tickets[max(0, len(a.Tickets)-maxTickets):]
	return nil, secondFactorRequired(&Ticket{e.token, t.Expires})
}

// wayKey names the counter that way finds; "" is the one of strangers.
func (a *account) wayKey(key string) string {
	if a.knows(key) {
		return key
	}
	return ""
}

func (t *ticket) live(l *changesync.Ledger) bool { return l.Now < t.Expires && t.Epoch == l.Epoch }

// SignInCode finishes a sign-in that SignIn or SetPassword answered with a
// Ticket, by a one-time or a recovery code. In names the account and the place
// as before. Errors: bad_ticket, bad_second_factor, after which the ticket takes
// another code, password_exposed, and locked: wrong codes count like wrong
// passwords.
func (p *People) SignInCode(ctx context.Context, in Attempt, secret, code string) (*SignedIn, error) {
	e, err := p.newEntry(in, p.place(ctx, in))
	if err != nil {
		return nil, err
	}
	var out *SignedIn
	var refused error
	err = p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		a, m, t, err := byTicket(l, in.User, changesync.SecretKey(secret), e.from.key)
		if err != nil {
			return err
		}
		way := a.way(e.from.key)
		if t.Tried {
			if wait := way.guess(l.Now); wait > 0 {
				return locked(wait)
			}
		}
		t.Tried = true
		if refused = a.prove(l, in.User, code); refused == nil {
			*way = counter{}
			a.Tickets = slices.DeleteFunc(a.Tickets, func(other ticket) bool { return other.Key == t.Key })
			out = p.enter(l, a, m, e)
		} else if way.Fails >= Guesses {
			l.Audit(changesync.AuditEvent{Action: changesync.AuditLock, User: in.User})
		}
		return a.save(l, in.User)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// byTicket finds the account of a ticket that still holds, at the place where
// it was given.
func byTicket(l *changesync.Ledger, user, key, from string) (*account, changesync.Member, *ticket, error) {
	m, err := l.Member(user)
	if err != nil {
		return nil, m, nil, err
	}
	a, err := load(l, user)
	if err != nil {
		return nil, m, nil, err
	}
	i := slices.IndexFunc(a.Tickets, func(t ticket) bool { return t.Key == key })
	if i < 0 || !m.Holds || a.Factor == nil || !a.Tickets[i].live(l) || a.Tickets[i].Way != a.wayKey(from) {
		return nil, m, nil, &models.Error{Code: CodeBadTicket, Field: "ticket", Message: "the ticket is unknown, used, too old, or of another account or place",
			ZH: "此次登录已过期、已完成,或属于其他账号或设备", Hint: "begin again with the password", HintZH: "请重新输入密码"}
	}
	return a, m, &a.Tickets[i], nil
}
