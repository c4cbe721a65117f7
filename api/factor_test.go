package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/api/accounts"
	"fieldsync/api/accounts/otptest"
	"fieldsync/models"
	"fieldsync/sync"
)

// app is an authenticator app, and the paper with the recovery codes.
type app struct {
	w      *world
	secret string
	paper  []string
}

// code is what the app shows so many steps from now.
func (a *app) code(steps int) string {
	a.w.t.Helper()
	return otptest.Code(a.w.t, a.secret, a.w.now().Add(time.Duration(steps)*otptest.Step))
}

// next waits for a code that was not shown before.
func (a *app) next() string {
	a.w.pass(otptest.Step)
	return a.code(0)
}

// align waits for a step to begin, so that none ends while a test counts them.
func (a *app) align() {
	a.w.pass(otptest.Step - time.Duration(a.w.now().UnixNano()%int64(otptest.Step)))
}

// wrong is a code that no step near now has.
func (a *app) wrong() string {
	for n := 0; ; n++ {
		code := fmt.Sprintf("%06d", n)
		if !slices.Contains([]string{a.code(-2), a.code(-1), a.code(0), a.code(1), a.code(2)}, code) {
			return code
		}
	}
}

// begins draws a secret, and protects sets it up.
func (v *visitor) begins() *app {
	v.w.t.Helper()
	var got struct {
		Secret, URI string
		Expires     int64
	}
	v.do("POST", "/v1/me/second-factor", map[string]string{"password": goodPassword}).want(v.w.t, http.StatusCreated, "").into(v.w.t, &got)
	u, err := url.Parse(got.URI)
	v.w.must(err)
	if q := u.Query(); u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Fieldsync:"+v.user+"@127.0.0.1" || q.Get("secret") != got.Secret ||
		q.Get("issuer") != "Fieldsync" || q.Get("digits") != "6" || q.Get("period") != "30" || q.Get("algorithm") != "SHA1" || len(got.Secret) != 32 {
		v.w.t.Errorf("the app is told %s", got.URI)
	}
	return &app{w: v.w, secret: got.Secret}
}

func (v *visitor) protects() *app {
	v.w.t.Helper()
	a := v.begins()
	var got struct {
		Recovery []string `json:"recovery_codes"`
	}
	v.do("PUT", "/v1/me/second-factor", map[string]string{"code": a.code(0)}).want(v.w.t, 200, "").into(v.w.t, &got)
	a.paper = got.Recovery
	return a
}

type asked struct {
	Ticket, Token string
	Expires       int64
}

// asks signs in by the password, and wants to be asked for the code.
func (w *world) asks(user, password, known string) string {
	w.t.Helper()
	var got asked
	w.signIn(user, password, known).want(w.t, 401, accounts.CodeSecondFactor).into(w.t, &got)
	if life := time.UnixMilli(got.Expires).Sub(w.now()); got.Ticket == "" || got.Token != "" || life > accounts.TicketLife || life < accounts.TicketLife-time.Minute {
		w.t.Errorf("asked for a code by %+v", got)
	}
	return got.Ticket
}

func (w *world) finish(user, ticket, code, known string) answer {
	w.t.Helper()
	body := map[string]string{"user": user, "ticket": ticket, "code": code}
	if known != "" {
		body["known"] = known
	}
	return w.send("POST", "/v1/sessions/code", "", toJSON(w.t, body))
}

// proof is password and code in one body.
func proof(code string) map[string]string {
	return map[string]string{"password": goodPassword, "code": code}
}

