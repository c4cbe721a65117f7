package api_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/sync"
	"fieldsync/sync/faultstore"
)

func TestFullServerRefusesAtOnceAndStaysReachable(t *testing.T) {
	w := newWorld(t, api.Options{MaxInFlight: 1})
	p := w.enrol("csm01")
	inside, release := make(chan struct{}), make(chan struct{})
	var blocked atomic.Bool
	w.fail(faultstore.View, func() error {
		if blocked.CompareAndSwap(false, true) {
			close(inside)
			<-release
		}
		return nil
	})
	first := make(chan answer)
	go func() { first <- w.send("GET", "/v1/devices/me", p.token, nil) }()
	<-inside
	for _, path := range []string{"/v1/feed", "/v1/devices/me", "/v1/watch"} {
		a := w.send("GET", path, p.token, nil).want(t, http.StatusServiceUnavailable, changesync.CodeOverloaded)
		if s, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || s < 2 || s > 9 {
			t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
		}
	}
	w.send("GET", "/healthz", "", nil).want(t, 200, "")
	w.send("GET", "/readyz", "", nil).want(t, 200, "")
	w.send("POST", "/v1/devices/"+p.id+"/challenge", "", nil).want(t, 200, "")
	close(release)
	(<-first).want(t, 200, "")
	w.send("GET", "/v1/devices/me", p.token, nil).want(t, 200, "")
}

func TestBodiesShareOneBudget(t *testing.T) {
	w := newWorld(t, api.Options{BodyMemory: 1 << 20})
	p := w.enrol("csm01")
	body := []byte(longText(2 << 20))
	w.send("POST", "/v1/changesets", p.token, body).want(t, http.StatusServiceUnavailable, changesync.CodeOverloaded)
	w.send("POST", "/v1/changesets", p.token, pack(t, "zstd", randomText(2<<20)), "Content-Encoding", "zstd").
		want(t, http.StatusServiceUnavailable, changesync.CodeOverloaded)
	w.send("GET", "/v1/feed?bytes=2097152", p.token, nil).want(t, http.StatusServiceUnavailable, changesync.CodeOverloaded)
	p.pull("")
	if m := string(w.send("GET", "/metrics", "", nil).want(t, 200, "").body); !strings.Contains(m, "\nfieldsync_body_bytes 0\n") {
		t.Errorf("something is still held: %s", m)
	}
}

// randomText does not pack well.
func randomText(n int) []byte {
	out := make([]byte, n)
	x := uint32(1)
	for i := range out {
		x = x*1664525 + 1013904223
		out[i] = 'a' + byte(x>>24)%26
	}
	return out
}

// What goes wrong in the store has a code, and its words stay here.
func TestStoreFailuresAreCodedAndSafe(t *testing.T) {
	for _, c := range []struct {
		at     faultstore.Point
		err    error
		status int
		code   string
	}{
		{faultstore.CommitBefore, changesync.ErrFull, http.StatusInsufficientStorage, "storage_full"},
		{faultstore.CommitBefore, changesync.ErrBusy, http.StatusServiceUnavailable, "overloaded"},
		{faultstore.CommitBefore, errors.New("password=hunter2"), http.StatusInternalServerError, "internal"},
		{faultstore.View, fmt.Errorf("read: %w", changesync.ErrBusy), http.StatusServiceUnavailable, "overloaded"},
		{faultstore.View, errors.New("password=hunter2"), http.StatusInternalServerError, "internal"},
	} {
		w := newWorld(t, api.Options{})
		p := w.enrol("csm01")
		p.pull("")
		p.write("c1", "marketing_grid", "HZ-02")
		body := p.next()
		w.fail(c.at, func() error { return c.err })
		a := w.send("POST", "/v1/changesets", p.token, body).want(t, c.status, c.code)
		if strings.Contains(string(a.body), "hunter2") {
			t.Errorf("the problem tells %s", a.body)
		}
		w.fault.Store(nil)
		w.send("POST", "/v1/changesets", p.token, body).want(t, 200, "")
	}
}

func TestPanicIsAnInternalProblem(t *testing.T) {
	w := newWorld(t, api.Options{})
	p := w.enrol("csm01")
	w.fail(faultstore.View, func() error { panic("hunter2") })
	a := w.send("GET", "/v1/devices/me", p.token, nil).want(t, http.StatusInternalServerError, "internal")
	if strings.Contains(string(a.body), "hunter2") {
		t.Errorf("the problem tells %s", a.body)
	}
	w.send("GET", "/healthz", "", nil).want(t, 200, "")
}

// A sender who stops in the middle is answered and changes nothing.
func TestCutAndSlowBodies(t *testing.T) {
	w := newWorld(t, api.Options{BodyPause: 100 * time.Millisecond})
	p := w.enrol("csm01")
	before := w.fingerprint()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	w.must(err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /v1/changesets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"device\":", p.token)
	w.must(err)
	got := make([]byte, 4096)
	n, err := conn.Read(got)
	w.must(err)
	if s := string(got[:n]); !strings.HasPrefix(s, "HTTP/1.1 400") || !strings.Contains(s, "incomplete_body") {
		t.Errorf("a body that stops is answered %q", s)
	}
	if w.fingerprint() != before {
		t.Error("the store has changed")
	}
}

// stuck is a reader of an answer who takes nothing for a while.
type stuck struct {
	*httptest.ResponseRecorder
	writing, release chan struct{}
}

func (s *stuck) Write(b []byte) (int, error) {
	close(s.writing)
	<-s.release
	return s.ResponseRecorder.Write(b)
}

// Who reads an answer slowly holds no turn: others push meanwhile.
func TestSlowReadersHoldNoTurn(t *testing.T) {
	w := newWorld(t, api.Options{Turns: 1})
	slow, quick := w.enrol("csm01"), w.enrol("am01")
	slow.pull("")
	quick.pull("")
	slow.write("c1", "marketing_grid", "HZ-02")
	quick.write("c1", "marketing_grid", "HZ-03")
	req := httptest.NewRequest("POST", "/v1/changesets", bytes.NewReader(slow.next()))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+slow.token)
	res := &stuck{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	served := make(chan struct{})
	go func() {
		w.api.ServeHTTP(res, req)
		close(served)
	}()
	<-res.writing
	quick.push()
	close(res.release)
	<-served
	if res.Code != 200 {
		t.Errorf("answered %d %s", res.Code, res.Body)
	}
}
