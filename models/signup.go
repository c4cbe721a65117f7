package models

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
)

// SignupID derives the id of a sign-up from its event and mobile number, so
// that two desks, both without network, make one record of one person. The key
// is the event's own (SignupKey): once it is destroyed nobody can find out
// from an id who signed up. It reports false without a key or a mainland
// mobile number; such a sign-up gets an id of its own.
func SignupID(eventID, mobile string, key []byte) (string, bool) {
	return SignupIDVersion(NormaliserVersion, eventID, mobile, key)
}

// SignupIDVersion is SignupID with the normaliser that the event pinned.
func SignupIDVersion(version int, eventID, mobile string, key []byte) (string, bool) {
	number, ok := MobileKey(version, mobile)
	if !ok || len(key) == 0 || eventID == "" {
		return "", false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("signup/v1\x00" + eventID + "\x00" + number))
	return uuidV8(mac.Sum(nil)), true
}

// uuidV8 shapes the first 16 bytes of a digest as a UUID of version 8.
func uuidV8(digest []byte) string {
	id := [16]byte(digest)
	id[6] = id[6]&0x0f | 0x80 // version 8: made by a rule of our own
	id[8] = id[8]&0x3f | 0x80 // the variant of RFC 9562
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// SignupKey returns the 32-byte key in the signup_key of a showcase event.
func SignupKey(event Values) ([]byte, bool) {
	var text string
	if json.Unmarshal(event["signup_key"], &text) != nil {
		return nil, false
	}
	key, err := base64.StdEncoding.DecodeString(text)
	return key, err == nil && len(key) == 32
}

// signupKeyOf is the NaturalKey of event_lead.
func signupKeyOf(v Values, key []byte) string {
	var event, mobile string
	version := NormaliserVersion
	if json.Unmarshal(v["event"], &event) != nil || json.Unmarshal(v["mobile"], &mobile) != nil {
		return ""
	}
	if raw := v["normaliser_version"]; !isNull(raw) && json.Unmarshal(raw, &version) != nil {
		return ""
	}
	id, _ := SignupIDVersion(version, event, mobile, key)
	return id
}