// TestSecondFactor is its life: set up, asked for, confirmed with, removed.
func TestSecondFactor(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	other := *csm
	other.enter(w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, ""))
	var me struct {
		Set     bool
		Factor  bool `json:"second_factor"`
		Left    int  `json:"recovery_codes"`
		Missing bool `json:"second_factor_missing"`
	}
	const own = "/v1/me/second-factor"
	csm.do("POST", own, map[string]string{"password": wrongPassword}).want(t, 401, accounts.CodeBadCredentials)
	csm.do("PUT", own, map[string]string{"code": "123456"}).want(t, http.StatusConflict, accounts.CodeNoSecondFactor)
	csm.do("POST", own+"/remove", proof("123456")).want(t, http.StatusConflict, accounts.CodeNoSecondFactor)
	late := csm.begins()
	w.pass(accounts.SetupLife)
	csm.do("PUT", own, map[string]string{"code": late.code(0)}).want(t, http.StatusConflict, accounts.CodeNoSecondFactor)
	begun := csm.begins()
	csm.do("PUT", own, map[string]string{"code": begun.wrong()}).want(t, 401, accounts.CodeBadSecondFactor)
	other.do("PUT", own, map[string]string{"code": begun.code(0)}).want(t, http.StatusConflict, accounts.CodeNoSecondFactor)
	w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, "") // nothing is asked for yet

	a := csm.protects()
	if slices.Sort(a.paper); len(slices.Compact(a.paper)) != accounts.RecoveryCodes || len(a.paper[0]) < 25 {
		t.Errorf("recovery codes: %v", a.paper)
	}
	other.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	csm.do("GET", "/v1/me", nil).want(t, 200, "").into(t, &me)
	csm.do("GET", own, nil).want(t, 200, "").into(t, &me)
	if !me.Set || !me.Factor || me.Left != accounts.RecoveryCodes || me.Missing {
		t.Errorf("set up: %+v", me)
	}
	csm.do("POST", own, map[string]string{"password": goodPassword}).want(t, http.StatusConflict, accounts.CodeHasSecondFactor)

	ticket := w.asks("csm01", goodPassword, csm.known)
	w.finish("csm01", ticket, a.code(0), csm.known).want(t, 401, accounts.CodeBadSecondFactor) // taken when it was set up
	code := a.next()
	known := csm.known
	csm.enter(w.finish("csm01", ticket, code[:3]+" "+code[3:], known).want(t, http.StatusCreated, ""))
	if csm.known != known {
		t.Error("a place that is known got another secret")
	}
	w.finish("csm01", ticket, a.next(), known).want(t, 401, accounts.CodeBadTicket)
	// The clock of the phone may be a step behind or before, not two; and what
	// is older than a code that was taken is over.
	again := func(code string) answer { return w.finish("csm01", w.asks("csm01", goodPassword, ""), code, "") }
	w.pass(2 * time.Minute)
	a.align()
	again(a.code(-2)).want(t, 401, accounts.CodeBadSecondFactor)
	again(a.code(2)).want(t, 401, accounts.CodeBadSecondFactor)
	again(a.code(-1)).want(t, http.StatusCreated, "")
	after := a.code(1)
	again(after).want(t, http.StatusCreated, "")
	again(after).want(t, 401, accounts.CodeBadSecondFactor)
	again(a.code(0)).want(t, 401, accounts.CodeBadSecondFactor)

	// Whatever takes the password takes the code as well.
	w.pass(time.Minute)
	a.align()
	for path, body := range map[string]map[string]string{
		"POST /v1/me/confirm": {"password": goodPassword}, "POST " + own + "/remove": {"password": goodPassword},
		"POST " + own + "/recovery-codes": {"password": goodPassword},
		"PUT /v1/me/password":             {"old_password": goodPassword, "password": otherPassword},
	} {
		method, path, _ := strings.Cut(path, " ")
		csm.do(method, path, body).want(t, 401, accounts.CodeSecondFactor)
		body["code"] = a.wrong()
		csm.do(method, path, body).want(t, 401, accounts.CodeBadSecondFactor)
	}
	csm.do("POST", "/v1/me/confirm", proof(a.code(0))).want(t, 200, "")
	csm.do("POST", "/v1/me/confirm", proof(a.code(0))).want(t, 401, accounts.CodeBadSecondFactor)
	csm.do("PUT", "/v1/me/password", map[string]string{"old_password": goodPassword, "password": "short", "code": a.code(1)}).want(t, 422, accounts.CodeWeakPassword)
	csm.do("PUT", "/v1/me/password", map[string]string{"old_password": goodPassword, "password": otherPassword, "code": a.code(1)}).want(t, 200, "")
	csm.do("POST", own+"/remove", map[string]string{"password": otherPassword, "code": a.next()}).want(t, 401, accounts.CodeBadSecondFactor) // the code before was the next one
	csm.do("POST", own+"/remove", map[string]string{"password": otherPassword, "code": a.next()}).want(t, 200, "")
	w.signIn("csm01", otherPassword, "").want(t, http.StatusCreated, "")
}

