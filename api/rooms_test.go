package api_test

import (
	"strings"
	"testing"

	"fieldsync/api/accounts"
)

// room is what a person who is signed in asks of a route.
type room func(v *visitor) (said string)

func plainRoom(method, path string, body any) room {
	return func(v *visitor) string { return string(v.do(method, path, body).body) }
}

// ownRooms are the routes in which everybody looks after himself.
var ownRooms = map[string]room{
	"GET /v1/me":                               plainRoom("GET", "/v1/me", nil),
	"PUT /v1/me/password":                      plainRoom("PUT", "/v1/me/password", map[string]string{"old_password": wrongPassword, "password": goodPassword}),
	"POST /v1/me/device-codes":                 plainRoom("POST", "/v1/me/device-codes", nil),
	"GET /v1/me/sessions":                      plainRoom("GET", "/v1/me/sessions", nil),
	"POST /v1/me/confirm":                      plainRoom("POST", "/v1/me/confirm", map[string]string{"password": goodPassword}),
	"GET /v1/me/devices":                       plainRoom("GET", "/v1/me/devices", nil),
	"POST /v1/me/devices/{id}/revoke":          plainRoom("POST", "/v1/me/devices/none/revoke", nil),
	"GET /v1/exports":                          plainRoom("GET", "/v1/exports", nil),
	"GET /v1/exports/{what}":                   exportRoom,
	"GET /v1/me/second-factor":                 plainRoom("GET", "/v1/me/second-factor", nil),
	"POST /v1/me/second-factor":                plainRoom("POST", "/v1/me/second-factor", map[string]string{"password": ""}),
	"PUT /v1/me/second-factor":                 plainRoom("PUT", "/v1/me/second-factor", map[string]string{"code": "123456"}),
	"POST /v1/me/second-factor/remove":         plainRoom("POST", "/v1/me/second-factor/remove", map[string]string{"password": goodPassword, "code": "123456"}),
	"POST /v1/me/second-factor/recovery-codes": plainRoom("POST", "/v1/me/second-factor/recovery-codes", map[string]string{"password": goodPassword, "code": "123456"}),
	"DELETE /v1/me/sessions":                   nil, // ends what the others need; walked last
	"DELETE /v1/me/sessions/{id}":              plainRoom("DELETE", "/v1/me/sessions/another", nil),
}

// deskRooms are where people work on records.
var deskRooms = map[string]room{
	"GET /v1/office/records/{collection}/{id}": func(v *visitor) (said string) {
		for _, id := range []string{ofC1, ofC2, gone, missing} {
			said += string(v.do("GET", "/v1/office/records/key_person/"+id, nil).body)
		}
		return said
	},
	"GET /v1/office/pending/{collection}": plainRoom("GET", "/v1/office/pending/key_person", nil),
	"GET /v1/office/search/{collection}":  plainRoom("GET", "/v1/office/search/key_person?last4=0000", nil),
	"GET /v1/office/counts/{collection}":  plainRoom("GET", "/v1/office/counts/none", nil),
	"GET /v1/office/conflicts":            plainRoom("GET", "/v1/office/conflicts?limit=1", nil),
	"POST /v1/office/reveals": func(v *visitor) (said string) {
		for _, id := range []string{gone, missing} { // what there is, some may
			said += string(v.do("POST", "/v1/office/reveals", map[string]string{
				"collection": "key_person", "id": id, "field": "own_mobile", "reason": "回访前核对号码"}).body)
		}
		return said
	},
	"POST /v1/office/decisions": func(v *visitor) (said string) {
		for _, id := range []string{ofC1, ofC2, gone, missing} {
			said += string(v.do("POST", "/v1/office/decisions", map[string]string{
				"collection": "key_person", "id": id, "decision": "review", "verdict": "accept", "seen": "none"}).body)
		}
		return said
	},
}

