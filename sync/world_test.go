package changesync_test

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	changesync "fieldsync/sync"

	"fieldsync/models"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// world is an organisation in memory: one server, any number of devices, one
// clock and one source of randomness for all.
type world struct {
	t      testing.TB
	ctx    context.Context
	now    time.Time
	random io.Reader
	store  changesync.Store
	keys   *changesync.ServerKeys
	engine *changesync.Engine
	ids    int
}

type chacha struct{ *rand.ChaCha8 }

func newWorld(t testing.TB) *world {
	w := &world{
		t: t, ctx: context.Background(),
		now:    time.Date(2016, 5, 10, 9, 0, 0, 0, time.FixedZone("CST", 8*3600)),
		random: chacha{rand.NewChaCha8([32]byte{1})},
		store:  memstore.New(),
	}
	seed := make([]byte, 32)
	for i := range seed {
		seed[i] = byte(i)
	}
	open, err := ecdh.X25519().NewPrivateKey(seed)
	w.must(err)
	w.keys = &changesync.ServerKeys{Sign: ed25519.NewKeyFromSeed(seed), Open: open}
	w.start()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) start() {
	w.t.Helper()
	e, err := changesync.NewEngine(w.ctx, w.store, changesync.Options{
		Keys: w.keys, Now: w.clock, Random: w.random, NewID: w.newID,
	})
	w.must(err)
	w.engine = e
	w.t.Cleanup(e.Close)
}

