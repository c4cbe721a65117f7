package httptransport_test

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"fieldsync/api"
	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/httptransport"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// office is a real server over HTTP.
type office struct {
	engine *changesync.Engine
	url    string
	now    func() time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{now: time.Now}
	_, sign, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	keys := &changesync.ServerKeys{Sign: sign, Open: must[*ecdh.PrivateKey](t)(ecdh.X25519().GenerateKey(rand.Reader))}
	o.engine = must[*changesync.Engine](t)(changesync.NewEngine(ctx, memstore.New(), changesync.Options{
		Keys: keys, Now: func() time.Time { return o.now() }, Random: rand.Reader,
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	}))
	t.Cleanup(o.engine.Close)
	s := must[*api.Server](t)(api.New(o.engine, api.Options{}))
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	t.Cleanup(s.Close)
	o.url = web.URL
	o.write(t, "org", "staff", "s-a", `{"staff_no":"1","name":"员工","roles":["ADM"],"team":"t1","active":true,"valid_from":"2016-01-01"}`)
	if err := o.engine.PutUser(ctx, changesync.User{Name: "admin01", Staff: "s-a", Active: true}); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) write(t *testing.T, scope models.Scope, collection, id, set string) {
	t.Helper()
	var v models.Values
	if err := json.Unmarshal([]byte(set), &v); err != nil {
		t.Fatal(err)
	}
	must[uint64](t)(o.engine.WriteAs(ctx, "admin", changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: v}))
}

func (o *office) phone(t *testing.T, synced func(mobile.Summary, error)) *mobile.Client {
	t.Helper()
	transport := httptransport.New(httptransport.Options{})
	t.Cleanup(transport.CloseIdle)
	c := must[*mobile.Client](t)(mobile.Open(ctx, mobile.Options{
		Local: memstore.NewLocal(), Transport: transport, Now: func() time.Time { return o.now() }, Synced: synced, PageBytes: 3000,
	}))
	code := must[changesync.Code](t)(o.engine.NewCode(ctx, "admin01"))
	if err := c.Enrol(ctx, o.url+"/", code.Code, "李的手机"); err != nil {
		t.Fatal(err)
	}
	return c
}

const customer = `{"customer_no":"KH1","customer_name":"杭州第一机床厂 <&>","control_level":"市级","industry_category":"大企业",
	"marketing_grid":"HZ-01","is_vpn_group":true,"is_industry_app":false}`

// TestAgainstTheServer speaks every part of the protocol with the real routes.
func TestAgainstTheServer(t *testing.T) {
	o := newOffice(t)
	a, b := o.phone(t, nil), o.phone(t, nil)
	for range 20 {
		var v models.Values
		_ = json.Unmarshal([]byte(customer), &v)
		must[*mobile.Written](t)(a.Put(ctx, "customer", "", v))
	}
	if sum := must[mobile.Summary](t)(a.Sync(ctx)); sum.Pushed != 20 || sum.Quarantined != 0 {
		t.Errorf("%+v", sum)
	}
	must[mobile.Summary](t)(b.Sync(ctx))
	if list := must[[]*mobile.Record](t)(b.List(ctx, "customer", "", 100)); len(list) != 20 {
		t.Errorf("%d customers arrived", len(list))
	}
	// A token that has run out is renewed by proof of the key.
	o.now = func() time.Time { return time.Now().Add(200 * 24 * time.Hour) }
	must[mobile.Summary](t)(a.Sync(ctx))
	// Another server: the address is the same, the history is not.
	if err := o.engine.BeginEpoch(ctx); err != nil {
		t.Fatal(err)
	}
	must[mobile.Summary](t)(a.Sync(ctx))
	if s := must[*mobile.Status](t)(a.Status(ctx)); s.State != mobile.StateUpToDate {
		t.Errorf("%+v %+v", s, s.Trouble)
	}
	code := must[changesync.Code](t)(o.engine.NewCode(ctx, "admin01"))
	if err := a.Enrol(ctx, o.url, "WRONG-"+code.Code, "x"); mobile.CodeOf(err) != changesync.CodeBadCode {
		t.Errorf("a wrong code: %v", err)
	}
}

// TestRunHearsOfNews: what one phone writes arrives on another that only runs.
func TestRunHearsOfNews(t *testing.T) {
	o := newOffice(t)
	heard := make(chan mobile.Summary, 100)
	b := o.phone(t, func(sum mobile.Summary, err error) {
		if err != nil {
			t.Error(err)
		}
		heard <- sum
	})
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- b.Run(running) }()
	<-heard // first sync
	o.write(t, "customer/c9", "customer", "c9", customer)
	for {
		<-heard
		if rec, err := b.Get(ctx, "customer", "c9"); err == nil {
			if string(rec.Values["customer_name"]) != `"杭州第一机床厂 <&>"` {
				t.Errorf("%s", rec.Values["customer_name"])
			}
			break
		}
	}
	stop()
	if err := <-ended; err != context.Canceled {
		t.Error(err)
	}
}
