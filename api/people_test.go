package api_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"fieldsync/api"
	"fieldsync/api/accounts"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/faultstore"
)

const (
	goodPassword  = "paddy-lantern-ferry"
	otherPassword = "granite-willow-comet"
	wrongPassword = "paddy-lantern-fairy"
)

// visitor is a person at a browser.
type visitor struct {
	w     *world
	user  string
	token string
	known string
	said  signedIn
}

type signedIn struct {
	Token, Known, User, Staff, Name string
	Roles                           []string
	Administrator                   bool
	Missing                         bool `json:"second_factor_missing"`
	Expires                         int64
}

// officeWorld is a world with an administrator who is signed in.
func officeWorld(t *testing.T, opt api.Options) (*world, *visitor) {
	t.Helper()
	w := newWorld(t, opt)
	w.office("org", "staff", "admin", models.Values{"name": text("管理员"), "active": json.RawMessage("true"), "roles": json.RawMessage(`["ADM"]`)})
	w.must(w.engine.PutUser(t.Context(), changesync.User{Name: "admin", Staff: "admin", Active: true}))
	code, err := accounts.New(w.engine, accounts.Options{}).Invite(t.Context(), "", "admin")
	w.must(err)
	return w, w.sets("admin", code.Code, goodPassword)
}

// sets sets a password by a code.
func (w *world) sets(user, code, password string) *visitor {
	w.t.Helper()
	v := &visitor{w: w, user: user}
	v.enter(w.setPassword(user, code, password).want(w.t, http.StatusCreated, ""))
	return v
}

func (w *world) setPassword(user, code, password string) answer {
	w.t.Helper()
	return w.send("POST", "/v1/passwords", "", toJSON(w.t, map[string]string{"user": user, "code": code, "password": password}))
}

func (w *world) signIn(user, password, known string) answer {
	w.t.Helper()
	body := map[string]string{"user": user, "password": password, "agent": "test"}
	if known != "" {
		body["known"] = known
	}
	return w.send("POST", "/v1/sessions", "", toJSON(w.t, body))
}

func (v *visitor) enter(a answer) {
	v.w.t.Helper()
	v.said = signedIn{}
	a.into(v.w.t, &v.said)
	v.token, v.known = v.said.Token, v.said.Known
}

func (v *visitor) do(method, path string, body any) answer {
	v.w.t.Helper()
	var raw []byte
	if body != nil {
		raw = toJSON(v.w.t, body)
	}
	return v.w.send(method, path, v.token, raw)
}

type invitation struct {
	User, Staff, Code string
	Expires           int64
}

// joins has an administrator invite a member of staff, who sets a password.
func (v *visitor) joins(user string) *visitor {
	v.w.t.Helper()
	var inv invitation
	v.do("POST", "/v1/users/"+user+"/invite", nil).want(v.w.t, http.StatusCreated, "").into(v.w.t, &inv)
	return v.w.sets(user, inv.Code, goodPassword)
}

func TestSignInAndOut(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	if s := admin.said; !s.Administrator || s.User != "admin" || s.Name != "管理员" || s.Known == "" || s.Expires < time.Now().Add(11*time.Hour).UnixMilli() {
		t.Errorf("signed in as %+v", s)
	}
	csm := admin.joins("csm01")
	var me struct {
		User, Session string
		Administrator bool
	}
	csm.do("GET", "/v1/me", nil).want(t, 200, "").into(t, &me)
	if me.User != "csm01" || me.Administrator {
		t.Errorf("known as %+v", me)
	}
	first := *csm
	csm.enter(w.signIn("csm01", goodPassword, csm.known).want(t, http.StatusCreated, ""))
	if csm.known != first.known {
		t.Error("a place that is known got another secret")
	}
	var list struct {
		Sessions []struct {
			ID      string
			Current bool
			Agent   string
		}
	}
	csm.do("GET", "/v1/me/sessions", nil).want(t, 200, "").into(t, &list)
	if len(list.Sessions) != 2 || !list.Sessions[1].Current || list.Sessions[0].Current || list.Sessions[1].Agent != "test" {
		t.Fatalf("sessions: %+v", list)
	}
	// Another's session is nothing one could end.
	admin.do("DELETE", "/v1/me/sessions/"+list.Sessions[0].ID, nil).want(t, 404, changesync.CodeNotFound)
	first.do("GET", "/v1/me", nil).want(t, 200, "")
	csm.do("DELETE", "/v1/me/sessions/"+list.Sessions[0].ID, nil).want(t, 200, "")
	first.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	csm.do("DELETE", "/v1/me/sessions/current", nil).want(t, 200, "")
	csm.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)

	a, b := *csm, *csm
	a.enter(w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, ""))
	b.enter(w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, ""))
	a.do("DELETE", "/v1/me/sessions", nil).want(t, 200, "")
	for _, v := range []*visitor{&a, &b} {
		v.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	}
	admin.do("GET", "/v1/me", nil).want(t, 200, "")
	w.must(w.store.View(t.Context(), func(tx changesync.ReadTx) error {
		docs, err := tx.Docs("kept:session")
		if err == nil && len(docs) != 1 {
			t.Errorf("%d tokens are kept, one is in use", len(docs))
		}
		return err
	}))
	// A full disk signs nobody out.
	w.pass(20 * time.Minute)
	w.fail(faultstore.CommitBefore, func() error { return changesync.ErrFull })
	admin.do("GET", "/v1/me", nil).want(t, 200, "")
	w.signIn("admin", goodPassword, "").want(t, http.StatusInsufficientStorage, "storage_full")
}

