package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"fieldsync/api/accounts"
	"fieldsync/server/bench"
	changesync "fieldsync/sync"
)

// browser is somebody who speaks to a server by HTTP.
type browser struct {
	t          *testing.T
	url, token string
}

// do makes a request and reads the answer into a value; it returns the status
// and the code of a problem.
func (b *browser) do(method, path string, body, into any) (int, string) {
	b.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+b.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	var all bytes.Buffer
	if _, err := all.ReadFrom(res.Body); err != nil {
		b.t.Fatal(err)
	}
	var problem struct{ Code string }
	if err := json.Unmarshal(all.Bytes(), &problem); err != nil {
		b.t.Fatalf("%s %s: %s", method, path, all.Bytes())
	}
	if into != nil && res.StatusCode < 300 {
		if err := json.Unmarshal(all.Bytes(), into); err != nil {
			b.t.Fatal(err)
		}
	}
	return res.StatusCode, problem.Code
}

// enter signs in or sets a password.
func (b *browser) enter(path string, body map[string]string) (status int, code string) {
	b.t.Helper()
	var got struct{ Token string }
	status, code = b.do("POST", path, body, &got)
	if status == http.StatusCreated {
		b.token = got.Token
	}
	return status, code
}

const password = "paddy-lantern-ferry"

