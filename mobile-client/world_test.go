package mobile_test

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

var ctx = context.Background()

// world is an organisation with a real engine in memory and one clock.
type world struct {
	testing.TB
	mu     sync.Mutex // guards now and ids
	now    time.Time
	random io.Reader
	store  *memstore.Store
	keys   *changesync.ServerKeys
	engine *changesync.Engine
	life   time.Duration
	ids    int
}

func newWorld(t testing.TB) *world {
	seed := make([]byte, 32)
	open, err := ecdh.X25519().NewPrivateKey(append(seed[:31:31], 1))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		TB: t, now: time.Date(2016, 5, 10, 9, 0, 0, 0, models.China), random: &safeRandom{from: rand.NewChaCha8([32]byte{1})},
		store: memstore.New(), keys: &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(seed), Open: open},
	}
	w.start()
	w.people()
	return w
}

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

// start begins an engine over the store, as a server does that comes up.
func (w *world) start() {
	w.Helper()
	e, err := changesync.NewEngine(ctx, w.store, changesync.Options{
		Keys: w.keys, Now: w.clock, Random: w.random, NewID: w.newID, TokenLife: w.life,
	})
	w.ok(err)
	w.engine = e
	w.Cleanup(e.Close)
}

func (w *world) newID() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ids++
	return "01890000-0000-7000-8000-" + string([]byte{'a' + byte(w.ids>>12&15), 'a' + byte(w.ids>>8&15), 'a' + byte(w.ids>>4&15), 'a' + byte(w.ids&15)}) + "00000000"
}

func (w *world) office(scope models.Scope, collection, id, set string) {
	w.Helper()
	_, err := w.engine.WriteAs(ctx, "admin", changesync.Edit{
		Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: values(w, set),
	})
	w.ok(err)
}

func values(t testing.TB, text string) models.Values {
	t.Helper()
	var v models.Values
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// people makes a customer with csm01 and am01, and an event with desk01.
func (w *world) people() {
	w.Helper()
	w.office("org", "team", "t1", `{"name":"政企一班","kind":"政企VPN","leader":"s-tl01"}`)
	for name, role := range map[string]string{"csm01": "CSM", "csm02": "CSM", "am01": "AM", "desk01": "DESK"} {
		w.office("org", "staff", "s-"+name, `{"staff_no":"`+name+`","name":"员工","roles":["`+role+`"],"team":"t1","active":true,"valid_from":"2016-01-01"}`)
		w.ok(w.engine.PutUser(ctx, changesync.User{Name: name, Staff: "s-" + name, Active: true}))
	}
	w.office("customer/c1", "customer", "c1", `{"customer_no":"KH0001","customer_name":"杭州第一机床厂","control_level":"市级",
		"industry_category":"大企业","marketing_grid":"HZ-01","is_vpn_group":true,"is_industry_app":false}`)
	w.assign("a1", "csm01", "CSM")
	w.assign("a2", "am01", "AM")
	w.office("event/e1", "showcase_event", "e1", `{"event_no":"E1","title":"天翼智能秀","customer":"c1","normaliser_version":1,
		"signup_key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}`)
	w.office("event/e1", "event_desk", "d1", `{"event":"e1","desk_kind":"D1","operator":"s-desk01"}`)
}

func (w *world) assign(id, user, post string) {
	w.Helper()
	w.office("customer/c1", "assignment", id, `{"customer":"c1","staff":"s-`+user+`","post":"`+post+`","valid_from":"2016-01-01","reason":"分配"}`)
}

// phone is a client with its database and its line to the server.
type phone struct {
	*mobile.Client
	w     *world
	local *memstore.Local
	line  *line
}

// device opens a new client and enrols it.
func (w *world) device(user string) *phone {
	w.Helper()
	p := w.open(memstore.NewLocal())
	p.enrol(user)
	p.sync()
	return p
}

func (w *world) open(local *memstore.Local) *phone {
	w.Helper()
	p := &phone{w: w, local: local, line: &line{w: w}}
	p.restart(mobile.Options{})
	return p
}

// restart opens the client anew on the same data.
func (p *phone) restart(opt mobile.Options) {
	p.w.Helper()
	opt.Local, opt.Transport, opt.Random, opt.App = p.local.Again(), p.line, p.w.random, "test/1"
	if opt.Now == nil {
		opt.Now = p.w.clock
	}
	opt.PageBytes = 2000 // several pages
	c, err := mobile.Open(ctx, opt)
	p.w.ok(err)
	p.Client = c
}

func (p *phone) enrol(user string) {
	p.w.Helper()
	code, err := p.w.engine.NewCode(ctx, user)
	p.w.ok(err)
	p.w.ok(p.Enrol(ctx, "http://127.0.0.1/", code.Code, user+"'s phone"))
}

func (p *phone) sync() mobile.Summary {
	p.w.Helper()
	sum, err := p.Sync(ctx)
	p.w.ok(err)
	return sum
}

func (p *phone) put(collection, id, set string) *mobile.Written {
	p.w.Helper()
	written, err := p.Put(ctx, collection, id, values(p.w, set))
	p.w.ok(err)
	return written
}

func (p *phone) status() *mobile.Status {
	p.w.Helper()
	s, err := p.Status(ctx)
	p.w.ok(err)
	return s
}

// value is what the device shows, "-" when it has no such record.
func (p *phone) value(collection, id, field string) string {
	p.w.Helper()
	rec, err := p.Get(ctx, collection, id)
	if mobile.CodeOf(err) == changesync.CodeNotFound {
		return "-"
	}
	p.w.ok(err)
	return string(rec.Values[field])
}

// code asserts the code of an error.
func (w *world) code(err error, want string) {
	w.Helper()
	if got := mobile.CodeOf(err); got != want || err == nil {
		w.Fatalf("error %v, want the code %s", err, want)
	}
}

const keyPerson = `{"customer":"c1","kp_name":"王建国","gender":"男","department":"信息科","position":"科长","position_rank":"科级或同等级别",
	"birthday":"1970-05-10","home_address":"浙江省杭州市西湖区文三路1号","kp_service_manager":"s-csm01","fault_level":"一级","qq_no":"10001",
	"own_mobile":"13800000001"}`

// safeRandom is a source of randomness for several goroutines.
type safeRandom struct {
	mu   sync.Mutex
	from io.Reader
}

func (r *safeRandom) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from.Read(b)
}
