package api_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"fieldsync/api"
	"fieldsync/api/accounts"
)

// lockedBuffer is written by the server's goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestLogTellsIDsAndNothingElse(t *testing.T) {
	log := &lockedBuffer{}
	w := newWorld(t, api.Options{Log: slog.New(slog.NewJSONHandler(log, nil))})
	p := w.enrol("csm01")
	p.pull("")
	p.write("c1", "special_visit_need", "SECRETNEED")
	p.push()
	w.send("GET", "/v1/records/customer/SECRETRECORD", p.token, nil, "X-Request-Id", "abcdef-0123.x").want(t, 404, "")
	w.send("SECRETVERB", "/v1/SECRETPATH?x=SECRETQUERY", p.token, nil).want(t, 404, "")
	code, err := accounts.New(w.engine, accounts.Options{}).Invite(t.Context(), "", "csm01")
	w.must(err)
	csm := w.sets("csm01", code.Code, goodPassword)
	w.signIn("csm01", wrongPassword, csm.known).want(t, 401, "")
	var me struct{ Session string }
	csm.do("GET", "/v1/me", nil).want(t, 200, "").into(t, &me)
	w.srv.Close() // the last line is written after the answer
	got := log.String()
	for _, secret := range []string{"SECRET", p.token, "127.0.0.1", "csm01", code.Code, goodPassword, wrongPassword, csm.token, csm.known} {
		if strings.Contains(got, secret) {
			t.Errorf("the log tells %q:\n%s", secret, got)
		}
	}
	for _, wanted := range []string{
		`"id":"abcdef-0123.x"`, `"route":"/v1/records/{collection}/{id}"`, `"code":"not_found"`,
		`"device":"` + p.id, `"status":200`, `"method":"other"`, `"session":"` + me.Session, `"code":"bad_credentials"`,
	} {
		if !strings.Contains(got, wanted) {
			t.Errorf("the log lacks %s:\n%s", wanted, got)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	w := newWorld(t, api.Options{})
	for sent, kept := range map[string]bool{
		"abcdef-0123.x": true, "short": false, "with space in it": false, "<script>alert(1)": false, longText(65): false, "": false,
	} {
		got := w.send("GET", "/healthz", "", nil, "X-Request-Id", sent).header.Get("X-Request-Id")
		if (got == sent) != kept || len(got) < 8 {
			t.Errorf("sent %q, got %q", sent, got)
		}
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t, api.Options{})
	p := w.enrol("csm01")
	p.pull("")
	p.write("c1", "marketing_grid", "HZ-02")
	p.push()
	p.pull("")
	w.send("GET", "/v1/records/customer/none", p.token, nil).want(t, 404, "")
	a := w.send("GET", "/metrics", "", nil).want(t, 200, "")
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Errorf("metrics are %q", a.header.Get("Content-Type"))
	}
	for _, line := range []string{
		"fieldsync_pushes_total 1", `fieldsync_changesets_total{outcome="applied"} 1`,
		`fieldsync_changesets_total{outcome="quarantined"} 0`, "fieldsync_pulls_total 2",
		"fieldsync_commit_seconds_count 1", `fieldsync_commit_seconds_bucket{le="+Inf"} 1`,
		`fieldsync_refused_total{code="not_found"} 1`, "fieldsync_in_flight 0", "fieldsync_streams 0",
		`fieldsync_requests_total{route="/v1/changesets",status="200"} 1`,
	} {
		if !strings.Contains(string(a.body), "\n"+line+"\n") {
			t.Errorf("no line %s in\n%s", line, a.body)
		}
	}
}

func TestOperatorToken(t *testing.T) {
	w := newWorld(t, api.Options{OperatorToken: "correct horse"})
	w.send("GET", "/metrics", "", nil).want(t, 403, "forbidden")
	w.send("GET", "/metrics", "wrong", nil).want(t, 403, "forbidden")
	w.send("GET", "/metrics", "correct horse", nil).want(t, 200, "")
}
