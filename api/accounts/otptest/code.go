// Package otptest is an authenticator app for tests. It is written apart from
// the server's own code, so that one does not repeat the mistakes of the other.
package otptest

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"fmt"
	"testing"
	"time"
)

// Step is how long a code is shown.
const Step = 30 * time.Second

// Code is what an app shows at a moment that got the secret, in base32 (RFC
// 6238 with SHA-1 and six digits). The test fails when the secret is none.
func Code(t testing.TB, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatalf("the secret %q: %v", secret, err)
	}
	step := at.Unix() / int64(Step.Seconds())
	message := make([]byte, 8)
	for i := range message {
		message[i] = byte(step >> (56 - 8*i))
	}
	mac := hmac.New(sha1.New, key)
	mac.Write(message)
	sum := mac.Sum(nil)
	off := sum[19] & 15
	n := (uint32(sum[off])&127)<<24 | uint32(sum[off+1])<<16 | uint32(sum[off+2])<<8 | uint32(sum[off+3])
	return fmt.Sprintf("%06d", n%1000000)
}
