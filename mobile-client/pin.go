package mobile

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"fmt"
	"io"
	"time"

	"fieldsync/models"
	"fieldsync/sync"
)

const metaPIN = "client.pin" // the app lock

// The bounds of a PIN, and how guessing is slowed down: after freeTries wrong
// ones each further try has to wait, twice as long each time.
const (
	minPIN, maxPIN = 4, 12
	freeTries      = 5
	firstPINWait   = 30 * time.Second
	maxPINWait     = 15 * time.Minute
)

// pinRounds of PBKDF2-SHA256 take a third of a second in a browser and a second
// or two on a cheap phone. More is of no use here: whoever can read this record
// has the data key, and a PIN of six digits falls to any function; what holds
// is the data key for the data, and the counter for the screen. argon2id would
// be weight on every phone for nothing.
const pinRounds = 60_000

// pinRecord is the app lock as it is stored, sealed with everything else.
type pinRecord struct {
	Salt   []byte `json:"salt"`
	Rounds int    `json:"rounds"`
	Hash   []byte `json:"hash"`
	// Wrong counts tries since the last right one; a try is counted before it is
	// looked at, so that ending the program takes none back.
	Wrong int   `json:"wrong"`
	Since int64 `json:"since"` // of the last of them, Unix ms by the device's clock
}

// PINState is what an app shows of the lock.
type PINState struct {
	Set    bool `json:"set"`
	Locked bool `json:"locked"`
	Wrong  int  `json:"wrong"` // tries since the last right one
	// Wait is how long the next try has to wait.
	Wait time.Duration `json:"wait"`
}

// PINState tells the state of the app lock.
func (c *Client) PINState(ctx context.Context) (PINState, error) {
	rec, err := c.readPIN(ctx)
	if err != nil || rec == nil {
		return PINState{}, err
	}
	return PINState{Set: true, Locked: c.Locked(), Wrong: rec.Wrong, Wait: c.lock.wait(rec, c.opt.Now())}, nil
}

// SetPIN sets the PIN, or changes it from old; the client stays unlocked, and
// opens locked from now on. Errors: bad_pin, and those of Unlock for old.
func (c *Client) SetPIN(ctx context.Context, old, pin string) error {
	if err := checkPIN(pin); err != nil {
		return err
	}
	if !c.Enrolled() {
		return notEnrolled()
	}
	if err := c.proveOld(ctx, old); err != nil {
		return err
	}
	rec := pinRecord{Salt: make([]byte, 16), Rounds: pinRounds}
	if _, err := io.ReadFull(c.opt.Random, rec.Salt); err != nil {
		return fmt.Errorf("draw the salt of the PIN: %w", err)
	}
	var err error
	if rec.Hash, err = rec.hash(pin); err == nil {
		err = c.putMeta(ctx, metaPIN, rec)
	}
	if err == nil {
		c.lock.hold(false)
	}
	return err
}

// RemovePIN takes the app lock away. Errors: those of Unlock.
func (c *Client) RemovePIN(ctx context.Context, pin string) error {
	if err := c.proveOld(ctx, pin); err != nil {
		return err
	}
	return c.dropPIN(ctx)
}

// Unlock opens the client for reading and writing until Lock, or until the
// program ends. Wrong PINs are counted and make the next try wait; they cost
// nothing else, ever. Errors: wrong_pin, pin_wait.
func (c *Client) Unlock(ctx context.Context, pin string) error {
	c.lock.turn.Lock() // one try at a time
	defer c.lock.turn.Unlock()
	rec, err := c.readPIN(ctx)
	if err != nil {
		return err
	}
	if rec == nil {
		c.lock.hold(false)
		return nil
	}
	if err := c.countTry(ctx, rec); err != nil {
		return err
	}
	hash, err := rec.hash(pin)
	if err != nil {
		return err
	}
	if !hmac.Equal(hash, rec.Hash) {
		return c.wrongPIN(rec)
	}
	rec.Wrong, rec.Since = 0, 0
	if err := c.putMeta(ctx, metaPIN, rec); err != nil {
		return err
	}
	c.lock.hold(false)
	return nil
}

// countTry refuses a try that comes too early and counts any other.
func (c *Client) countTry(ctx context.Context, rec *pinRecord) error {
	now := c.opt.Now()
	wait := c.lock.wait(rec, now)
	early := wait > 0
	if !early {
		rec.Wrong++
	}
	if !early || now.UnixMilli() < rec.Since { // a clock that was set back waits anew
		rec.Since = now.UnixMilli()
		c.lock.tried(now)
		if err := c.putMeta(ctx, metaPIN, rec); err != nil {
			return err
		}
	}
	if early {
		return pinWait(wait)
	}
	return nil
}