func (w *world) clock() time.Time {
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

func (w *world) newID() string {
	w.ids++
	id := uuid.MustParse("01890000-0000-7000-8000-000000000000")
	for i, n := 15, w.ids; n > 0; i, n = i-1, n>>8 {
		id[i] = byte(n)
	}
	return id.String()
}

// device is a phone or desk.
type device struct {
	w      *world
	local  *memstore.Local
	r      *changesync.Replica
	caller changesync.Device
	user   string
}

func (w *world) device(user string) *device {
	w.t.Helper()
	d := &device{w: w, local: memstore.NewLocal(), user: user}
	d.open()
	public, private, err := ed25519.GenerateKey(w.random)
	w.must(err)
	code, err := w.engine.NewCode(w.ctx, user)
	w.must(err)
	e, err := w.engine.Enrol(w.ctx, code.Code, user+"'s phone", public, ed25519.Sign(private, changesync.EnrolMessage(code.Code, public)))
	w.must(err)
	w.must(d.r.Enrolled(w.ctx, "memory:", private, e))
	d.caller, err = w.engine.Authenticate(w.ctx, e.Token)
	w.must(err)
	d.sync()
	return d
}

func (d *device) open() {
	r, err := changesync.OpenReplica(d.w.ctx, d.local, changesync.DeviceOptions{
		Now: d.w.clock, Random: d.w.random, NewID: d.w.newID, App: "test/1",
	})
	d.w.must(err)
	d.r = r
}

// push sends one run and takes the answer.
func (d *device) push() (*changesync.Acknowledged, error) {
	out, err := d.r.NextPush(d.w.ctx)
	if err != nil || out == nil {
		return nil, err
	}
	answer, err := d.send(out.Body)
	if err != nil {
		return nil, err
	}
	return d.r.TakeAnswer(d.w.ctx, answer)
}

func (d *device) send(body []byte) ([]byte, error) {
	run, err := changesync.DecodeRun(body)
	if err != nil {
		return nil, err
	}
	res, err := d.w.engine.Push(d.w.ctx, d.caller, run)
	if err != nil {
		return nil, err
	}
	return json.Marshal(res)
}

// pull takes pages until the pull is done.
func (d *device) pull() error {
	for {
		req, err := d.r.NextPull(d.w.ctx)
		if err != nil {
			return err
		}
		req.Bytes = 2000 // several pages
		page, err := d.w.engine.Pull(d.w.ctx, d.caller, req)
		var coded *models.Error
		if errors.As(err, &coded) {
			anew := coded.Code == changesync.CodeCursorExpired || coded.Code == changesync.CodeEpochChanged
			if !anew && coded.Code != changesync.CodeRestartPull {
				return err
			}
			if err := d.r.DropPull(d.w.ctx, anew); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		raw, err := page.Encode()
		if err != nil {
			return err
		}
		p, err := d.r.TakePage(d.w.ctx, raw)
		if codeOf(err) == changesync.CodeEpochChanged { // the test hands back
			d.w.must(d.r.AcceptEpoch(d.w.ctx, page.Epoch))
			continue
		}
		if err != nil {
			return err
		}
		if p.Damaged > 0 {
			return fmt.Errorf("%d scopes damaged", p.Damaged)
		}
		if p.Done {
			return nil
		}
	}
}

func (d *device) sync() {
	d.w.t.Helper()
	for {
		ack, err := d.push()
		d.w.must(err)
		if ack == nil {
			break
		}
	}
	d.w.must(d.pull())
}

func (d *device) write(changes ...changesync.Change) *changesync.Written {
	d.w.t.Helper()
	w, err := d.r.Write(d.w.ctx, changes...)
	d.w.must(err)
	return w
}

func set(collection, id string, fields ...string) changesync.Change {
	c := changesync.Change{Key: changesync.Key{Collection: collection, ID: id}, Set: models.Values{}}
	for i := 0; i < len(fields); i += 2 {
		v := fields[i+1]
		if v == "" || (v[0] != '[' && v[0] != '{' && v[0] != '"' && v != "true" && v != "false" && v != "null") {
			b, _ := json.Marshal(v)
			v = string(b)
		}
		c.Set[fields[i]] = json.RawMessage(v)
	}
	return c
}

func (d *device) value(collection, id, field string) string {
	d.w.t.Helper()
	s, err := d.r.Get(d.w.ctx, changesync.Key{Collection: collection, ID: id})
	d.w.must(err)
	if s == nil {
		return "(no record)"
	}
	return string(s.Values[field])
}

func (d *device) standing() *changesync.Standing {
	d.w.t.Helper()
	s, err := d.r.Standing(d.w.ctx)
	d.w.must(err)
	return s
}

// office writes as the server's own device.
func (w *world) office(scope models.Scope, change changesync.Change) {
	w.t.Helper()
	_, err := w.engine.WriteAs(w.ctx, "admin", changesync.Edit{Key: change.Key, Scope: scope, Set: change.Set})
	w.must(err)
}

// people makes the organisation of the story: a customer with its manager
// csm01 and account manager am01, an event at it with a desk of desk01.
func (w *world) people() {
	w.t.Helper()
	w.office("org", set("team", "t1", "name", "政企一班", "kind", "政企VPN", "leader", "s-tl01"))
	for _, u := range []struct{ name, role string }{
		{"csm01", "CSM"}, {"csm02", "CSM"}, {"am01", "AM"}, {"desk01", "DESK"}, {"tl01", "TL"}, {"admin", "ADM"}, {"pm01", "PM"},
	} {
		w.employ(u.name, u.role)
	}
	w.office("customer/c1", set("customer", "c1", "customer_no", "KH0001", "customer_name", "杭州第一机床厂",
		"control_level", "市级", "industry_category", "大企业", "marketing_grid", "HZ-01", "is_vpn_group", "true", "is_industry_app", "false"))
	w.assign("a1", "c1", "csm01", "CSM")
	w.assign("a2", "c1", "am01", "AM")
	w.office("event/e1", set("showcase_event", "e1", "event_no", "E1", "title", "天翼智能秀", "customer", "c1",
		"signup_key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
	w.office("event/e1", set("event_desk", "d1", "event", "e1", "desk_kind", "D1", "operator", "s-desk01"))
}

// employ adds somebody with a role.
func (w *world) employ(user, role string) {
	w.t.Helper()
	w.office("org", set("staff", "s-"+user, "staff_no", user, "name", "员工"+user, "roles", `["`+role+`"]`,
		"team", "t1", "active", "true", "valid_from", "2016-01-01"))
	w.must(w.engine.PutUser(w.ctx, changesync.User{Name: user, Staff: "s-" + user, Active: true}))
}

func (w *world) assign(id, customer, user, post string) {
	w.t.Helper()
	w.office(models.MakeScope(models.ScopeCustomer, customer), set("assignment", id, "customer", customer,
		"staff", "s-"+user, "post", post, "valid_from", "2016-01-01", "reason", "分配"))
}
