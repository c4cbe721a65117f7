package bench

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	changesync "fieldsync/sync"

	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// Phone is a device in memory that speaks to a server over HTTP: the real
// replica with the least possible around it, so that measurements show the
// server and tests see its answers as they are.
type Phone struct {
	*changesync.Replica
	server, token string
	client        *http.Client
}

// Refused is an answer other than 200.
type Refused struct {
	Status int
	Code   string // of the problem details, "" if there were none
	Detail string
}

// Error returns "status code: detail".
func (r *Refused) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Detail) }

// Enrol exchanges a code for a device of the server at the address.
func Enrol(ctx context.Context, client *http.Client, server, code string) (*Phone, error) {
	r, err := changesync.OpenReplica(ctx, memstore.NewLocal(), changesync.DeviceOptions{
		Now: time.Now, Random: rand.Reader, App: "bench/1",
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	})
	if err != nil {
		return nil, err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	text := base64.RawURLEncoding.EncodeToString
	body, err := json.Marshal(map[string]string{
		"code": code, "name": "bench", "public_key": text(public),
		"proof": text(ed25519.Sign(private, changesync.EnrolMessage(code, public))),
	})
	if err != nil {
		return nil, err
	}
	p := &Phone{Replica: r, server: server, client: client}
	answer, err := p.do(ctx, http.MethodPost, "/v1/devices", body)
	if err != nil {
		return nil, fmt.Errorf("enrol: %w", err)
	}
	var e changesync.Enrolment
	if err := json.Unmarshal(answer, &e); err != nil {
		return nil, fmt.Errorf("enrol: %w", err)
	}
	p.token = e.Token
	return p, r.Enrolled(ctx, server, private, &e)
}

// MoveTo makes the phone reach the server at another address.
func (p *Phone) MoveTo(server string) { p.server = server }

// Send posts a run and gives the raw answer.
func (p *Phone) Send(ctx context.Context, run []byte) ([]byte, error) {
	return p.do(ctx, http.MethodPost, "/v1/changesets", run)
}

// Push sends the next run and takes the answer; nil when nothing waits.
func (p *Phone) Push(ctx context.Context) (*changesync.Acknowledged, error) {
	out, err := p.NextPush(ctx)
	if err != nil || out == nil {
		return nil, err
	}
	answer, err := p.Send(ctx, out.Body)
	if err != nil {
		return nil, err
	}
	return p.TakeAnswer(ctx, answer)
}

// Pull takes pages until the device is up to date.
func (p *Phone) Pull(ctx context.Context) error {
	for {
		req, err := p.NextPull(ctx)
		if err != nil {
			return err
		}
		q := url.Values{}
		if req.Page != "" {
			q.Set("page", req.Page)
		} else if req.Cursor != "" {
			q.Set("cursor", req.Cursor)
		}
		raw, err := p.do(ctx, http.MethodGet, "/v1/feed?"+q.Encode(), nil)
		if err != nil {
			return err
		}
		got, err := p.TakePage(ctx, raw)
		if err != nil || got.Done {
			return err
		}
	}
}

// Watch opens the stream of wake-ups; close it.
func (p *Phone) Watch(ctx context.Context) (io.ReadCloser, error) {
	res, err := p.ask(ctx, http.MethodGet, "/v1/watch", nil)
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}

func (p *Phone) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	res, err := p.ask(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return io.ReadAll(res.Body)
}

func (p *Phone) ask(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, p.server+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	res, err := p.client.Do(req)
	if err != nil || res.StatusCode < 300 {
		return res, err
	}
	defer res.Body.Close()
	refused := &Refused{Status: res.StatusCode}
	raw, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	var problem struct{ Code, Detail string }
	if json.Unmarshal(raw, &problem) == nil {
		refused.Code, refused.Detail = problem.Code, problem.Detail
	}
	return nil, refused
}

// Rescue hands back what the phone keeps of its changesets from n on.
func (p *Phone) Rescue(ctx context.Context, n uint64) ([]byte, error) {
	rows, err := p.HandBack(ctx, n)
	if err != nil {
		return nil, err
	}
	boxes := make([]string, len(rows))
	for i, r := range rows {
		boxes[i] = base64.RawURLEncoding.EncodeToString(r.Box)
	}
	body, err := json.Marshal(map[string]any{"device": p.Identity().Device, "sealed": boxes})
	if err != nil {
		return nil, err
	}
	return p.do(ctx, http.MethodPost, "/v1/rescue", body)
}