// proveOld asks for the PIN that is set, if one is.
func (c *Client) proveOld(ctx context.Context, old string) error {
	rec, err := c.readPIN(ctx)
	if err != nil || rec == nil {
		return err
	}
	return c.Unlock(ctx, old)
}

// ResetPIN is for a forgotten PIN: a code of the office for the same user, given
// to the server that this device belongs to, takes the lock away and keeps all
// data. The device gets a new identity by it, as by Enrol, and what waits is
// carried over. It needs a network. Errors: those of Enrol.
func (c *Client) ResetPIN(ctx context.Context, code, name string) error {
	id := c.identity()
	if id.Device == "" {
		return notEnrolled()
	}
	err := c.enrol(ctx, id.URL, code, name, func(e *changesync.Enrolment, public []byte) error {
		// A server that somebody put in the place of ours cannot sign this, nor
		// has it an old one for the key that was made just now.
		cert, err := changesync.VerifyCertificate(e.Certificate, id.Server.Sign)
		switch {
		case err != nil:
			return err
		case cert.Device != e.Device || !bytes.Equal(cert.Key, public):
			return &models.Error{Code: changesync.CodeBadSignature, Field: "code", Message: "the answer is not of the server that this device belongs to",
				ZH: "应答并非来自本机所属的服务器"}
		case cert.User != id.User:
			return changesync.OtherUser(cert.User, id.User)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.dropPIN(ctx)
}

func (c *Client) dropPIN(ctx context.Context) error {
	err := c.putMeta(ctx, metaPIN, nil)
	if err == nil {
		c.lock.hold(false)
	}
	return err
}

func (c *Client) readPIN(ctx context.Context) (*pinRecord, error) {
	var rec pinRecord
	found, err := c.readMeta(ctx, metaPIN, &rec)
	if err != nil || !found {
		return nil, err
	}
	return &rec, nil
}

func (r *pinRecord) hash(pin string) ([]byte, error) {
	return pbkdf2.Key(sha256.New, pin, r.Salt, r.Rounds, sha256.Size)
}

// delay is how long the next try waits after the last one.
func (r *pinRecord) delay() time.Duration {
	if r.Wrong < freeTries {
		return 0
	}
	wait := firstPINWait
	for range r.Wrong - freeTries {
		if wait *= 2; wait >= maxPINWait {
			return maxPINWait
		}
	}
	return wait
}

func checkPIN(pin string) error {
	ok := len(pin) >= minPIN && len(pin) <= maxPIN
	for _, r := range pin {
		ok = ok && r >= '0' && r <= '9'
	}
	if ok && easyPIN(pin) {
		return &models.Error{Code: CodeBadPIN, Field: "pin", Message: "this PIN is tried first: take one that neither repeats a digit nor counts", ZH: "此 PIN 过于简单,请勿使用重复或连续的数字"}
	}
	if ok {
		return nil
	}
	return &models.Error{Code: CodeBadPIN, Field: "pin", Message: "a PIN has 4 to 12 digits", ZH: "PIN 须为 4 至 12 位数字"}
}

// easyPIN: all digits the same, or counting up or down, over 9 and 0 too.
func easyPIN(pin string) bool {
	step := (pin[1] - pin[0] + 10) % 10
	for i := 1; i < len(pin); i++ {
		if (pin[i]-pin[i-1]+10)%10 != step {
			return false
		}
	}
	return step <= 1 || step == 9
}

func (c *Client) wrongPIN(rec *pinRecord) error {
	e := &models.Error{Code: CodeWrongPIN, Field: "pin", Message: "this is not the PIN", ZH: "PIN 不正确",
		Hint: "nothing is lost by wrong PINs; a code of the office resets a forgotten one", HintZH: "输错不会丢失数据;忘记 PIN 可用后台的注册码重置"}
	if wait := rec.delay(); wait > 0 {
		e.Message += fmt.Sprintf("; the next try has to wait %s", wait)
		e.ZH += fmt.Sprintf(",须等待 %s 后再试", wait)
	}
	return e
}

func pinWait(wait time.Duration) error {
	wait = (wait + time.Second - 1).Truncate(time.Second)
	return &models.Error{Code: CodePINWait, Field: "pin", Message: fmt.Sprintf("too many wrong PINs: try again in %s", wait),
		ZH: fmt.Sprintf("PIN 错误次数过多,请在 %s 后重试", wait), Hint: "nothing is lost; a code of the office resets a forgotten PIN", HintZH: "数据不会丢失;忘记 PIN 可用后台的注册码重置"}
}