// TestGuessingCodes: who knows the password gets as many codes as somebody who
// does not gets passwords, in whatever order he asks.
func TestGuessingCodes(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	a := csm.protects()
	unlock := func() { admin.do("POST", "/v1/users/csm01/unlock", nil).want(t, 200, "") }

	ticket := w.asks("csm01", goodPassword, "")
	for range accounts.Guesses {
		w.finish("csm01", ticket, a.wrong(), "").want(t, 401, accounts.CodeBadSecondFactor)
	}
	if n := seconds(t, w.finish("csm01", ticket, a.code(1), "").want(t, 429, accounts.CodeLocked)); n > 30 {
		t.Errorf("the first wait is %d s", n)
	}
	w.signIn("csm01", goodPassword, "").want(t, 429, accounts.CodeLocked)
	w.signIn("csm01", wrongPassword, "").want(t, 429, accounts.CodeLocked) // says no more than the right one
	mine := w.asks("csm01", goodPassword, csm.known)                       // the owner is not held up where he is known
	csm.enter(w.finish("csm01", mine, a.next(), csm.known).want(t, http.StatusCreated, ""))

	// A right password takes no wrong code back, nor does a fresh ticket.
	unlock()
	for i := range accounts.Guesses {
		ticket = w.asks("csm01", goodPassword, "")
		if i%2 == 0 {
			w.finish("csm01", ticket, a.wrong(), "").want(t, 401, accounts.CodeBadSecondFactor)
		}
	}
	w.signIn("csm01", goodPassword, "").want(t, 429, accounts.CodeLocked)

	// Nor do many at once, on two servers.
	unlock()
	w.pass(time.Minute)
	ticket = w.asks("csm01", goodPassword, "")
	first := w.engine
	w.openEngine()
	var judged, held atomic.Int64
	var wg sync.WaitGroup
	for i := range 40 {
		people := accounts.New([]*changesync.Engine{first, w.engine}[i%2], accounts.Options{})
		wg.Go(func() {
			_, err := people.SignInCode(t.Context(), accounts.Attempt{User: "csm01"}, ticket, a.wrong())
			switch codeOf(err) {
			case accounts.CodeBadSecondFactor:
				judged.Add(1)
			case accounts.CodeLocked:
				held.Add(1)
			default:
				t.Errorf("a wrong code: %v", err)
			}
		})
	}
	wg.Wait()
	if judged.Load() != accounts.Guesses || held.Load() != 40-accounts.Guesses {
		t.Errorf("%d were judged, %d held up", judged.Load(), held.Load())
	}
	// In a session codes are counted with passwords, for it alone.
	for range 2 * accounts.Guesses {
		csm.do("POST", "/v1/me/confirm", proof(a.wrong()))
	}
	csm.do("POST", "/v1/me/confirm", proof(a.code(0))).want(t, 429, accounts.CodeLocked)
}

