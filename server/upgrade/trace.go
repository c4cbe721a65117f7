package upgrade

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// Exchange is one request with its answer, a line of a trace. Bodies are kept
// as texts, since receipts and runs are signed over their exact bytes.
type Exchange struct {
	At     int64  `json:"at"`     // server clock when it came, Unix ms
	Device string `json:"device"` // who asks, by a name of the story
	Method string `json:"method"`
	Path   string `json:"path"` // with the query
	Token  string `json:"token,omitempty"`
	Body   string `json:"body,omitempty"`
	Status int    `json:"status"`
	Answer string `json:"answer"`
}

// recorder carries a device's requests to the office and notes them.
type recorder struct {
	to     func() http.Handler
	now    func() time.Time
	device string
	note   func(Exchange) // nil: nothing is noted
	left   int            // requests before the line is cut, negative: it holds
}

var errCut = errors.New("the line is cut")

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.left == 0 {
		return nil, errCut
	}
	r.left--
	body, err := bodyOf(req)
	if err != nil {
		return nil, err
	}
	e := Exchange{At: r.now().UnixMilli(), Device: r.device, Method: req.Method, Path: req.URL.RequestURI(), Body: body}
	e.Token = strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	res := e.send(r.to())
	e.Status, e.Answer = res.Code, res.Body.String()
	if r.note != nil {
		r.note(e)
	}
	return res.Result(), nil
}

// bodyOf reads the body as it was before it was packed.
func bodyOf(req *http.Request) (string, error) {
	if req.Body == nil {
		return "", nil
	}
	in := io.Reader(req.Body)
	if req.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(req.Body)
		if err != nil {
			return "", err
		}
		in = z
	}
	raw, err := io.ReadAll(in)
	return string(raw), errors.Join(err, req.Body.Close())
}

// send makes the request anew.
func (e *Exchange) send(to http.Handler) *httptest.ResponseRecorder {
	req := httptest.NewRequest(e.Method, e.Path, strings.NewReader(e.Body))
	if e.Body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if e.Token != "" {
		req.Header.Set("Authorization", "Bearer "+e.Token)
	}
	res := httptest.NewRecorder()
	to.ServeHTTP(res, req)
	return res
}

// traceText is the trace as lines of JSON.
func traceText(list []Exchange) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, e := range list {
		if err := enc.Encode(e); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}
