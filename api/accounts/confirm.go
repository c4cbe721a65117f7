package accounts

import (
	"context"
	"time"

	"fieldsync/sync"
)

// ConfirmedFor is how long a password that was given holds for deeds that harm
// when somebody else does them: a session that was left open is not enough.
const ConfirmedFor = 15 * time.Minute

// Proof is what somebody who is signed in gives once more. Code is one of the
// second factor, "" where the account has none.
type Proof struct {
	Password, Code string
}

// Confirm takes the password of somebody who is signed in once more, and a code
// where the account has a second factor. Wrong ones are counted like those at
// the door, for this session alone. Errors: second_factor_required,
// bad_credentials, bad_second_factor, password_exposed, locked.
func (p *People) Confirm(ctx context.Context, who *Person, proof Proof) error {
	phc, _, err := p.knows(ctx, who, proof, "password")
	if err != nil {
		return err
	}
	return p.whileKnown(ctx, who, phc, proof.Code, func(l *changesync.Ledger, _ *account, mine *session) { mine.Confirmed = l.Now })
}

// whileKnown changes the account of somebody who has just given its password,
// unless that or his session has ended meanwhile, or the code is wrong. Only
// both together take the count of the guess back.
func (p *People) whileKnown(ctx context.Context, who *Person, phc, code string, change func(l *changesync.Ledger, a *account, mine *session)) error {
	var refused error
	err := p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		refused = nil
		a, err := load(l, who.User.Name)
		if err != nil {
			return err
		}
		mine := a.byID(who.Session)
		if a.Password != phc || mine == nil {
			return unknownSession()
		}
		if a.Factor != nil {
			if refused = a.prove(l, who.User.Name, code); refused != nil {
				return a.save(l, who.User.Name)
			}
		}
		mine.Counter = counter{}
		change(l, a, mine)
		return a.save(l, who.User.Name)
	})
	return orElse(err, refused)
}