// TestWrongCodesComeToAnEnd: a guesser who waits is stopped in the end, since he
// knows the password; a new one helps its owner, and nothing less does.
func TestWrongCodesComeToAnEnd(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	a := csm.protects()
	w.pass(time.Minute)
	unlock := func() { admin.do("POST", "/v1/users/csm01/unlock", nil).want(t, 200, "") }
	ticket := w.asks("csm01", goodPassword, "")
	wrong := func(n int) {
		t.Helper()
		for i := range n {
			if i%(accounts.Guesses-1) == 0 {
				unlock()
			}
			w.finish("csm01", ticket, a.wrong(), "").want(t, 401, accounts.CodeBadSecondFactor)
		}
	}
	wrong(accounts.MaxWrongCodes - 1)
	csm.do("POST", "/v1/me/confirm", proof(a.next())).want(t, 200, "") // the owner's right one
	csm.do("POST", "/v1/me/confirm", proof(a.wrong())).want(t, 401, accounts.CodeBadSecondFactor)
	wrong(accounts.MaxWrongCodes - 1)
	unlock()
	w.finish("csm01", ticket, a.next(), "").want(t, http.StatusForbidden, accounts.CodePasswordExposed)
	w.finish("csm01", ticket, a.paper[0], "").want(t, http.StatusForbidden, accounts.CodePasswordExposed)
	csm.do("POST", "/v1/me/confirm", proof(a.next())).want(t, http.StatusForbidden, accounts.CodePasswordExposed)
	var inv invitation
	var got asked
	admin.do("POST", "/v1/users/csm01/reset", nil).want(t, http.StatusCreated, "").into(t, &inv)
	w.setPassword("csm01", inv.Code, otherPassword).want(t, 401, accounts.CodeSecondFactor).into(t, &got)
	w.finish("csm01", got.Ticket, a.next(), "").want(t, http.StatusCreated, "")
}

// TestTickets: one serves the sign-in that it was given for, and nothing else.
func TestTickets(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm, am := admin.joins("csm01"), admin.joins("am01")
	a, b := csm.protects(), am.protects()
	w.pass(time.Minute)
	bad := func(user, ticket, code, known string) {
		t.Helper()
		w.finish(user, ticket, code, known).want(t, 401, accounts.CodeBadTicket)
	}
	ticket := w.asks("csm01", goodPassword, csm.known)
	bad("am01", ticket, b.code(0), csm.known) // another's account
	bad("am01", w.asks("am01", goodPassword, "")+"x", b.code(0), "")
	bad("nobody", ticket, a.code(0), csm.known)
	bad("csm01", ticket, a.code(0), "") // another place
	w.finish("csm01", ticket, b.code(0), csm.known).want(t, 401, accounts.CodeBadSecondFactor)
	w.send("GET", "/v1/me", ticket, nil).want(t, 401, changesync.CodeUnauthorised) // no session
	w.pass(accounts.TicketLife)
	bad("csm01", ticket, a.code(0), csm.known)

	// The next factor is not asked for the ticket of the last.
	ticket = w.asks("csm01", goodPassword, csm.known)
	csm.do("POST", "/v1/me/second-factor/remove", proof(a.next())).want(t, 200, "")
	a = csm.protects()
	bad("csm01", ticket, a.next(), csm.known)

	// What ends sessions ends tickets.
	ticket = w.asks("csm01", goodPassword, "")
	csm.do("PUT", "/v1/me/password", map[string]string{"old_password": goodPassword, "password": otherPassword, "code": a.next()}).want(t, 200, "")
	bad("csm01", ticket, a.next(), "")
	ticket = w.asks("csm01", otherPassword, "")
	admin.do("PUT", "/v1/users/csm01/active", map[string]bool{"active": false}).want(t, 200, "")
	bad("csm01", ticket, a.next(), "")
	admin.do("PUT", "/v1/users/csm01/active", map[string]bool{"active": true}).want(t, 200, "")
	bad("csm01", ticket, a.next(), "")
	ticket = w.asks("am01", goodPassword, "")
	w.office("org", "staff", "am01", models.Values{"active": []byte("false")}) // no longer at work
	bad("am01", ticket, b.next(), "")
	ticket = w.asks("csm01", otherPassword, "")
	w.must(w.engine.BeginEpoch(t.Context()))
	bad("csm01", ticket, a.next(), "")
}

