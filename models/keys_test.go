package models

import (
	"encoding/base64"
	"encoding/json"
	"testing"
)

func TestMobileKey(t *testing.T) {
	for in, want := range map[string]string{
		"13805712345":        "13805712345",
		" 138-0571-2345 ":    "13805712345",
		"１３８０５７１２３４５":        "13805712345",
		"＋８６ 138 0571 2345":  "13805712345",
		"+86 (138) 05712345": "13805712345",
		"0086-13805712345":   "13805712345",
		"8613805712345":      "13805712345",
		"138　0571—2345":      "13805712345",
		"12805712345":        "",
		"1380571234":         "",
		"138057123456":       "",
		"+8513805712345":     "",
		"1380571+2345":       "",
		"057188880000":       "",
		"138O5712345":        "",
		"":                   "",
	} {
		got, ok := MobileKey(1, in)
		if got != want || ok != (want != "") {
			t.Errorf("MobileKey(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	if _, ok := MobileKey(2, "13805712345"); ok {
		t.Error("an unknown version must not make keys")
	}
}

// TestSignupID holds the derived id to a value computed once: ids of events
// that are over must never change.
func TestSignupID(t *testing.T) {
	key := make([]byte, 32)
	id, ok := SignupID("event-1", "+86 138 0571 2345", key)
	if !ok || id != goldenSignup {
		t.Errorf("id %q, %v; want %s", id, ok, goldenSignup)
	}
	other, _ := SignupID("event-2", "13805712345", key)
	third, _ := SignupID("event-1", "13805712345", []byte("another key"))
	if other == id || third == id {
		t.Error("event and key must both count")
	}
	for _, bad := range []struct{ event, mobile, key string }{{"e", "0571", "k"}, {"e", "13805712345", ""}, {"", "13805712345", "k"}} {
		if id, ok := SignupID(bad.event, bad.mobile, []byte(bad.key)); ok || id != "" {
			t.Errorf("%+v gives %q", bad, id)
		}
	}
}

func TestNaturalKeyOfSignup(t *testing.T) {
	key := make([]byte, 32)
	natural := Default().Collection("event_lead").NaturalKey
	v := Values{"event": json.RawMessage(`"event-1"`), "mobile": json.RawMessage(`"13805712345"`)}
	if got := natural(v, key); got != goldenSignup {
		t.Errorf("natural key %q", got)
	}
	v["normaliser_version"] = json.RawMessage(`2`)
	if got := natural(v, key); got != "" {
		t.Errorf("an unknown normaliser gives %q", got)
	}
	delete(v, "normaliser_version")
	v["mobile"] = json.RawMessage(`"0571"`)
	if got := natural(v, key); got != "" {
		t.Errorf("no mobile gives %q", got)
	}
}

func TestSignupKey(t *testing.T) {
	text := base64.StdEncoding.EncodeToString(make([]byte, 32))
	if _, p := ParseText(field(t, "showcase_event.signup_key"), text); p != nil {
		t.Errorf("a key does not fit its field: %v", p)
	}
	if key, ok := SignupKey(Values{"signup_key": mustJSON(text)}); !ok || len(key) != 32 {
		t.Error("key not read")
	}
	if _, ok := SignupKey(Values{"signup_key": mustJSON("short")}); ok {
		t.Error("a broken key was read")
	}
	if _, ok := SignupKey(Values{}); ok {
		t.Error("no key was read")
	}
}

// goldenSignup is the id of a sign-up of 13805712345 at event-1 under a key of
// 32 zero bytes.
const goldenSignup = "8637d628-a55d-8d7c-82d4-0352c8cf11a4"