func TestSessionsEndByThemselves(t *testing.T) {
	w, admin := officeWorld(t, api.Options{SessionIdle: 30 * time.Minute, SessionLife: 2 * time.Hour})
	for range 5 { // in use it goes on past the idle time
		w.pass(20 * time.Minute)
		admin.do("GET", "/v1/me", nil).want(t, 200, "")
	}
	w.pass(20 * time.Minute)
	admin.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeTokenExpired) // two hours in all
	admin.enter(w.signIn("admin", goodPassword, "").want(t, http.StatusCreated, ""))
	w.pass(31 * time.Minute)
	admin.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeTokenExpired) // not used
	// A restored server does not bring sessions back that were ended since.
	// It does not bring codes back either.
	admin.enter(w.signIn("admin", goodPassword, "").want(t, http.StatusCreated, ""))
	var inv invitation
	admin.do("POST", "/v1/users/csm01/invite", nil).want(t, http.StatusCreated, "").into(t, &inv)
	w.must(w.engine.BeginEpoch(t.Context()))
	admin.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeTokenExpired)
	w.setPassword("csm01", inv.Code, goodPassword).want(t, http.StatusForbidden, changesync.CodeBadCode)
}

// A hash that was made when less was enough is made anew by the next sign-in.
func TestOldHashesAreMadeAnew(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	salt := []byte("sixteen bytes ..")
	plain := base64.RawStdEncoding
	old := "$argon2id$v=19$m=256,t=2,p=1$" + plain.EncodeToString(salt) + "$" +
		plain.EncodeToString(argon2.IDKey([]byte("password"), salt, 2, 256, 1, 32))
	stored := func(change func(account map[string]any)) (phc string) {
		w.must(w.engine.Keep(t.Context(), func(l *changesync.Ledger) error {
			raw, err := l.Doc("account", "admin")
			w.must(err)
			var account map[string]any
			w.must(json.Unmarshal(raw, &account))
			phc = account["password"].(string)
			if change != nil {
				change(account)
				l.Put("account", "admin", toJSON(t, account))
			}
			return nil
		}))
		return phc
	}
	stored(func(account map[string]any) { account["password"] = old })
	w.signIn("admin", "passwort", "").want(t, 401, accounts.CodeBadCredentials)
	if stored(nil) != old {
		t.Error("a wrong password changed the hash")
	}
	admin.enter(w.signIn("admin", "password", "").want(t, http.StatusCreated, ""))
	if got := stored(nil); !strings.HasPrefix(got, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %s", got)
	}
	w.signIn("admin", "password", "").want(t, http.StatusCreated, "")
}