// exportRoom takes out what there is of key persons, and what says anything
// about them.
func exportRoom(v *visitor) (said string) {
	for _, what := range []string{"key_person", "key_person?format=csv&lang=en", "none", "quarantine_item", "data-completeness", "kpi?format=csv"} {
		said += string(v.do("GET", "/v1/exports/"+what, nil).body)
	}
	return said
}

// adminRooms are for administrators.
var adminRooms = map[string]room{
	"GET /v1/users":                         plainRoom("GET", "/v1/users", nil),
	"POST /v1/users":                        plainRoom("POST", "/v1/users", map[string]string{"user": "csm01", "staff": "csm01"}),
	"POST /v1/users/{user}/invite":          plainRoom("POST", "/v1/users/nobody/invite", nil),
	"POST /v1/users/{user}/reset":           plainRoom("POST", "/v1/users/nobody/reset", nil),
	"POST /v1/users/{user}/unlock":          plainRoom("POST", "/v1/users/nobody/unlock", nil),
	"DELETE /v1/users/{user}/second-factor": plainRoom("DELETE", "/v1/users/nobody/second-factor", nil),
	"PUT /v1/users/{user}/active":           plainRoom("PUT", "/v1/users/nobody/active", map[string]bool{"active": false}),
	"GET /v1/devices":                       plainRoom("GET", "/v1/devices", nil),
	"POST /v1/devices/{id}/revoke":          plainRoom("POST", "/v1/devices/none/revoke", nil),
	"POST /v1/devices/{id}/wipe":            plainRoom("POST", "/v1/devices/none/wipe", map[string]bool{"discard_unsent": true}),
}

// visitors gives everybody who has a phone a session; that of the deactivated
// was opened before he was.
func (w *world) visitors(users map[string]*phone) map[string]*visitor {
	w.t.Helper()
	people := accounts.New(w.engine, accounts.Options{})
	out := map[string]*visitor{}
	for role, p := range users {
		name := p.Identity().User
		if role == "deactivated" {
			w.must(people.SetActive(w.t.Context(), "", name, true, false))
		}
		code, err := people.Invite(w.t.Context(), "", name)
		w.must(err)
		out[role] = w.sets(name, code.Code, goodPassword)
	}
	w.must(people.SetActive(w.t.Context(), "", "deactivated", false, false))
	return out
}

// walkRooms tries every route of people: with the session, with the phone's
// token and with none.
func walkRooms(t *testing.T, v *visitor, p *phone, c1, c2 string) {
	t.Helper()
	for _, list := range []map[string]room{ownRooms, deskRooms, adminRooms} {
		for route, enter := range list {
			if enter == nil {
				enter = plainRoom("DELETE", "/v1/me/sessions", nil)
			} else {
				said := enter(v)
				checkSaid(t, route, said, c1, c2)
				checkLetIn(t, route, said, v)
			}
			for _, token := range []string{"", p.token} {
				if said := enter(&visitor{w: v.w, token: token}); !strings.Contains(said, `"unauthorised"`) {
					t.Errorf("%s without a session: %.300s", route, said)
				}
			}
		}
	}
	v.do("DELETE", "/v1/me/sessions", nil)
	if said := string(v.do("GET", "/v1/me", nil).body); !strings.Contains(said, `"unauthorised"`) {
		t.Errorf("signed out everywhere: %.300s", said)
	}
}

// checkLetIn: everybody his own rooms, administrators theirs, nobody who was
// deactivated.
func checkLetIn(t *testing.T, route, said string, v *visitor) {
	t.Helper()
	_, forAdmins := adminRooms[route]
	forbidden := strings.Contains(said, `"code":"forbidden"`)
	switch {
	case v.user == "deactivated":
		if !strings.Contains(said, `"unauthorised"`) {
			t.Errorf("%s as somebody deactivated: %.300s", route, said)
		}
	case forbidden != (forAdmins && v.user != "ADM"):
		t.Errorf("%s as %s: %.300s", route, v.user, said)
	case strings.Contains(said, `"unauthorised"`):
		t.Errorf("%s as %s: %.300s", route, v.user, said)
	}
}
