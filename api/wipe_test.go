package api_test

import (
	"context"
	"crypto/ed25519"
	"net/http"
	"testing"

	"fieldsync/api"
	"fieldsync/sync"
)

// TestWipeOverHTTP: a device under an order to erase itself hears of it on every
// route but those by which it delivers, and only its own key vouches for it.
func TestWipeOverHTTP(t *testing.T) {
	w := newWorld(t, api.Options{RevokedRate: 100})
	p, other := w.enrol("csm01"), w.enrol("am01")
	p.pull("")
	p.write("c1", "marketing_grid", "HZ-02")
	report := func(by *phone, order, state string, unsent int, key ed25519.PrivateKey) answer {
		return w.send("POST", "/v1/devices/me/wipe", by.token, toJSON(t, map[string]any{"order": order, "state": state, "unsent": unsent,
			"proof": b64(ed25519.Sign(key, changesync.WipeMessage(by.id, order, state, unsent)))}))
	}
	report(p, "none", "done", 0, p.key).want(t, http.StatusNotFound, changesync.CodeNotFound)
	w.must(w.engine.OrderWipe(context.Background(), p.id, false))
	for _, path := range []string{"/v1/feed", "/v1/snapshot", "/v1/watch", "/v1/records/customer/c1", "/v1/conflicts"} {
		w.send("GET", path, p.token, nil).want(t, http.StatusForbidden, changesync.CodeWipeOrdered)
	}
	var me struct {
		Status string
		Wipe   *changesync.Wipe
	}
	w.send("GET", "/v1/devices/me", p.token, nil).want(t, 200, "").into(t, &me)
	if me.Status != changesync.DeviceRevoked || me.Wipe == nil || me.Wipe.State != changesync.WipePending || me.Wipe.Unsent != nil {
		t.Fatalf("the device hears %+v", me.Wipe)
	}
	order := me.Wipe.Order
	report(p, order, "done", 0, other.key).want(t, http.StatusBadRequest, changesync.CodeBadSignature)
	report(other, order, "done", 0, other.key).want(t, http.StatusNotFound, changesync.CodeNotFound)
	report(p, "another", "done", 0, p.key).want(t, http.StatusNotFound, changesync.CodeNotFound)
	report(p, order, "pending", 0, p.key).want(t, http.StatusUnprocessableEntity, "invalid")
	report(p, order, "done", -1, p.key).want(t, http.StatusUnprocessableEntity, "invalid")
	report(p, order, "done", 1, p.key).want(t, http.StatusConflict, changesync.CodeUnsentKept)
	report(p, order, "delivering", 1, p.key).want(t, 200, "")
	w.send("POST", "/v1/changesets", p.token, p.next()).want(t, 200, "")
	for range 2 { // the answer may be lost
		var done changesync.Wipe
		report(p, order, "done", 0, p.key).want(t, 200, "").into(t, &done)
		if done.State != changesync.WipeDone || *done.Unsent != 0 {
			t.Errorf("%+v", done)
		}
	}
	report(p, order, "delivering", 5, p.key).want(t, 200, "").into(t, &me.Wipe)
	if me.Wipe.State != changesync.WipeDone {
		t.Errorf("done was taken back: %+v", me.Wipe)
	}
}
