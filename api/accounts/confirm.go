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
	return p.engine.Keep(ctx, func(l *changesync.Ledger) error {
		a, err := load(l, who.User.Name)
		if err != nil {
			return err
		}
		mine := a.byID(who.Session)
		if a.Password != phc || mine == nil {
			return unknownSession()
		}
		mine.Counter, mine.Confirmed = counter{}, l.Now
		return a.save(l, who.User.Name)
	})
}
