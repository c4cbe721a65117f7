package accounts

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// One-time codes are those of RFC 6238 in the form that every authenticator app
// takes: HMAC-SHA-1, 30 seconds, six digits. A code of the step before or after
// is taken as well: clocks of phones are that wrong, and people type slowly.
const (
	codeStep   = 30 * time.Second
	codeDigits = 6
	codeWindow = 1
	secretLen  = 20 // bytes; RFC 4226, 4 recommends 160 bits
)

// oneTimeCode is the code of a step (RFC 4226, 5.3).
func oneTimeCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%1_000_000)
}

// stepOf finds the step of a code among those that now, Unix ms, allows. Steps
// up to after are over: each code is taken once.
func stepOf(secret []byte, code string, now, after int64) (step int64, ok bool) {
	this := now / codeStep.Milliseconds()
	for n := this - codeWindow; n <= this+codeWindow; n++ {
		if subtle.ConstantTimeCompare([]byte(oneTimeCode(secret, n)), []byte(code)) == 1 && n > after {
			step, ok = n, true
		}
	}
	return step, ok
}

// secretText is a secret as people type it into an app.
func secretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// secretURI is a secret as an app reads it from a QR code. Host tells apart the
// accounts of one person on several servers.
func secretURI(secret []byte, user, host string) string {
	if host != "" {
		user += "@" + host
	}
	q := url.Values{"secret": {secretText(secret)}, "issuer": {issuer}, "algorithm": {"SHA1"},
		"digits": {strconv.Itoa(codeDigits)}, "period": {strconv.Itoa(int(codeStep.Seconds()))}}
	return "otpauth://totp/" + issuer + ":" + url.PathEscape(user) + "?" + q.Encode()
}

const issuer = "Fieldsync"