// TestRecoveryCodes: each works once, and new ones end the old.
func TestRecoveryCodes(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	a := csm.protects()
	enter := func(code string) answer {
		t.Helper()
		return w.finish("csm01", w.asks("csm01", goodPassword, csm.known), code, csm.known)
	}
	csm.enter(enter(strings.ToLower(strings.ReplaceAll(a.paper[3], "-", " "))).want(t, http.StatusCreated, ""))
	enter(a.paper[3]).want(t, 401, accounts.CodeBadSecondFactor)
	csm.do("POST", "/v1/me/confirm", proof(a.paper[4])).want(t, 200, "")
	enter(a.paper[4]).want(t, 401, accounts.CodeBadSecondFactor)
	var fresh struct {
		Recovery []string `json:"recovery_codes"`
	}
	csm.do("POST", "/v1/me/second-factor/recovery-codes", proof(a.next())).want(t, http.StatusCreated, "").into(t, &fresh)
	enter(a.paper[5]).want(t, 401, accounts.CodeBadSecondFactor)
	enter(fresh.Recovery[9]).want(t, http.StatusCreated, "")
	var left struct {
		Left int `json:"recovery_codes"`
	}
	csm.do("GET", "/v1/me/second-factor", nil).want(t, 200, "").into(t, &left)
	if left.Left != accounts.RecoveryCodes-1 {
		t.Errorf("%d codes are left", left.Left)
	}
}