func TestCodesForPasswords(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	code := func(user, which string) string {
		t.Helper()
		var inv invitation
		admin.do("POST", "/v1/users/"+user+"/"+which, nil).want(t, http.StatusCreated, "").into(t, &inv)
		life := time.UnixMilli(inv.Expires).Sub(w.now())
		if limit := map[string]time.Duration{"invite": 72 * time.Hour, "reset": time.Hour}[which]; life > limit || life < limit-time.Minute {
			t.Errorf("a code to %s holds %v", which, life)
		}
		return inv.Code
	}
	bad := func(user, code string) {
		t.Helper()
		w.setPassword(user, code, goodPassword).want(t, http.StatusForbidden, changesync.CodeBadCode)
	}
	invited := code("csm01", "invite")
	bad("csm02", invited) // another's
	bad("nobody", invited)
	bad("csm01", "AAAAA-AAAAA")
	w.setPassword("csm01", invited, "csm01-csm01-csm01").want(t, 422, accounts.CodeWeakPassword)
	csm := w.sets("csm01", strings.ToLower(strings.ReplaceAll(invited, "-", " ")), goodPassword)
	bad("csm01", invited) // used
	admin.do("POST", "/v1/users/csm01/invite", nil).want(t, http.StatusConflict, accounts.CodeHasPassword)
	admin.do("POST", "/v1/users/csm02/reset", nil).want(t, http.StatusConflict, accounts.CodeNoPassword)
	admin.do("POST", "/v1/users/nobody/invite", nil).want(t, 404, changesync.CodeNotFound)

	late := code("csm02", "invite")
	w.pass(accounts.InvitationLife)
	bad("csm02", late)
	admin.enter(w.signIn("admin", goodPassword, "").want(t, http.StatusCreated, ""))
	csm.enter(w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, ""))

	old := code("csm01", "reset")
	reset := code("csm01", "reset")
	bad("csm01", old)                             // the later one took its place
	csm.do("GET", "/v1/me", nil).want(t, 200, "") // until it is used, all stays
	w.sets("csm01", reset, otherPassword)
	csm.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	w.signIn("csm01", goodPassword, "").want(t, 401, accounts.CodeBadCredentials)
	w.signIn("csm01", otherPassword, "").want(t, http.StatusCreated, "")
	late = code("csm01", "reset")
	w.pass(accounts.ResetLife)
	bad("csm01", late)
}

func TestChangingThePassword(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	other := *csm
	other.enter(w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, ""))
	change := func(old, fresh string) answer {
		return csm.do("PUT", "/v1/me/password", map[string]string{"old_password": old, "password": fresh})
	}
	change(goodPassword, "12345678901234").want(t, 422, accounts.CodeWeakPassword)
	other.do("GET", "/v1/me", nil).want(t, 200, "")
	change(goodPassword, otherPassword).want(t, 200, "")
	csm.do("GET", "/v1/me", nil).want(t, 200, "")
	other.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	// Somebody at an open screen does not guess the password there.
	for range accounts.Guesses {
		change(wrongPassword, goodPassword).want(t, 401, accounts.CodeBadCredentials)
	}
	change(otherPassword, goodPassword).want(t, 429, accounts.CodeLocked)
	w.signIn("csm01", otherPassword, "").want(t, http.StatusCreated, "") // elsewhere nothing is held up
}

