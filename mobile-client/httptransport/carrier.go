// Package httptransport carries a device's calls over net/http. It is apart
// from the client so that the browser's build stays small.
package httptransport

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/wire"
	"fieldsync/models"
)

// Options tune the transport; the zero value is what a device uses.
type Options struct {
	// Timeout bounds one call from the first byte to the last; 0: 90 s, which a
	// page of half a megabyte needs on a poor network.
	Timeout time.Duration
	// Quiet is how long a stream of news may be silent before it counts as dead;
	// the server sends a sign of life every 25 s. 0: 65 s.
	Quiet time.Duration
	// UserAgent names program and version; "": "fieldsync".
	UserAgent string
	// Base carries the requests; nil: an http.Transport of its own.
	Base http.RoundTripper
}

// New makes a transport. Close idle connections with CloseIdle when done.
func New(opt Options) *Transport {
	if opt.Timeout == 0 {
		opt.Timeout = 90 * time.Second
	}
	if opt.Quiet == 0 {
		opt.Quiet = 65 * time.Second
	}
	if opt.UserAgent == "" {
		opt.UserAgent = "fieldsync"
	}
	if opt.Base == nil {
		opt.Base = &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   15 * time.Second,
			ResponseHeaderTimeout: opt.Timeout,
			IdleConnTimeout:       60 * time.Second,
			MaxIdleConnsPerHost:   2,
			ForceAttemptHTTP2:     true,
		}
	}
	c := &carrier{opt: opt, client: &http.Client{Transport: opt.Base, CheckRedirect: noRedirect}}
	return &Transport{Transport: wire.Transport{Carrier: c}, client: c.client}
}

// Transport is a mobile.Transport over net/http.
type Transport struct {
	wire.Transport
	client *http.Client
}

var _ mobile.Transport = (*Transport)(nil)

// CloseIdle closes connections that nobody uses.
func (t *Transport) CloseIdle() { t.client.CloseIdleConnections() }

// noRedirect keeps the token from being carried to another host.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

type carrier struct {
	opt    Options
	client *http.Client
}

// Do implements wire.Carrier.
func (c *carrier) Do(ctx context.Context, req *wire.Request) (*wire.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	res, err := c.send(ctx, req, "application/json")
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	return whole(res, req.Limit)
}

// whole reads an answer to its end, within the limit after decompression.
func whole(res *http.Response, limit int64) (*wire.Response, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("the answer has more than %d bytes", limit)
	}
	return &wire.Response{
		Status: res.StatusCode, ContentType: res.Header.Get("Content-Type"),
		RetryAfter: res.Header.Get("Retry-After"), Body: body,
	}, nil
}

// packFrom is the size from which compressing a body is worth it.
const packFrom = 1 << 10

func (c *carrier) send(ctx context.Context, req *wire.Request, accept string) (*http.Response, error) {
	body, packed, err := pack(req.Body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, req.Method, req.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", accept)
	r.Header.Set("User-Agent", c.opt.UserAgent)
	if req.Body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if packed {
		r.Header.Set("Content-Encoding", "gzip")
	}
	if req.Token != "" {
		r.Header.Set("Authorization", "Bearer "+req.Token)
	}
	res, err := c.client.Do(r)
	if untrusted, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return nil, &models.Error{Code: mobile.CodeCertificate, Field: "server", Message: "the server's certificate is not trusted", ZH: "服务器证书不受信任",
			Hint: "check the address and the clock of this device, or ask who runs the server", HintZH: "请核对地址和本机时钟,或联系服务器管理员", Err: untrusted}
	}
	return res, err
}

func pack(body []byte) (out []byte, packed bool, err error) {
	if len(body) < packFrom {
		return body, false, nil
	}
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if _, err = z.Write(body); err == nil {
		err = z.Close()
	}
	return buf.Bytes(), true, err
}
