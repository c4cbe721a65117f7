package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"fieldsync/api"
	"fieldsync/sync"
)

func pullQuery(req changesync.PullRequest) string {
	v := url.Values{}
	if req.Cursor != "" {
		v.Set("cursor", req.Cursor)
	}
	if req.Page != "" {
		v.Set("page", req.Page)
	}
	for _, s := range req.Refresh {
		v.Add("refresh", string(s))
	}
	return v.Encode()
}

// fetchDocument reads /openapi.json.
func fetchDocument(t testing.TB, s *api.Server) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	if w.Code != 200 {
		t.Fatalf("openapi.json: %d %s", w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// loadDocument parses it; closed makes every object refuse members that it
// does not name, so that an answer cannot have an undocumented one.
func loadDocument(t testing.TB, raw []byte, closed bool) *openapi3.T {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if closed {
		for _, s := range doc["components"].(map[string]any)["schemas"].(map[string]any) {
			s.(map[string]any)["additionalProperties"] = false
		}
	}
	raw, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// checked sends requests on and holds each exchange against the document.
type checked struct {
	t      testing.TB
	router routers.Router
	next   http.RoundTripper
	mu     sync.Mutex
	seen   map[string]bool // "METHOD /path status" of what was checked
}

func newChecked(t testing.TB, s *api.Server) *checked {
	t.Helper()
	doc := loadDocument(t, fetchDocument(t, s), true)
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	// Compression is asked for and undone by hand.
	return &checked{t: t, router: router, next: &http.Transport{DisableCompression: true}, seen: map[string]bool{}}
}

func (c *checked) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	res, err := c.next.RoundTrip(r)
	if err != nil || strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return res, err
	}
	raw, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		return res, err
	}
	plain, err := expand(res.Header.Get("Content-Encoding"), raw)
	if err != nil {
		c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	res.Body = io.NopCloser(bytes.NewReader(plain))
	c.check(r, body, res, plain)
	return res, nil
}

func expand(encoding string, raw []byte) ([]byte, error) {
	switch encoding {
	case "gzip":
		r, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	case "zstd":
		d, err := zstd.NewReader(nil)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		return d.DecodeAll(raw, nil)
	}
	return raw, nil
}

// check: what succeeds was asked for as documented, and every answer has a
// documented status, media type and body.
func (c *checked) check(r *http.Request, sent []byte, res *http.Response, got []byte) {
	for _, name := range []string{"X-Content-Type-Options", "Content-Security-Policy", "X-Request-Id"} {
		if res.Header.Get(name) == "" {
			c.t.Errorf("%s %s: the answer has no %s", r.Method, r.URL.Path, name)
		}
	}
	clone := r.Clone(r.Context())
	clone.URL.Scheme, clone.URL.Host, clone.Host = "", "", ""
	route, params, err := c.router.FindRoute(clone)
	if err != nil {
		if res.StatusCode != 404 && res.StatusCode != 405 {
			c.t.Errorf("%s %s is not in the document and answers %d", r.Method, r.URL.Path, res.StatusCode)
		}
		return
	}
	c.note(r.Method + " " + route.Path + " " + res.Status[:3])
	opt := &openapi3filter.Options{IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	if enc := r.Header.Get("Content-Encoding"); enc != "" {
		sent, _ = expand(enc, sent)
	}
	clone.Body, clone.GetBody, clone.ContentLength = io.NopCloser(bytes.NewReader(sent)), nil, int64(len(sent))
	clone.Header.Del("Content-Encoding")
	in := &openapi3filter.RequestValidationInput{Request: clone, PathParams: params, Route: route, Options: opt}
	if res.StatusCode < 300 {
		if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
			c.t.Errorf("%s %s was answered %d, but: %v", r.Method, r.URL.Path, res.StatusCode, err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: res.StatusCode, Header: res.Header, Options: opt,
		Body: io.NopCloser(bytes.NewReader(got)),
	}
	if err := openapi3filter.ValidateResponse(r.Context(), out); err != nil {
		c.t.Errorf("%s %s: the answer %d %.300s is not as documented: %v", r.Method, r.URL.Path, res.StatusCode, got, err)
	}
}

func (c *checked) note(exchange string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[exchange] = true
}