func TestAdministration(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	w.office("org", "team", "t1", models.Values{"name": text("一班"), "leader": text("admin"), "kind": text("班组")})
	csm := admin.joins("csm01")
	for _, c := range []struct{ method, path string }{
		{"GET", "/v1/users"}, {"POST", "/v1/users"}, {"POST", "/v1/users/csm02/invite"}, {"POST", "/v1/users/nobody/reset"},
		{"POST", "/v1/users/csm01/unlock"}, {"PUT", "/v1/users/csm02/active"}, {"GET", "/v1/devices"}, {"POST", "/v1/devices/x/revoke"},
	} {
		csm.do(c.method, c.path, nil).want(t, http.StatusForbidden, "forbidden")
		w.send(c.method, c.path, "", nil).want(t, 401, changesync.CodeUnauthorised)
	}

	admin.do("POST", "/v1/users/nobody/unlock", nil).want(t, 404, changesync.CodeNotFound)
	admin.do("PUT", "/v1/users/nobody/active", map[string]bool{"active": true}).want(t, 404, changesync.CodeNotFound)

	var hired invitation
	admin.do("POST", "/v1/users", map[string]any{"user": "csm09", "name": "李明", "roles": []string{"CSM"}}).want(t, http.StatusCreated, "").into(t, &hired)
	fresh := w.sets("csm09", hired.Code, goodPassword)
	if fresh.said.Name != "李明" || fresh.said.Staff != hired.Staff {
		t.Errorf("hired as %+v", fresh.said)
	}
	admin.do("POST", "/v1/users", map[string]any{"user": "csm09", "staff": hired.Staff}).want(t, http.StatusConflict, accounts.CodeExists)
	admin.do("POST", "/v1/users", map[string]any{"user": "x", "name": "x", "roles": []string{"KING"}}).want(t, 422, "invalid")
	admin.do("POST", "/v1/users", map[string]any{"user": "x y", "staff": hired.Staff}).want(t, 422, changesync.CodeBadUser)
	admin.do("POST", "/v1/users", map[string]any{"user": "x"}).want(t, 422, "invalid")
	admin.do("POST", "/v1/users", map[string]any{"user": "x", "name": "x", "roles": []string{"CSM"}, "team": "none"}).want(t, 404, changesync.CodeNotFound)

	// Deactivation ends everything at once, activation needs no new password.
	var active struct {
		Active bool `json:"active"`
	}
	admin.do("PUT", "/v1/users/admin/active", active).want(t, http.StatusConflict, accounts.CodeYourself)
	admin.do("PUT", "/v1/users/csm09/active", active).want(t, 200, "")
	fresh.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	w.signIn("csm09", goodPassword, "").want(t, 401, accounts.CodeBadCredentials)
	admin.do("POST", "/v1/users/csm09/reset", nil).want(t, http.StatusConflict, accounts.CodeNotActive)
	active.Active = true
	admin.do("PUT", "/v1/users/csm09/active", active).want(t, 200, "")
	fresh.enter(w.signIn("csm09", goodPassword, "").want(t, http.StatusCreated, ""))

	// Who is no longer at work loses the session without anybody's doing, and
	// who loses the role the rights that went with it.
	w.office("org", "staff", hired.Staff, models.Values{"active": json.RawMessage("false")})
	fresh.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)

	var users struct {
		Users []struct {
			User, Name                string
			Active, Password, Invited bool
		}
	}
	admin.do("POST", "/v1/users/csm02/invite", nil).want(t, http.StatusCreated, "")
	admin.do("GET", "/v1/users?after=am01&limit=3", nil).want(t, 200, "").into(t, &users)
	if u := users.Users; len(u) != 3 || u[0].User != "csm01" || !u[0].Password || !u[1].Invited || u[1].Password || u[2].User != "csm09" || u[2].Active {
		t.Errorf("users: %+v", users)
	}
	w.office("org", "staff", "admin", models.Values{"roles": json.RawMessage(`["GEL"]`)})
	admin.do("GET", "/v1/users", nil).want(t, http.StatusForbidden, "forbidden")
}

// A person enrols his own phone, an administrator sees and revokes it.
func TestAPersonEnrolsHisPhone(t *testing.T) {
	w, admin := officeWorld(t, api.Options{PublicURL: "https://f.example", CodeRate: 2})
	csm := admin.joins("csm01")
	for range 2 {
		admin.do("POST", "/v1/me/device-codes", nil).want(t, http.StatusCreated, "")
	}
	admin.do("POST", "/v1/me/device-codes", nil).want(t, 429, "rate_limited")
	var got struct {
		Code, Server, URL string
		Expires           int64
	}
	csm.do("POST", "/v1/me/device-codes", nil).want(t, http.StatusCreated, "").into(t, &got)
	if server, code, err := changesync.ReadEnrolLink(got.URL); err != nil || server != "https://f.example" || code != got.Code || got.Server != server {
		t.Errorf("%+v: %v", got, err)
	}
	if life := time.UnixMilli(got.Expires).Sub(w.now()); life > 10*time.Minute || life < 9*time.Minute {
		t.Errorf("the code holds %v", life)
	}
	public, proof := proofOf(got.Code)
	var e changesync.Enrolment
	w.send("POST", "/v1/devices", "", toJSON(t, map[string]string{"code": got.Code, "name": "p", "public_key": b64(public), "proof": b64(proof)})).
		want(t, http.StatusCreated, "").into(t, &e)
	if e.User != "csm01" {
		t.Errorf("enrolled for %s", e.User)
	}
	// A device's token is no session, and a session no device.
	w.send("GET", "/v1/me", e.Token, nil).want(t, 401, changesync.CodeUnauthorised)
	w.send("GET", "/v1/feed", csm.token, nil).want(t, 401, changesync.CodeUnauthorised)

	var devices struct {
		Devices []struct{ ID, User, Status string }
	}
	admin.do("GET", "/v1/devices?user=csm01", nil).want(t, 200, "").into(t, &devices)
	if len(devices.Devices) != 1 || devices.Devices[0].ID != e.Device {
		t.Fatalf("devices: %+v", devices)
	}
	admin.do("POST", "/v1/devices/"+e.Device+"/revoke", nil).want(t, 200, "")
	admin.do("POST", "/v1/devices/none/revoke", nil).want(t, 404, changesync.CodeNotFound)
	w.send("GET", "/v1/feed", e.Token, nil).want(t, http.StatusForbidden, changesync.CodeRevoked)
	csm.do("POST", "/v1/devices/"+e.Device+"/wipe", nil).want(t, http.StatusForbidden, "forbidden")
	admin.do("POST", "/v1/devices/none/wipe", map[string]bool{}).want(t, 404, changesync.CodeNotFound)
	admin.do("POST", "/v1/devices/"+e.Device+"/wipe", map[string]bool{}).want(t, 200, "")
	var lost struct {
		Devices []struct{ Wipe *changesync.Wipe }
	}
	admin.do("GET", "/v1/devices?user=csm01", nil).want(t, 200, "").into(t, &lost)
	if o := lost.Devices[0].Wipe; o == nil || o.State != changesync.WipePending || o.Discard {
		t.Errorf("the order: %+v", o)
	}
	w.send("GET", "/v1/feed", e.Token, nil).want(t, http.StatusForbidden, changesync.CodeWipeOrdered)
}

