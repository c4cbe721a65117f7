package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is what one argon2id hash needs (RFC 9106).
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// today is OWASP's choice for argon2id with the least memory: 19 MiB, twice,
// one lane. A hash of another cost is made anew at the next sign-in.
var today = cost{memory: 19 << 10, time: 2, threads: 1}

// most is what a stored hash may ask for: it bounds what a changed database
// could make the server do.
var most = cost{memory: 64 << 10, time: 10, threads: 4}

const saltLen, keyLen = 16, 32

// hasher hashes a few passwords at a time; the others wait in order. Together
// they never hold more than their budget.
type hasher struct {
	slots chan struct{}
	dummy string // is verified where there is no password, for the same time
}

// newHasher takes a budget in bytes; there is always room for one.
func newHasher(budget int64) *hasher {
	n := min(int(budget/(int64(today.memory)<<10)), runtime.GOMAXPROCS(0))
	h := &hasher{slots: make(chan struct{}, max(n, 1))}
	h.dummy = today.encode(make([]byte, saltLen), make([]byte, keyLen))
	return h
}

// hash returns the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := h.derive(ctx, today, password, salt, keyLen)
	if err != nil {
		return "", err
	}
	return today.encode(salt, key), nil
}

// verify compares a password with a PHC string, "" for none, which takes as
// long and never fits. stale: it fits, and was made at another cost than
// today's.
func (h *hasher) verify(ctx context.Context, phc, password string) (ok, stale bool, err error) {
	none := phc == ""
	if none {
		phc = h.dummy
	}
	c, salt, key, err := decode(phc)
	if err != nil {
		return false, false, err
	}
	got, err := h.derive(ctx, c, password, salt, uint32(len(key)))
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, key) == 1 && !none
	return ok, ok && (c != today || len(key) != keyLen || len(salt) != saltLen), nil
}

func (h *hasher) derive(ctx context.Context, c cost, password string, salt []byte, length uint32) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(Normal(password)), salt, c.time, c.memory, c.threads, length), nil
}

var phcBase64 = base64.RawStdEncoding.Strict()

// encode writes the PHC string format.
func (c cost) encode(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		phcBase64.EncodeToString(salt), phcBase64.EncodeToString(key))
}

var errBadHash = errors.New("accounts: the stored hash is not one")

func decode(phc string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errBadHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil || n != 3 {
		return c, nil, nil, errBadHash
	}
	salt, err1 := phcBase64.DecodeString(parts[4])
	key, err2 := phcBase64.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(salt) > 64 || len(key) < 16 || len(key) > 64 ||
		c.time < 1 || c.threads < 1 || c.memory < 8 || c.memory > most.memory || c.time > most.time || c.threads > most.threads {
		return c, nil, nil, errBadHash
	}
	return c, salt, key, nil
}
