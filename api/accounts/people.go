package accounts

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"io"
	"slices"
	"time"

	"fieldsync/sync"
)

// How long a code holds: an invitation waits for somebody's next day at work,
// a reset for a telephone call.
const (
	InvitationLife = 72 * time.Hour
	ResetLife      = time.Hour
)

// Options tune People. The zero value of every field stands for the default
// named beside it.
type Options struct {
	// Random is where codes and tokens come from. nil: crypto/rand.
	Random io.Reader
	// SessionIdle ends a session that was not used for so long. 0: 1 h.
	SessionIdle time.Duration
	// SessionLife ends every session after so long. 0: 12 h.
	SessionLife time.Duration
	// HashMemory bounds what all passwords hashed at one time need, in bytes;
	// one needs 19 MiB. 0: 40 MiB.
	HashMemory int64
	// NeedFactor are the roles that do nothing without a second factor but set
	// one up; Everybody stands for all. nil: people choose.
	NeedFactor []string
	// Host is told to authenticator apps, so that they tell apart the accounts
	// of one person on several servers. "": none.
	Host string
	// Public is a password that everybody may read, and which lets nobody in
	// any more: a demo's, once others reach the server. "": there is none.
	Public string
}

// Everybody stands for all roles in Options.NeedFactor.
const Everybody = "all"

// People signs people in and looks after their accounts. Any number may work
// on one store.
type People struct {
	engine *changesync.Engine
	opt    Options
	hasher *hasher
}

// New makes People over an engine.
func New(engine *changesync.Engine, opt Options) *People {
	if opt.Random == nil {
		opt.Random = rand.Reader
	}
	opt.SessionIdle = cmp.Or(opt.SessionIdle, time.Hour)
	opt.SessionLife = cmp.Or(opt.SessionLife, 12*time.Hour)
	opt.HashMemory = cmp.Or(opt.HashMemory, 40<<20)
	return &People{engine: engine, opt: opt, hasher: newHasher(opt.HashMemory)}
}

// secret draws an opaque token.
func (p *People) secret() (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(p.opt.Random, raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// Administrator is the role of who looks after accounts and devices. It is a
// role of the staff record and no flag of the account: who dispatches people
// sees and ends it where all rights come from, and it ends with the person's
// time at work.
const Administrator = "ADM"

// Person is who uses a session.
type Person struct {
	changesync.Member
	Session string // id
	Expires int64  // of the session at the latest, Unix ms
	Fresh   bool   // the password, and the code with it, was given within ConfirmedFor
	Factor  bool   // there is a second factor
	Lacks   bool   // there is none, and the role needs one
}

// person is who uses a session of an account.
func (p *People) person(l *changesync.Ledger, a *account, m changesync.Member, s *session) Person {
	needs := slices.ContainsFunc(p.opt.NeedFactor, func(role string) bool { return role == Everybody || m.Is(role) })
	return Person{m, s.ID, s.Expires, l.Now-max(s.Made, s.Confirmed) <= ConfirmedFor.Milliseconds(), a.Factor != nil, needs && a.Factor == nil}
}

// Administers says whether the person looks after accounts.
func (p *Person) Administers() bool { return p.Is(Administrator) }

// Name is the person's, as the directory has it.
func (p *Person) Name() string { return text(p.Staff, "name") }
