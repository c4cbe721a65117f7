package api_test

import (
	"context"
	"crypto/ed25519"
	"net/http"
	"testing"

	"fieldsync/api"
	"fieldsync/sync"
)

func TestEnrolmentWorksOnce(t *testing.T) {
	w := newWorld(t, api.Options{})
	public, key, err := ed25519.GenerateKey(nil)
	w.must(err)
	code, err := w.engine.NewCode(context.Background(), "csm01")
	w.must(err)
	body := func(code string, proof []byte) []byte {
		return toJSON(t, map[string]string{"code": code, "name": "手机 <1>", "public_key": b64(public), "proof": b64(proof)})
	}
	proof := ed25519.Sign(key, changesync.EnrolMessage(code.Code, public))

	w.send("POST", "/v1/devices", "", body("ABCDE-FGHJK", proof)).want(t, http.StatusBadRequest, changesync.CodeBadSignature)
	w.send("POST", "/v1/devices", "", body("ABCDE-FGHJK",
		ed25519.Sign(key, changesync.EnrolMessage("ABCDEFGHJK", public)))).want(t, http.StatusForbidden, changesync.CodeBadCode)
	var e changesync.Enrolment
	w.send("POST", "/v1/devices", "", body(code.Code, proof)).want(t, http.StatusCreated, "").into(t, &e)
	w.send("POST", "/v1/devices", "", body(code.Code, proof)).want(t, http.StatusForbidden, changesync.CodeBadCode)

	var me struct {
		Device, User, Name, Status string
		Expected                   uint64 `json:"expected_n"`
	}
	w.send("GET", "/v1/devices/me", e.Token, nil).want(t, 200, "").into(t, &me)
	if me.Device != e.Device || me.User != "csm01" || me.Name != "手机 <1>" || me.Status != "active" || me.Expected != 1 {
		t.Errorf("the server knows the device as %+v", me)
	}
}

func TestTokenRefreshKeepsTheOldOneUntilTheNewIsUsed(t *testing.T) {
	w := newWorld(t, api.Options{})
	p := w.enrol("csm01")
	var c struct{ Nonce string }
	w.send("POST", "/v1/devices/"+p.id+"/challenge", "", nil).want(t, 200, "").into(t, &c)
	proof := ed25519.Sign(p.key, changesync.RefreshMessage(p.id, c.Nonce))
	ask := func(proof []byte) answer {
		return w.send("POST", "/v1/devices/"+p.id+"/token", "", toJSON(t, map[string]string{
			"nonce": c.Nonce, "proof": b64(proof), "old_token": p.token,
		}))
	}
	a := ask(make([]byte, ed25519.SignatureSize)).want(t, http.StatusUnauthorized, changesync.CodeUnauthorised)
	if a.header.Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
	var fresh struct {
		Token   string
		Expires int64
	}
	ask(proof).want(t, 200, "").into(t, &fresh)
	ask(proof).want(t, http.StatusUnauthorized, changesync.CodeUnauthorised) // a nonce works once
	w.send("GET", "/v1/devices/me", p.token, nil).want(t, 200, "")
	w.send("GET", "/v1/devices/me", fresh.Token, nil).want(t, 200, "")
	w.send("GET", "/v1/devices/me", p.token, nil).want(t, http.StatusUnauthorized, changesync.CodeUnauthorised)
}

func TestRevokedDeviceDeliversAndReadsNothing(t *testing.T) {
	w := newWorld(t, api.Options{RevokedRate: 3})
	p := w.enrol("csm01")
	p.pull("")
	p.write("c1", "marketing_grid", "HZ-02")
	w.must(w.engine.Revoke(context.Background(), p.id))

	for _, path := range []string{"/v1/feed", "/v1/snapshot", "/v1/watch", "/v1/records/customer/c1", "/v1/conflicts"} {
		w.send("GET", path, p.token, nil).want(t, http.StatusForbidden, changesync.CodeRevoked)
	}
	body := p.next()
	a := w.send("POST", "/v1/changesets", p.token, body).want(t, 200, "")
	var res changesync.PushResult
	a.into(t, &res)
	rec, err := changesync.ParseReceipt(res.Receipts[0], nil)
	w.must(err)
	if rec.Outcome != changesync.OutcomeQuarantined {
		t.Errorf("the changeset of a revoked device was %s", rec.Outcome)
	}
	for range 2 {
		w.send("POST", "/v1/changesets", p.token, body).want(t, 200, "")
	}
	a = w.send("POST", "/v1/changesets", p.token, body).want(t, http.StatusTooManyRequests, "rate_limited")
	if a.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
}

func TestSignInIsBoundedByAddress(t *testing.T) {
	w := newWorld(t, api.Options{SignInRate: 2})
	for range 2 {
		w.send("POST", "/v1/devices/nobody/challenge", "", nil).want(t, 200, "")
	}
	// What an address says of itself is not believed.
	w.send("POST", "/v1/devices/nobody/challenge", "", nil, "X-Forwarded-For", "10.1.2.3").
		want(t, http.StatusTooManyRequests, "rate_limited")
}

func TestTokens(t *testing.T) {
	w := newWorld(t, api.Options{})
	for name, header := range map[string]string{
		"none": "", "unknown": "Bearer xyz", "basic": "Basic eDp5", "empty": "Bearer ", "long": "Bearer " + string(make([]byte, 300)),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "long" {
				header = "Bearer " + longText(300)
			}
			w.send("GET", "/v1/devices/me", "", nil, "Authorization", header).want(t, http.StatusUnauthorized, changesync.CodeUnauthorised)
		})
	}
}

func proofOf(code string) (public ed25519.PublicKey, proof []byte) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err)
	}
	return public, ed25519.Sign(key, changesync.EnrolMessage(code, public))
}
