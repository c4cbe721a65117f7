package accounts

import (
	"context"
	"time"

	"fieldsync/sync"
)

// ConfirmedFor is how long a password that was given holds for deeds that harm
// when somebody else does them: a session that was left open is not enough.
const ConfirmedFor = 15 * time.Minute

// Confirm takes the password of somebody who is signed in once more. Wrong ones
// are counted like those at the door, for this session alone. Errors:
// bad_credentials, locked.
func (p *People) Confirm(ctx context.Context, who *Person, password string) error {
	phc, _, err := p.knows(ctx, who, password, "password")
	if err != nil {
		return err
	}
	return p.whileKnown(ctx, who, phc, func(l *changesync.Ledger, _ *account, mine *session) { mine.Confirmed = l.Now })
}

// whileKnown changes the account of somebody who has just given its password,
// unless that or his session has ended meanwhile.
func (p *People) whileKnown(ctx context.Context, who *Person, phc string, change func(l *changesync.Ledger, a *account, mine *session)) error {
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		a, err := load(l, who.User.Name)
		if err != nil {
			return err
		}
		mine := a.byID(who.Session)
		if a.Password != phc || mine == nil {
			return unknownSession()
		}
		mine.Counter = counter{}
		change(l, a, mine)
		return a.save(l, who.User.Name)
	})
}