var shortCode = regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b`)

// The whole way through the built program: an empty folder, the code that it
// prints once, the first administrator, a colleague, his phone, a kill -9.
func TestTheFirstDay(t *testing.T) {
	data := t.TempDir()
	server := serve(t, "serve", data)
	first := shortCode.FindString(server.first)
	if first == "" || !strings.Contains(server.first, "admin") {
		t.Fatalf("an empty folder begins with %q", server.first)
	}
	server.kill()
	server = serve(t, "serve", data)
	if again := shortCode.FindString(server.first); again != "" || !strings.Contains(server.first, "user invite") {
		t.Errorf("the code is shown twice: %q", server.first)
	}
	admin := &browser{t: t, url: server.url}
	if status, code := admin.enter("/v1/passwords", map[string]string{"user": "admin", "code": first, "password": password}); status != http.StatusCreated {
		t.Fatalf("the first administrator: %d %s", status, code)
	}
	var hired struct{ Code string }
	if status, code := admin.do("POST", "/v1/users", map[string]any{"user": "csm07", "name": "李明", "roles": []string{"CSM"}}, &hired); status != http.StatusCreated {
		t.Fatalf("a colleague: %d %s", status, code)
	}
	csm := &browser{t: t, url: server.url}
	if status, code := csm.enter("/v1/passwords", map[string]string{"user": "csm07", "code": hired.Code, "password": password}); status != http.StatusCreated {
		t.Fatalf("the colleague's password: %d %s", status, code)
	}
	var phone struct{ Code, URL string }
	csm.do("POST", "/v1/me/device-codes", nil, &phone)
	if url, code, err := changesync.ReadEnrolLink(phone.URL); err != nil || url != server.url || code != phone.Code {
		t.Errorf("the link is %s (%v)", phone.URL, err)
	}
	if p, err := bench.Enrol(t.Context(), http.DefaultClient, server.url, phone.Code); err != nil || p == nil {
		t.Errorf("his phone: %v", err)
	}

	server.kill()
	server = serve(t, "serve", data)
	if server.first != "" {
		t.Errorf("with people in it the server begins with %q", server.first)
	}
	csm.url, admin.url = server.url, server.url
	if status, code := csm.do("GET", "/v1/me", nil, nil); status != 200 {
		t.Errorf("after kill -9 the session is %d %s", status, code)
	}
	signInByCommands(t, data, csm)
	if status, log := server.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("%d %q", status, log)
	}
	must(t, nil, "verify", "--data", data)
}

// signInByCommands looks after an account from the command line, beside the
// running server.
func signInByCommands(t *testing.T, data string, csm *browser) {
	t.Helper()
	stranger := &browser{t: t, url: csm.url}
	enter := func(secret string, want int) {
		t.Helper()
		if status, code := stranger.enter("/v1/sessions", map[string]string{"user": "csm07", "password": secret}); status != want {
			t.Errorf("signing in: %d %s, want %d", status, code, want)
		}
	}
	for range accounts.Guesses {
		enter("paddy-lantern-fairy", 401)
	}
	enter(password, 429)
	must(t, nil, "user", "unlock", "csm07", "--data", data)
	enter(password, 201)

	var code struct {
		Code    string
		Expires time.Time `json:"expires_at"`
	}
	must(t, &code, "user", "reset", "csm07", "--data", data, "--json")
	if left := time.Until(code.Expires); left > time.Hour || left < 50*time.Minute {
		t.Errorf("a reset holds %v", left)
	}
	refused(t, "has_password", "user", "invite", "csm07", "--data", data)
	refused(t, "not_found", "user", "invite", "nobody", "--data", data)
	if status, problem := stranger.enter("/v1/passwords", map[string]string{"user": "csm07", "code": code.Code, "password": "granite-willow-comet"}); status != 201 {
		t.Errorf("by reset: %d %s", status, problem)
	}
	if status, _ := csm.do("GET", "/v1/me", nil, nil); status != 401 {
		t.Errorf("after a reset the old session is %d", status)
	}
	must(t, nil, "user", "deactivate", "csm07", "--data", data)
	if status, _ := stranger.do("GET", "/v1/me", nil, nil); status != 401 {
		t.Errorf("a deactivated session is %d", status)
	}
	must(t, nil, "user", "activate", "csm07", "--data", data)
	enter("granite-willow-comet", 201)
	var rows []userRow
	must(t, &rows, "user", "list", "--data", data, "--json")
	if len(rows) != 2 || rows[0].User != "admin" || !rows[1].Password || rows[1].LastIn == "" || !rows[1].Active {
		t.Errorf("user list: %+v", rows)
	}
	_, out, _ := field(t, "audit", "--data", data, "--user", "csm07")
	if !strings.Contains(out, "csm07  admin  invite") {
		t.Errorf("the audit log does not tell who invited:\n%s", out)
	}
	for _, action := range []string{"invite", "password", "sign_in", "lock", "unlock", "reset"} {
		if !strings.Contains(out, "\t"+action+"\t") && !strings.Contains(out, " "+action+" ") {
			t.Errorf("the audit log does not tell of %s:\n%s", action, out)
		}
	}
}

// The demo lets its guests in by the password in the README; serve never does.
func TestDemoSignIns(t *testing.T) {
	data := t.TempDir()
	server := serve(t, "demo", data)
	for _, g := range guests {
		b := &browser{t: t, url: server.url}
		if status, code := b.enter("/v1/sessions", map[string]string{"user": g.user, "password": demoPassword}); status != 201 {
			t.Errorf("%s: %d %s", g.user, status, code)
		}
	}
	if server.first != "" && strings.Contains(server.first, "Nobody can sign in") {
		t.Errorf("the demo begins with %q", server.first)
	}
	server.kill()
	for _, command := range []string{"demo", "serve"} { // on a network
		server = serve(t, command, data, "--addr", "0.0.0.0:0", "--insecure-http")
		b := &browser{t: t, url: server.url}
		if status, code := b.enter("/v1/sessions", map[string]string{"user": "admin", "password": demoPassword}); status != 403 || code != accounts.CodePublicPassword {
			t.Errorf("%s for everybody: %d %s", command, status, code)
		}
		if _, code := b.enter("/v1/sessions", map[string]string{"user": "admin", "password": "another-long-password"}); code != accounts.CodeBadCredentials {
			t.Errorf("%s says %s of another password", command, code)
		}
		if server.stop(syscall.SIGTERM); strings.Contains(server.out.String(), demoPassword) {
			t.Errorf("%s prints a password that is not taken:\n%s", command, server.out.String())
		}
	}

	small, users := small(t, 1)
	server = serve(t, "serve", small)
	b := &browser{t: t, url: server.url}
	if status, code := b.enter("/v1/sessions", map[string]string{"user": users[0], "password": demoPassword}); status != 401 {
		t.Errorf("served without demo: %d %s", status, code)
	}
	server.kill()
}

// The QR code on the terminal is the one of the link, module for module, with
// the quiet zone that a camera needs.
func TestDrawnQR(t *testing.T) {
	data, users := small(t, 1)
	status, out, errs := field(t, "device", "code", "--data", data, "--user", users[0], "--url", "https://f.example", "--qr")
	if status != 0 {
		t.Fatal(errs)
	}
	link := changesync.EnrolLink("https://f.example", shortCode.FindString(out))
	drawn, err := drawQR(link)
	if err != nil || !strings.Contains(out, drawn) {
		t.Fatalf("no QR code of %s (%v) in\n%s", link, err, out)
	}
	dark := modules(drawn)
	if size := len(dark[0]) - 2*quietZone; (size-17)%4 != 0 || len(dark) < size+2*quietZone {
		t.Fatalf("%d columns, %d rows", len(dark[0]), len(dark))
	}
	finder := []string{"1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"}
	for y, row := range finder {
		for x, want := range row {
			if got := dark[quietZone+y][quietZone+x]; got != (want == '1') {
				t.Fatalf("the corner mark is wrong at %d,%d:\n%s", x, y, drawn)
			}
		}
	}
	for i := range dark[0] {
		if dark[0][i] || dark[quietZone-1][i] {
			t.Fatal("no quiet zone")
		}
	}
	if _, out, _ := field(t, "device", "code", "--data", data, "--user", users[0]); strings.Contains(out, "▀") {
		t.Error("a QR code is drawn into a pipe")
	}
}

// modules reads a drawing back.
func modules(drawn string) (rows [][]bool) {
	plain := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(drawn, "")
	for line := range strings.Lines(plain) {
		var upper, lower []bool
		for _, r := range strings.TrimSuffix(line, "\n") {
			upper = append(upper, r == '▀' || r == '█')
			lower = append(lower, r == '▄' || r == '█')
		}
		rows = append(rows, upper, lower)
	}
	return rows
}

func TestSessionSettings(t *testing.T) {
	for _, args := range [][]string{{"--session-idle", "1s"}, {"--session-idle", "2h", "--session-life", "1h"}} {
		refused(t, "bad_setting", append([]string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0"}, args...)...)
	}
}
