// Package wire is the protocol between a device and the server as HTTP: paths,
// bodies, answers and refusals. It is a mobile.Transport over whatever carries
// requests, net/http natively and fetch in the browser, and imports neither.
package wire

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"

	mobile "fieldsync/mobile-client"
	"fieldsync/sync"
)

// Request is one HTTP request.
type Request struct {
	Method string
	URL    string
	Token  string // for the Authorization header, "" for none
	Body   []byte // JSON, nil for none
	// Limit is the largest answer to accept, in bytes after decompression.
	Limit int64
}

// Response is what came back.
type Response struct {
	Status      int
	ContentType string
	RetryAfter  string // the header, as it came
	Body        []byte
}

// Carrier carries requests.
type Carrier interface {
	// Do carries a request and reads the whole answer, within its own time limit.
	// An error means that no whole answer came.
	Do(ctx context.Context, req *Request) (*Response, error)
	// Stream carries a request whose answer goes on. When it is accepted (200),
	// opened is called once, then chunk with each piece, until the stream ends:
	// that is an error too. A refused one comes back whole.
	Stream(ctx context.Context, req *Request, opened func(), chunk func([]byte)) (*Response, error)
}

// Transport speaks the protocol over a carrier.
type Transport struct {
	Carrier Carrier
}

var _ mobile.Transport = Transport{}

// smallAnswer bounds answers that are a few values; a push answers with up to
// a thousand receipts of a few kilobytes each.
const (
	smallAnswer = 64 << 10
	pushAnswer  = 32 << 20
)

// Enrol implements mobile.Transport.
func (t Transport) Enrol(ctx context.Context, server string, req mobile.EnrolRequest) (*changesync.Enrolment, error) {
	out := &changesync.Enrolment{}
	return out, t.json(ctx, mobile.Endpoint{URL: server}, "POST", "/v1/devices", enrolBody{
		Code: req.Code, Name: req.Name, User: req.User, PublicKey: text64(req.PublicKey), Proof: text64(req.Proof),
	}, out)
}

type enrolBody struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	User      string `json:"user,omitempty"`
	PublicKey string `json:"public_key"`
	Proof     string `json:"proof"`
}

// Challenge implements mobile.Transport.
func (t Transport) Challenge(ctx context.Context, at mobile.Endpoint) (string, error) {
	var out struct {
		Nonce string `json:"nonce"`
	}
	err := t.json(ctx, mobile.Endpoint{URL: at.URL}, "POST", devicePath(at)+"/challenge", nil, &out)
	return out.Nonce, err
}

// Token implements mobile.Transport.
func (t Transport) Token(ctx context.Context, at mobile.Endpoint, req mobile.TokenRequest) (*mobile.Token, error) {
	var out struct {
		Token   string `json:"token"`
		Expires int64  `json:"expires"`
	}
	err := t.json(ctx, mobile.Endpoint{URL: at.URL}, "POST", devicePath(at)+"/token", tokenBody{
		Nonce: req.Nonce, Proof: text64(req.Proof), OldToken: req.OldToken, Certificate: req.Certificate,
	}, &out)
	return &mobile.Token{Token: out.Token, Expires: out.Expires}, err
}

type tokenBody struct {
	Nonce    string `json:"nonce"`
	Proof    string `json:"proof"`
	OldToken string `json:"old_token,omitempty"`
	// Certificate: see mobile.TokenRequest.
	Certificate string `json:"certificate,omitempty"`
}

// Push implements mobile.Transport.
func (t Transport) Push(ctx context.Context, at mobile.Endpoint, run []byte) ([]byte, error) {
	return t.call(ctx, at, "POST", "/v1/changesets", run, pushAnswer)
}

// Feed implements mobile.Transport.
func (t Transport) Feed(ctx context.Context, at mobile.Endpoint, req changesync.PullRequest) ([]byte, error) {
	q := query("/v1/feed?")
	if req.Page != "" {
		q.add("page", req.Page)
	} else {
		if req.Cursor != "" {
			q.add("cursor", req.Cursor)
		}
		for _, s := range req.Refresh {
			q.add("refresh", string(s))
		}
	}
	if req.Bytes > 0 {
		q.add("bytes", strconv.Itoa(req.Bytes))
	}
	path := string(q[:len(q)-1])
	return t.call(ctx, at, "GET", path, nil, changesync.MaxPageBytes)
}

// Rescue implements mobile.Transport.
func (t Transport) Rescue(ctx context.Context, at mobile.Endpoint, req mobile.RescueRequest) error {
	body := rescueBody{Device: req.Device}
	for _, box := range req.Sealed {
		body.Sealed = append(body.Sealed, text64(box))
	}
	var out struct {
		Refused []struct {
			Code   string `json:"code"`
			Detail string `json:"detail"`
		} `json:"refused"`
	}
	if err := t.json(ctx, at, "POST", "/v1/rescue", body, &out); err != nil {
		return err
	}
	for _, r := range out.Refused {
		return refusalOf(r.Code, "sealed", r.Detail, "")
	}
	return nil
}

// Reveal implements mobile.Transport.
func (t Transport) Reveal(ctx context.Context, at mobile.Endpoint, req mobile.RevealRequest) (json.RawMessage, error) {
	var out struct {
		Value json.RawMessage `json:"value"`
	}
	err := t.json(ctx, at, "POST", "/v1/reveals", req, &out)
	return out.Value, err
}

// Wipe implements mobile.Transport.
func (t Transport) Wipe(ctx context.Context, at mobile.Endpoint) (*changesync.Wipe, error) {
	var out struct {
		Wipe *changesync.Wipe `json:"wipe"`
	}
	err := t.json(ctx, at, "GET", "/v1/devices/me", nil, &out)
	return out.Wipe, err
}

// ReportWipe implements mobile.Transport.
func (t Transport) ReportWipe(ctx context.Context, at mobile.Endpoint, r changesync.WipeReport) error {
	var out struct{}
	return t.json(ctx, at, "POST", "/v1/devices/me/wipe", wipeBody{r.Order, r.State, r.Unsent, text64(r.Proof)}, &out)
}

type wipeBody struct {
	Order  string `json:"order"`
	State  string `json:"state"`
	Unsent int    `json:"unsent"`
	Proof  string `json:"proof"`
}

type rescueBody struct {
	Device string   `json:"device"`
	Sealed []string `json:"sealed"`
}

// json calls with a JSON body and reads a JSON answer.
func (t Transport) json(ctx context.Context, at mobile.Endpoint, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	answer, err := t.call(ctx, at, method, path, body, pushAnswer)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return strange("its answer cannot be read: " + err.Error())
	}
	return nil
}

func (t Transport) call(ctx context.Context, at mobile.Endpoint, method, path string, body []byte, limit int64) ([]byte, error) {
	res, err := t.Carrier.Do(ctx, &Request{Method: method, URL: at.URL + path, Token: at.Token, Body: body, Limit: limit})
	if err != nil {
		return nil, err
	}
	if res.Status/100 != 2 {
		return nil, refusal(res)
	}
	if !isJSON(res.ContentType) {
		// The log-in page of a hotel's network, or a proxy's idea of an answer.
		return nil, strange("it answers with " + res.ContentType)
	}
	return res.Body, nil
}

func devicePath(at mobile.Endpoint) string { return "/v1/devices/" + escape(at.Device) }

func text64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
