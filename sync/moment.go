package changesync

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Moment is a point in the server's history that it vouches for. A device
// puts the last one it got into every changeset, as what the author knew; it
// bounds the effective time from below.
type Moment struct {
	Epoch  string
	Seq    uint64
	Grants uint64 // grant version: the sequence of the user's last grant change
	Time   int64  // server time, Unix ms
}

const momentContext = "fieldsync/moment/1\n"

// Token signs the moment: "epoch.seq.grants.time.signature".
func (m Moment) Token(key ed25519.PrivateKey) string {
	text := m.text()
	sig := ed25519.Sign(key, []byte(momentContext+text))
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

func (m Moment) text() string {
	return fmt.Sprintf("%s.%d.%d.%d", m.Epoch, m.Seq, m.Grants, m.Time)
}

// ParseMoment reads a token without checking its signature, as a device does
// that got it over its own connection to the server.
func ParseMoment(token string) (Moment, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 5 {
		return Moment{}, fail(CodeMalformed, "not a moment token")
	}
	var m Moment
	var errs [3]error
	m.Epoch = parts[0]
	m.Seq, errs[0] = strconv.ParseUint(parts[1], 10, 64)
	m.Grants, errs[1] = strconv.ParseUint(parts[2], 10, 64)
	m.Time, errs[2] = strconv.ParseInt(parts[3], 10, 64)
	for _, err := range errs {
		if err != nil {
			return Moment{}, fail(CodeMalformed, "not a moment token")
		}
	}
	return m, nil
}

// VerifyMoment reads a token that the holder of the key signed.
func VerifyMoment(token string, key ed25519.PublicKey) (Moment, error) {
	m, err := ParseMoment(token)
	if err != nil {
		return m, err
	}
	cut := strings.LastIndexByte(token, '.')
	sig, err := base64.RawURLEncoding.DecodeString(token[cut+1:])
	if err != nil || !ed25519.Verify(key, []byte(momentContext+token[:cut]), sig) {
		return Moment{}, fail(CodeBadSignature, "the moment was not signed by this server")
	}
	return m, nil
}

// EffectiveTime is when a changeset happened, as far as the server can vouch
// for it: the device's time corrected by its offset where that lies between
// the moment its author knew and the arrival, otherwise the start of that
// interval. No clock wins by being wrong. All times in Unix ms.
func EffectiveTime(deviceTime, offset, known, arrived int64) int64 {
	claim := deviceTime + offset
	overflow := (offset > 0) == (claim < deviceTime) && offset != 0
	if overflow || claim < known || claim > arrived {
		return min(known, arrived)
	}
	return claim
}

// deviceTime is the header's own clock reading in Unix ms; Decode checked it.
func (h *Header) deviceTime() int64 {
	t, err := time.Parse(time.RFC3339Nano, h.At)
	if err != nil {
		return 0
	}
	return t.UnixMilli()
}
