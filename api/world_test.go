package api_test

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/faultstore"
	"fieldsync/sync/memstore"
)

// world is a server with people in it, reached over real HTTP; every exchange
// is checked against the server's own document.
type world struct {
	t      testing.TB
	store  changesync.Store
	engine *changesync.Engine
	api    *api.Server
	url    string
	http   *http.Client
	keys   *changesync.ServerKeys
	srv    *httptest.Server
	fault  atomic.Pointer[faultstore.At] // of the store, from the moment it is set
	later  atomic.Int64                  // how far the engine's clock is ahead, ns
}

// now is the engine's clock.
func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.later.Load())) }

// pass lets time pass.
func (w *world) pass(d time.Duration) { w.later.Add(int64(d)) }

// newWorld has the customers c1 of csm01 and am01, and c2 of csm02.
func newWorld(t testing.TB, opt api.Options) *world {
	t.Helper()
	w := &world{t: t}
	w.store = faultstore.Store(memstore.New(), func(p faultstore.Point) error {
		if f := w.fault.Load(); f != nil {
			return (*f)(p)
		}
		return nil
	})
	w.openEngine()
	w.people()
	var err error
	if w.api, err = api.New(w.engine, opt); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = api.NewHTTPServer(w.api, nil)
	srv.Start()
	t.Cleanup(func() {
		w.api.Close()
		srv.Close()
	})
	w.url, w.srv = srv.URL, srv
	w.http = &http.Client{Transport: newChecked(t, w.api)}
	t.Cleanup(w.http.CloseIdleConnections)
	return w
}

// fail makes the store fail from now on, at the named point.
func (w *world) fail(at faultstore.Point, fn func() error) {
	f := faultstore.At(func(p faultstore.Point) error {
		if p == at {
			return fn()
		}
		return nil
	})
	w.fault.Store(&f)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// openEngine opens another engine on the store, as after a restart.
func (w *world) openEngine() {
	w.t.Helper()
	if w.keys == nil {
		_, sign, err := ed25519.GenerateKey(rand.Reader)
		w.must(err)
		open, err := ecdh.X25519().GenerateKey(rand.Reader)
		w.must(err)
		w.keys = &changesync.ServerKeys{Sign: sign, Open: open}
	}
	var err error
	w.engine, err = changesync.NewEngine(context.Background(), w.store, changesync.Options{
		Keys: w.keys, Now: w.now, Random: rand.Reader, NewID: newID,
	})
	w.must(err)
	w.t.Cleanup(w.engine.Close)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func text(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return b
}

func (w *world) office(scope models.Scope, collection, id string, set models.Values) {
	w.t.Helper()
	_, err := w.engine.WriteAs(context.Background(), "admin", changesync.Edit{
		Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: set,
	})
	w.must(err)
}

func (w *world) people() {
	w.t.Helper()
	for _, c := range []string{"c1", "c2"} {
		w.office(models.Scope("customer/"+c), "customer", c, models.Values{"customer_name": text("杭州第一机床厂 <" + c + ">")})
	}
	for user, customer := range map[string]string{"csm01": "c1", "am01": "c1", "csm02": "c2"} {
		w.office("org", "staff", user, models.Values{"name": text(user), "active": json.RawMessage("true")})
		w.office(models.Scope("customer/"+customer), "assignment", "a-"+user, models.Values{
			"customer": text(customer), "staff": text(user), "post": text("CSM")})
		w.must(w.engine.PutUser(context.Background(), changesync.User{Name: user, Staff: user, Active: true}))
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) code() string {
	var p struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(a.body, &p) != nil {
		return ""
	}
	return p.Code
}

// send makes a request; header pairs follow the body.
func (w *world) send(method, path, token string, body []byte, header ...string) answer {
	w.t.Helper()
	req, err := http.NewRequest(method, w.url+path, bytes.NewReader(body))
	w.must(err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.http.Do(req)
	w.must(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	w.must(err)
	return answer{res.StatusCode, res.Header, raw}
}

// want fails unless the answer has the status and, for problems, the code.
func (a answer) want(t testing.TB, status int, code string) answer {
	t.Helper()
	if a.status != status || code != "" && a.code() != code {
		t.Fatalf("got %d %s, want %d %s", a.status, a.body, status, code)
	}
	return a
}

func (a answer) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func toJSON(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// phone is a device that syncs over HTTP.
type phone struct {
	*changesync.Replica
	w     *world
	token string
	id    string
	key   ed25519.PrivateKey
}

func (w *world) enrol(user string) *phone {
	w.t.Helper()
	r, err := changesync.OpenReplica(context.Background(), memstore.NewLocal(), changesync.DeviceOptions{
		Now: time.Now, Random: rand.Reader, NewID: newID, App: "test",
	})
	w.must(err)
	public, key, err := ed25519.GenerateKey(rand.Reader)
	w.must(err)
	code, err := w.engine.NewCode(context.Background(), user)
	w.must(err)
	a := w.send("POST", "/v1/devices", "", toJSON(w.t, map[string]string{
		"code": strings.ToLower(code.Code), "name": "phone of " + user, "public_key": b64(public),
		"proof": b64(ed25519.Sign(key, changesync.EnrolMessage(code.Code, public))),
	})).want(w.t, http.StatusCreated, "")
	var e changesync.Enrolment
	a.into(w.t, &e)
	w.must(r.Enrolled(context.Background(), w.url, key, &e))
	return &phone{Replica: r, w: w, token: e.Token, id: e.Device, key: key}
}

// write makes a changeset.
func (p *phone) write(customer, field, value string) {
	p.w.t.Helper()
	_, err := p.Write(context.Background(), changesync.Change{
		Key: changesync.Key{Collection: "customer", ID: customer}, Set: models.Values{field: text(value)},
	})
	p.w.must(err)
}

// next is the body of the next push.
func (p *phone) next() []byte {
	p.w.t.Helper()
	out, err := p.NextPush(context.Background())
	p.w.must(err)
	if out == nil {
		p.w.t.Fatal("nothing waits to be pushed")
	}
	return out.Body
}

func (p *phone) push() answer {
	p.w.t.Helper()
	a := p.w.send("POST", "/v1/changesets", p.token, p.next()).want(p.w.t, 200, "")
	_, err := p.TakeAnswer(context.Background(), a.body)
	p.w.must(err)
	return a
}

// pull pulls until all is there and tells in how many pages.
func (p *phone) pull(query string) (pages int) {
	p.w.t.Helper()
	for {
		req, err := p.NextPull(context.Background())
		p.w.must(err)
		a := p.w.send("GET", "/v1/feed?"+pullQuery(req)+query, p.token, nil).want(p.w.t, 200, "")
		got, err := p.TakePage(context.Background(), a.body)
		p.w.must(err)
		if pages++; got.Done {
			return pages
		}
	}
}

func (p *phone) shows(customer, field string) string {
	p.w.t.Helper()
	seen, err := p.Get(context.Background(), changesync.Key{Collection: "customer", ID: customer})
	p.w.must(err)
	if seen == nil {
		return ""
	}
	var s string
	p.w.must(json.Unmarshal(seen.Values[field], &s))
	return s
}
