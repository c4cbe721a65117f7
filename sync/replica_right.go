package changesync

import (
	"context"

	"fieldsync/models"
)

// metaRight names what the user of this device may do in a scope, as the last
// pull said: rightWrite or rightRead; unknown before the first one.
func metaRight(s models.Scope) string { return "right/" + string(s) }

const (
	rightWrite = "write"
	rightRead  = "read"
)

func rightOf(s ScopeView) []byte {
	if s.Write {
		return []byte(rightWrite)
	}
	return []byte(rightRead)
}

// mayWrite says whether a change of this user in the scope would be taken, as
// far as the device knows: what it does not know is for the server to say.
func mayWrite(tx LocalReadTx, scope models.Scope) (bool, error) {
	for _, s := range []models.Scope{scope, AllScopes} {
		right, known, err := tx.Meta(metaRight(s))
		if err != nil || known {
			return string(right) == rightWrite, err
		}
	}
	return true, nil
}

func (r *Replica) mayWrite(ctx context.Context, scope models.Scope) (may bool, err error) {
	err = r.local.View(ctx, func(tx LocalReadTx) error {
		may, err = mayWrite(tx, scope)
		return err
	})
	return may, err
}

// ReadOnly says whether a change of this record would be put aside, since its
// user may only read it, as far as the device knows.
func (r *Replica) ReadOnly(ctx context.Context, key Key) (bool, error) {
	seen, err := r.Get(ctx, key)
	if err != nil || seen == nil {
		return false, err
	}
	may, err := r.mayWrite(ctx, seen.Scope)
	return !may, err
}

// forUser says whether a conflict is for this user to settle: he may write
// there, and no side is withheld from him.
func forUser(tx LocalReadTx, r *Record, field string) (bool, error) {
	for _, v := range r.Cells[field].Live {
		if v.Withheld() {
			return false, nil
		}
	}
	return mayWrite(tx, r.Scope)
}
