package httptransport_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/httptransport"
	"fieldsync/models"
	"fieldsync/sync"
)

var ctx = context.Background()

// server answers as the handler does; the endpoint leads there.
func server(t *testing.T, handler http.HandlerFunc) mobile.Endpoint {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return mobile.Endpoint{URL: s.URL, Device: "dev/1", Token: "secret"}
}

func answer(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestPushIsPackedAndExact(t *testing.T) {
	run := []byte(`{"device":"x","changesets":[` + strings.Repeat(`"<数据>",`, 500) + `null]}`)
	const receipts = `{"receipts":[{"a":"<&>"}],"expected_n":2,"time":3}`
	at := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("Authorization") != "Bearer secret" || r.URL.Path != "/v1/changesets" {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Error(err)
			return
		}
		if body, err := io.ReadAll(z); err != nil || !bytes.Equal(body, run) {
			t.Errorf("the body changed on its way: %v", err)
		}
		answer(w, 200, "application/json", receipts)
	})
	got, err := httptransport.New(httptransport.Options{}).Push(ctx, at, run)
	if err != nil || string(got) != receipts {
		t.Errorf("%s %v", got, err)
	}
}

func TestFeedRequest(t *testing.T) {
	for want, req := range map[string]changesync.PullRequest{
		"/v1/feed":            {},
		"/v1/feed?bytes=2000": {Bytes: 2000},
		"/v1/feed?cursor=c%2B&refresh=customer%2F1&refresh=org": {Cursor: "c+", Refresh: []models.Scope{"customer/1", "org"}},
		"/v1/feed?page=p": {Page: "p", Cursor: "not sent", Refresh: []models.Scope{"org"}},
	} {
		at := server(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RequestURI() != want {
				t.Errorf("asked %s, want %s", r.URL.RequestURI(), want)
			}
			answer(w, 200, "application/json", `{}`)
		})
		if _, err := httptransport.New(httptransport.Options{}).Feed(ctx, at, req); err != nil {
			t.Error(err)
		}
	}
}

// TestAnswers: what each kind of bad answer means to the client.
func TestAnswers(t *testing.T) {
	problem := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			answer(w, status, "application/problem+json", body)
		}
	}
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		code    string
		retry   time.Duration
		n       uint64
	}{
		"coded":         {problem(409, `{"code":"expected_n","detail":"send from there","expected_n":5}`), "expected_n", 7 * time.Second, 5},
		"busy":          {problem(503, `{"code":"overloaded","title":"busy"}`), "overloaded", 7 * time.Second, 0},
		"proxy":         {func(w http.ResponseWriter, _ *http.Request) { answer(w, 502, "text/html", "<h1>Bad gateway") }, "unavailable", 0, 0},
		"log-in page":   {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, "text/html", "<h1>Welcome") }, "unavailable", 0, 0},
		"other place":   {http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound).ServeHTTP, "unavailable", 0, 0},
		"uncoded":       {problem(400, `{"title":"x"}`), "unavailable", 7 * time.Second, 0},
		"not an answer": {problem(400, `{`), "unavailable", 7 * time.Second, 0},
		"cut in between": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			answer(w, 200, "application/json", "{")
		}, "", 0, 0},
		"too long": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, "application/json", strings.Repeat(" ", changesync.MaxPageBytes+1))
		}, "", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			at := server(t, c.handler)
			_, err := httptransport.New(httptransport.Options{}).Feed(ctx, at, changesync.PullRequest{})
			if err == nil || mobile.CodeOf(err) != c.code {
				t.Fatalf("%v, want the code %q", err, c.code)
			}
			if refused, ok := err.(*mobile.ServerError); ok && (refused.RetryAfter != c.retry || refused.ExpectedN != c.n) {
				t.Errorf("%+v", refused)
			}
		})
	}
}

func TestTimeLimit(t *testing.T) {
	at := server(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, err := httptransport.New(httptransport.Options{Timeout: 50 * time.Millisecond}).Feed(ctx, at, changesync.PullRequest{})
	if err == nil {
		t.Error("a server that says nothing was waited for")
	}
}

func TestWatch(t *testing.T) {
	stop := make(chan struct{})
	at := server(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, piece := range []string{"retry: 3000\n\nev", "ent: change\ndata: {}\n", "\n", ": still here\n\n", "event: other\n\n", "event: change\r\n\r\n"} {
			_, _ = io.WriteString(w, piece)
			_ = http.NewResponseController(w).Flush()
		}
		<-stop
	})
	wakes := 0
	done := make(chan error, 1)
	go func() {
		done <- httptransport.New(httptransport.Options{Quiet: time.Minute}).Watch(ctx, at, func() {
			if wakes++; wakes == 3 { // connected, and two events
				close(stop)
			}
		})
	}()
	if err := <-done; err == nil || wakes != 3 {
		t.Errorf("%d wakes, %v", wakes, err)
	}
}

func TestWatchGoesQuiet(t *testing.T) {
	at := server(t, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	err := httptransport.New(httptransport.Options{Quiet: 50 * time.Millisecond}).Watch(ctx, at, func() {})
	if err == nil || !strings.Contains(err.Error(), "quiet") {
		t.Errorf("%v", err)
	}
}

func TestWatchRefused(t *testing.T) {
	at := server(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 401, "application/problem+json", `{"code":"token_expired"}`)
	})
	err := httptransport.New(httptransport.Options{}).Watch(ctx, at, func() { t.Error("woken by a refusal") })
	if mobile.CodeOf(err) != changesync.CodeTokenExpired {
		t.Error(err)
	}
}
