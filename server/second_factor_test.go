package main

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fieldsync/api/accounts/otptest"
)

// asksCode signs in by the password and returns the ticket.
func (b *browser) asksCode(user string) string {
	b.t.Helper()
	var got struct{ Code, Ticket string }
	raw := fmt.Sprintf(`{"user":%q,"password":%q}`, user, password)
	res, err := http.Post(b.url+"/v1/sessions", "application/json", strings.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || res.StatusCode != 401 || got.Code != "second_factor_required" || got.Ticket == "" {
		b.t.Fatalf("signing in: %d %+v (%v)", res.StatusCode, got, err)
	}
	return got.Ticket
}

// TestSecondFactorOfAnAdministrator: the whole way through the built program.
// The setting shuts the administrator out of all but setting it up, a code that
// was taken is not taken after a kill -9, no file shows the secret, and who has
// lost it gets help on the server's machine.
func TestSecondFactorOfAnAdministrator(t *testing.T) {
	data := t.TempDir()
	server := serve(t, "serve", data, "--second-factor", "ADM")
	admin := &browser{t: t, url: server.url}
	admin.enter("/v1/passwords", map[string]string{"user": "admin", "code": shortCode.FindString(server.first), "password": password})
	users := func(want int, problem string) {
		t.Helper()
		if status, code := admin.do("GET", "/v1/users", nil, nil); status != want || code != problem {
			t.Errorf("the list of users: %d %s, want %d %s", status, code, want, problem)
		}
	}
	users(403, "second_factor_setup")
	var begun struct{ Secret, URI string }
	admin.do("POST", "/v1/me/second-factor", map[string]string{"password": password}, &begun)
	secret, err := base32.StdEncoding.DecodeString(begun.Secret)
	if err != nil || len(secret) != 20 {
		t.Fatalf("the secret is %q: %v", begun.Secret, err)
	}
	begin := time.Now()
	var paper struct {
		Recovery []string `json:"recovery_codes"`
	}
	if status, code := admin.do("PUT", "/v1/me/second-factor", map[string]string{"code": otptest.Code(t, begun.Secret, begin)}, &paper); status != 200 {
		t.Fatalf("setting it up: %d %s", status, code)
	}
	users(200, "")

	finish := func(code string, want int) {
		t.Helper()
		body := map[string]string{"user": "admin", "ticket": admin.asksCode("admin"), "code": code}
		if status, problem := admin.enter("/v1/sessions/code", body); status != want {
			t.Errorf("signing in by a code: %d %s, want %d", status, problem, want)
		}
	}
	next := otptest.Code(t, begun.Secret, begin.Add(otptest.Step))
	finish(next, 201)
	server.kill()
	for _, hidden := range []string{begun.Secret, base64.StdEncoding.EncodeToString(secret), string(secret), paper.Recovery[0]} {
		if shown(t, data, hidden) {
			t.Errorf("a file shows %q", hidden)
		}
	}
	server = serve(t, "serve", data, "--second-factor", "ADM")
	admin.url = server.url
	users(200, "")
	finish(next, 401)
	finish(paper.Recovery[0], 201)

	var told struct {
		Set      bool
		Recovery int `json:"recovery_codes"`
	}
	must(t, &told, "user", "second-factor", "admin", "--data", data, "--json")
	if !told.Set || told.Recovery != 9 {
		t.Errorf("the command tells %+v", told)
	}
	must(t, &told, "user", "second-factor", "admin", "--reset", "--data", data, "--json")
	refused(t, "no_second_factor", "user", "second-factor", "admin", "--reset", "--data", data)
	refused(t, "not_found", "user", "second-factor", "nobody", "--data", data)
	users(401, "unauthorised")
	if status, _ := admin.enter("/v1/sessions", map[string]string{"user": "admin", "password": password}); status != 201 || told.Set {
		t.Errorf("after a reset: %d, %+v", status, told)
	}
	users(403, "second_factor_setup")
	if _, out, _ := field(t, "audit", "--data", data, "--user", "admin"); !strings.Contains(out, "reset") || strings.Count(out, "second_factor") != 5 {
		t.Errorf("the audit log tells:\n%s", out)
	}
	server.kill()
	must(t, nil, "verify", "--data", data)
}

// shown looks for a text in the files of a folder.
func shown(t *testing.T, data, text string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(data, "*"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(text)) {
			return true
		}
	}
	return false
}

// TestWhoNeedsASecondFactor: administrators of a server that others can reach,
// unless it is told otherwise; a word that is no role is refused.
func TestWhoNeedsASecondFactor(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{"none", nil},
		{"none", []string{"--addr", "[::1]:0"}},
		{"none", []string{"--public-url", "http://localhost:9"}},
		{"ADM", []string{"--addr", "0.0.0.0:8080"}},
		{"ADM", []string{"--public-url", "https://f.example"}},
		{"none", []string{"--public-url", "https://f.example", "--second-factor", "none"}},
		{"ADM,GEL,VP", []string{"--second-factor", "ADM,GEL,VP"}},
		{"all", []string{"--second-factor", "all"}},
	} {
		for _, command := range []string{"serve", "demo"} {
			if got := setting(t, "second-factor", append([]string{command}, c.args...)...); got != c.want {
				t.Errorf("%s %v: %s, want %s", command, c.args, got, c.want)
			}
		}
	}
	for _, bad := range []string{"ADMIN", "all,ADM", "ADM,none", "adm"} {
		refused(t, "bad_setting", "serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--second-factor", bad)
	}
}