// The audit log says who let whom in, under both names, and holds no secret.
func TestSignInIsAudited(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	admin.do("POST", "/v1/users/csm01/reset", nil).want(t, http.StatusCreated, "")
	for range accounts.Guesses {
		w.signIn("csm01", wrongPassword, "").want(t, 401, accounts.CodeBadCredentials)
	}
	admin.do("POST", "/v1/users/csm01/unlock", nil).want(t, 200, "")
	admin.do("PUT", "/v1/users/csm01/active", map[string]bool{"active": false}).want(t, 200, "")
	w.guessed(otherPassword, "") // typed into the wrong line
	all, err := w.engine.AuditLog(t.Context(), changesync.AuditQuery{})
	w.must(err)
	if raw := string(toJSON(t, all)); strings.Contains(raw, otherPassword) || strings.Count(raw, `"action":"lock"`) != 2 {
		t.Errorf("the audit log: %s", raw)
	}
	read := func(user string) (out map[string]int) {
		out = map[string]int{}
		list, err := w.engine.AuditLog(t.Context(), changesync.AuditQuery{Subject: changesync.AuditOfUser(user)})
		w.must(err)
		for _, ev := range list {
			out[ev.Action]++
			if raw := string(toJSON(t, ev)); strings.Contains(raw, csm.token) || strings.Contains(raw, csm.known) || strings.Contains(raw, goodPassword) || strings.Contains(raw, wrongPassword) {
				t.Errorf("a secret is in the audit log: %s", raw)
			}
		}
		return out
	}
	for action, n := range map[string]int{"invite": 1, "password": 1, "sign_in": 1, "reset": 1, "lock": 1, "unlock": 1, "user": 2} {
		if got := read("csm01")[action]; got != n {
			t.Errorf("%d times %s of csm01, want %d", got, action, n)
		}
	}
	for action, n := range map[string]int{"invite": 2, "reset": 1, "unlock": 1, "user": 2} {
		if got := read("admin")[action]; got != n {
			t.Errorf("%d times %s by admin, want %d", got, action, n)
		}
	}
}

func seconds(t *testing.T, a answer) int {
	t.Helper()
	n, err := strconv.Atoi(a.header.Get("Retry-After"))
	if err != nil {
		t.Fatalf("Retry-After %q", a.header.Get("Retry-After"))
	}
	return n
}

// One session, broken or hostile, does not take the places of the others.
func TestASessionMayNotAskTooOften(t *testing.T) {
	w, admin := officeWorld(t, api.Options{DeviceRate: 3})
	other := *admin
	other.enter(w.signIn("admin", goodPassword, admin.known).want(t, http.StatusCreated, ""))
	for range 3 {
		admin.do("GET", "/v1/me", nil).want(t, 200, "")
	}
	admin.do("GET", "/v1/me", nil).want(t, 429, "rate_limited")
	other.do("GET", "/v1/me", nil).want(t, 200, "")
}
