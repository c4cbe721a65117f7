package api_test

import (
	"net/http"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/api/accounts"
	"fieldsync/sync"
)

// TestAnOpenSessionIsNotEnough: what an administrator does to others asks for a
// password that was given lately; looking does not, and wrong ones are counted.
func TestAnOpenSessionIsNotEnough(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	admin.joins("csm01")
	lock := func() answer { return admin.do("POST", "/v1/users/csm01/unlock", nil) }
	lock().want(t, 200, "")
	w.pass(accounts.ConfirmedFor + time.Second)
	lock().want(t, http.StatusForbidden, "confirm_password")
	admin.do("GET", "/v1/users", nil).want(t, 200, "")
	admin.do("POST", "/v1/me/confirm", map[string]string{"password": wrongPassword}).want(t, 401, accounts.CodeBadCredentials)
	lock().want(t, http.StatusForbidden, "confirm_password")
	admin.do("POST", "/v1/me/confirm", map[string]string{"password": goodPassword}).want(t, 200, "")
	lock().want(t, 200, "")
	for range 12 {
		admin.do("POST", "/v1/me/confirm", map[string]string{"password": wrongPassword})
	}
	admin.do("POST", "/v1/me/confirm", map[string]string{"password": goodPassword}).want(t, 429, accounts.CodeLocked)
	admin.do("GET", "/v1/me", nil).want(t, 200, "")
}

// TestADeviceOfAnAdministrator: a code for an own device lets in for long, so
// an administrator's session that was left open gives none; others' do.
func TestADeviceOfAnAdministrator(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	w.pass(accounts.ConfirmedFor + time.Second)
	admin.do("POST", "/v1/me/device-codes", nil).want(t, http.StatusForbidden, "confirm_password")
	csm.do("POST", "/v1/me/device-codes", nil).want(t, 201, "")
	admin.do("POST", "/v1/me/confirm", map[string]string{"password": goodPassword}).want(t, 200, "")
	admin.do("POST", "/v1/me/device-codes", nil).want(t, 201, "")
}

// TestOwnDevices: a person sees and revokes what is his, and nothing else.
func TestOwnDevices(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	mine, others := w.enrol("csm01"), w.enrol("am01")
	var list struct {
		Devices []struct{ ID, User, Status string }
	}
	csm.do("GET", "/v1/me/devices", nil).want(t, 200, "").into(t, &list)
	if len(list.Devices) != 1 || list.Devices[0].ID != mine.Identity().Device || list.Devices[0].User != "csm01" {
		t.Errorf("devices: %+v", list)
	}
	csm.do("POST", "/v1/me/devices/"+others.Identity().Device+"/revoke", nil).want(t, 404, changesync.CodeNotFound)
	csm.do("POST", "/v1/me/devices/none/revoke", nil).want(t, 404, changesync.CodeNotFound)
	w.send("GET", "/v1/feed", others.token, nil).want(t, 200, "")
	csm.do("POST", "/v1/me/devices/"+mine.Identity().Device+"/revoke", nil).want(t, 200, "")
	w.send("GET", "/v1/feed", mine.token, nil).want(t, http.StatusForbidden, changesync.CodeRevoked)
}
