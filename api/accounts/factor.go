package accounts

import (
	"fmt"
	"slices"

	"fieldsync/sync"
)

// factor is what somebody has besides the password: an app that makes one-time
// codes, and recovery codes on paper for when the app is lost.
type factor struct {
	Secret   []byte   `json:"secret"`          // shared with the app
	Step     int64    `json:"step"`            // the last one of which a code was taken
	Since    int64    `json:"since"`           // Unix ms
	Wrong    int      `json:"wrong,omitempty"` // codes in a row
	Recovery []string `json:"recovery,omitempty"`
	// Recovery are hashes of the codes not used yet. They have 125 random bits,
	// so that a fast hash is enough (ASVS 5, 6.5.2).
}

// RecoveryCodes is how many somebody gets; each works once.
const RecoveryCodes = 10

// MaxWrongCodes is how many wrong codes in a row an account bears, whatever the
// way and however long they take; then only a new password helps. Each of them
// came after the right password, so nobody can shut out a colleague with them,
// and somebody else knows the password (NIST SP 800-63B asks for 100 at most).
const MaxWrongCodes = 50

// take judges a code, which may be one of either kind, and uses it up.
func (f *factor) take(code string, now int64) (recovery, ok bool) {
	code = changesync.NormalCode(Normal(code))
	if len(code) == codeDigits {
		step, ok := stepOf(f.Secret, code, now, f.Step)
		if ok {
			f.Step = step
		}
		return false, ok
	}
	i := slices.Index(f.Recovery, recoveryKey(code))
	if i < 0 {
		return true, false
	}
	f.Recovery = slices.Delete(f.Recovery, i, i+1)
	return true, true
}

// prove takes a code of the account's second factor and notes what of it is
// worth knowing: a wrong one means that somebody else may know the password.
func (a *account) prove(l *changesync.Ledger, user, code string) error {
	if a.Factor.Wrong >= MaxWrongCodes {
		return passwordExposed()
	}
	recovery, ok := a.Factor.take(code, l.Now)
	if ok {
		a.Factor.Wrong = 0
	}
	switch {
	case !ok:
		a.Factor.Wrong++
		noteFactor(l, user, "", "a wrong code after the right password")
		return badSecondFactor()
	case recovery:
		noteFactor(l, user, "", fmt.Sprintf("a recovery code was used, %d left", len(a.Factor.Recovery)))
	}
	return nil
}

// noteFactor writes into the audit log what happened to a second factor.
func noteFactor(l *changesync.Ledger, user, by, what string) {
	l.Audit(changesync.AuditEvent{Action: changesync.AuditSecondFactor, User: user, By: by, Detail: what})
}

func recoveryKey(code string) string {
	return changesync.SecretKey("recovery " + changesync.NormalCode(code))
}

// drawRecovery draws recovery codes, and their hashes.
func (p *People) drawRecovery() (codes, keys []string, err error) {
	for range RecoveryCodes {
		code, err := changesync.DrawLongCode(p.opt.Random)
		if err != nil {
			return nil, nil, err
		}
		codes, keys = append(codes, code), append(keys, recoveryKey(code))
	}
	return codes, keys, nil
}
