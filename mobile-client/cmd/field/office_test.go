package main

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// office is a real server over HTTP with a small organisation.
type office struct {
	t      *testing.T
	engine *changesync.Engine
	url    string
	down   atomic.Bool
	deaf   atomic.Bool // refuses streams of news
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t}
	_, sign, err := ed25519.GenerateKey(nil)
	o.ok(err)
	open, err := ecdh.X25519().GenerateKey(rand.Reader)
	o.ok(err)
	o.engine, err = changesync.NewEngine(context.Background(), memstore.New(), changesync.Options{
		Keys: &changesync.ServerKeys{Sign: sign, Open: open}, Now: time.Now, Random: rand.Reader,
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	})
	o.ok(err)
	t.Cleanup(o.engine.Close)
	server, err := api.New(o.engine, api.Options{})
	o.ok(err)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.down.Load() {
			panic(http.ErrAbortHandler) // the connection breaks
		}
		if o.deaf.Load() && r.URL.Path == "/v1/watch" {
			http.NotFound(w, r)
			return
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	t.Cleanup(server.Close)
	o.url = web.URL
	o.people()
	return o
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) write(scope, collection, id, set string) {
	o.t.Helper()
	var v models.Values
	o.ok(json.Unmarshal([]byte(set), &v))
	_, err := o.engine.WriteAs(context.Background(), "admin", changesync.Edit{
		Key: changesync.Key{Collection: collection, ID: id}, Scope: models.Scope(scope), Set: v,
	})
	o.ok(err)
}

func (o *office) people() {
	o.write("org", "team", "t1", `{"name":"政企一班","kind":"政企VPN","leader":"s-tl01"}`)
	for name, role := range map[string]string{"csm01": "CSM", "csm02": "CSM", "am01": "AM", "bo01": "BO", "adm01": "ADM"} {
		o.write("org", "staff", "s-"+name, `{"staff_no":"`+name+`","name":"员工","roles":["`+role+`"],"team":"t1","active":true,"valid_from":"2016-01-01"}`)
		o.ok(o.engine.PutUser(context.Background(), changesync.User{Name: name, Staff: "s-" + name, Active: true}))
	}
	o.write("customer/c1", "customer", "c1", `{"customer_no":"KH0001","customer_name":"杭州第一机床厂","control_level":"市级",
		"industry_category":"大企业","marketing_grid":"HZ-01","is_vpn_group":true,"is_industry_app":false}`)
	o.assign("a1", "csm01", "CSM", "")
	o.assign("a2", "am01", "AM", "")
}

func (o *office) assign(id, user, post, until string) {
	o.write("customer/c1", "assignment", id, `{"customer":"c1","staff":"s-`+user+`","post":"`+post+`","valid_from":"2016-01-01",`+validTo(until)+`"reason":"分配"}`)
}

func (o *office) code(user string) string {
	code, err := o.engine.NewCode(context.Background(), user)
	o.ok(err)
	return code.Code
}

func validTo(until string) string {
	if until == "" {
		return ""
	}
	return `"valid_to":"` + until + `",`
}