// TestOneCodeOnTwoServers: a code that is shown once opens one session, on
// however many servers it arrives at once; so does a recovery code.
func TestOneCodeOnTwoServers(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	a := admin.joins("csm01").protects()
	first := w.engine
	w.openEngine()
	for _, code := range []string{a.next(), a.paper[0]} {
		var tickets [3]string
		for i := range tickets {
			tickets[i] = w.asks("csm01", goodPassword, "")
		}
		var in atomic.Int64
		var wg sync.WaitGroup
		for i := range 12 {
			people := accounts.New([]*changesync.Engine{first, w.engine}[i%2], accounts.Options{})
			wg.Go(func() {
				if _, err := people.SignInCode(t.Context(), accounts.Attempt{User: "csm01"}, tickets[i%3], code); err == nil {
					in.Add(1)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Errorf("%s opened %d sessions", code, in.Load())
		}
		admin.do("POST", "/v1/users/csm01/unlock", nil).want(t, 200, "")
	}
}

// inEntrance are the routes that somebody reaches who has yet to set up the
// second factor that his role needs; walkRooms has the others.
func inEntrance(route string) bool {
	return route == "GET /v1/me" || strings.Contains(route, "/v1/me/second-factor") || strings.Contains(route, "/v1/me/sessions")
}

// TestRolesThatNeedASecondFactor: whoever lacks it can do nothing but set it up.
func TestRolesThatNeedASecondFactor(t *testing.T) {
	w, admin := officeWorld(t, api.Options{NeedFactor: []string{"ADM", "BO"}})
	shut := func(v *visitor, want bool) {
		t.Helper()
		for _, list := range []map[string]room{ownRooms, deskRooms, adminRooms} {
			for route, enter := range list {
				if enter == nil || strings.HasPrefix(route, "DELETE /v1/me/sessions") {
					continue
				}
				said := enter(v)
				if got := strings.Contains(said, `"code":"second_factor_setup"`); got != (want && !inEntrance(route)) {
					t.Errorf("%s: %.300s", route, said)
				}
			}
		}
	}
	if shut(admin, true); !admin.said.Missing {
		t.Error("the administrator is not told")
	}
	a := admin.protects()
	csm := admin.joins("csm01")
	shut(csm, false)
	// A role that comes later is asked for it at once.
	w.office("org", "staff", "csm01", models.Values{"roles": []byte(`["BO"]`)})
	shut(csm, true)
	csm.enter(w.signIn("csm01", goodPassword, "").want(t, http.StatusCreated, "")) // to set it up
	csm.protects()
	shut(csm, false)
	// So is who takes it off.
	admin.do("POST", "/v1/me/second-factor/remove", proof(a.next())).want(t, 200, "")
	shut(admin, true)

	_, admin = officeWorld(t, api.Options{NeedFactor: []string{accounts.Everybody}})
	admin.protects()
	shut(admin.joins("csm01"), true)
}

// TestLostSecondFactor: an administrator takes it away from somebody else; a
// new password alone does not.
func TestLostSecondFactor(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	a := csm.protects()
	var inv invitation
	admin.do("POST", "/v1/users/csm01/reset", nil).want(t, http.StatusCreated, "").into(t, &inv)
	var got asked
	w.setPassword("csm01", inv.Code, otherPassword).want(t, 401, accounts.CodeSecondFactor).into(t, &got)
	if got.Ticket == "" || got.Token != "" {
		t.Fatalf("a new password: %+v", got)
	}
	csm.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	csm.enter(w.finish("csm01", got.Ticket, a.next(), csm.known).want(t, http.StatusCreated, ""))
	var users struct {
		Users []struct {
			User   string
			Factor bool `json:"second_factor"`
		}
	}
	admin.do("GET", "/v1/users?after=am01&limit=1", nil).want(t, 200, "").into(t, &users)
	if len(users.Users) != 1 || !users.Users[0].Factor {
		t.Errorf("users: %+v", users)
	}

	ticket := w.asks("csm01", otherPassword, "")
	csm.do("DELETE", "/v1/users/csm01/second-factor", nil).want(t, http.StatusForbidden, "forbidden")
	admin.do("DELETE", "/v1/users/admin/second-factor", nil).want(t, http.StatusConflict, accounts.CodeYourself)
	admin.do("DELETE", "/v1/users/nobody/second-factor", nil).want(t, 404, changesync.CodeNotFound)
	admin.do("DELETE", "/v1/users/csm01/second-factor", nil).want(t, 200, "")
	admin.do("DELETE", "/v1/users/csm01/second-factor", nil).want(t, http.StatusConflict, accounts.CodeNoSecondFactor)
	csm.do("GET", "/v1/me", nil).want(t, 401, changesync.CodeUnauthorised)
	w.finish("csm01", ticket, a.next(), "").want(t, 401, accounts.CodeBadTicket)
	w.signIn("csm01", otherPassword, "").want(t, http.StatusCreated, "")
}

// The audit log tells of every change, by whom, and of codes that were wrong
// after the right password; it holds no code.
func TestSecondFactorIsAudited(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	csm := admin.joins("csm01")
	a := csm.protects()
	ticket := w.asks("csm01", goodPassword, "")
	wrong := a.wrong()
	for range accounts.Guesses {
		w.finish("csm01", ticket, wrong, "")
	}
	csm.do("POST", "/v1/me/second-factor/recovery-codes", proof(a.paper[0])).want(t, http.StatusCreated, "")
	csm.do("POST", "/v1/me/second-factor/remove", proof(a.next())).want(t, 200, "")
	b := csm.protects()
	admin.do("DELETE", "/v1/users/csm01/second-factor", nil).want(t, 200, "")
	list, err := w.engine.AuditLog(t.Context(), changesync.AuditQuery{Subject: changesync.AuditOfUser("csm01")})
	w.must(err)
	var said []string
	for _, ev := range list {
		if ev.Action == changesync.AuditSecondFactor || ev.Action == changesync.AuditLock {
			said = append(said, ev.Action+" "+ev.By+" "+ev.Detail)
		}
	}
	bad := "second_factor  a wrong code after the right password"
	want := []string{"second_factor  begun", "second_factor  set up", bad, bad, bad, bad, bad, "lock  ",
		"second_factor  a recovery code was used, 9 left", "second_factor  new recovery codes",
		"second_factor  removed by its owner", "second_factor  begun", "second_factor  set up", "second_factor admin reset"}
	if !slices.Equal(said, want) {
		t.Errorf("audited:\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	raw := string(toJSON(t, list))
	for _, secret := range append(append(a.paper, b.paper...), a.secret, b.secret, wrong, ticket) {
		if strings.Contains(raw, secret) {
			t.Errorf("%s is in the audit log", secret)
		}
	}
}
