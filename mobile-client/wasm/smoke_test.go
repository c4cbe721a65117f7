//go:build !js

package main_test

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"fieldsync/api"
	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// TestInNode runs the engine with the browser's interfaces: fetch to a real
// server, sqlite-wasm for the data.
func TestInNode(t *testing.T) {
	sqliteModule(t)
	w := office(t)
	web := httptest.NewServer(w.handler)
	t.Cleanup(web.Close)
	out := command(t, "node", "smoke.mjs", wasmExec(t), engine(t), web.URL, w.code())
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, want := range map[string]any{
		"early": "not_open", "wrong": "bad_code", "same": true, "waiting": 1.0, "state": "up_to_date", "list": 1.0, "second": 0.0,
		"forms": "check f1", "unready": "required", "drafts": 1.0, "tooMany": "entry_refused", "submitted": "续约 submitted", "extra": 3.0,
		"left": 0.0, "formPushed": 1.0, "noForm": "unknown_form",
		"progress": true, "grid": "HZ-02 <数>", "refused": "not_found", "unknown": "unknown_operation",
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if got["first"] == 0.0 {
		t.Error("the first sync brought nothing")
	}
}

// sqliteModule is the folder of sqlite-wasm, which is installed if need be.
func sqliteModule(t *testing.T) string {
	t.Helper()
	jstest := filepath.Join("..", "localdb", "jstest")
	dir := filepath.Join(jstest, "node_modules", "@sqlite.org", "sqlite-wasm")
	if _, err := os.Stat(dir); err != nil {
		npm := exec.Command("npm", "ci", "--no-audit", "--no-fund")
		npm.Dir = jstest
		if out, err := npm.CombinedOutput(); err != nil {
			t.Fatalf("npm ci: %v\n%s", err, out)
		}
	}
	return dir
}

// wasmExec is the path of Go's own loader.
func wasmExec(t *testing.T) string {
	t.Helper()
	return filepath.Join(command(t, "go", "env", "GOROOT"), "lib", "wasm", "wasm_exec.js")
}

// officeWorld is a server with one customer, whose manager is csm01.
type officeWorld struct {
	handler http.Handler
	engine  *changesync.Engine
	code    func() string // lets a phone enrol
}

func office(t *testing.T) *officeWorld {
	t.Helper()
	ctx := context.Background()
	ok := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	_, sign, err := ed25519.GenerateKey(nil)
	ok(err)
	open, err := ecdh.X25519().GenerateKey(rand.Reader)
	ok(err)
	engine, err := changesync.NewEngine(ctx, memstore.New(), changesync.Options{
		Keys: &changesync.ServerKeys{Sign: sign, Open: open}, Now: time.Now, Random: rand.Reader,
		NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
	})
	ok(err)
	t.Cleanup(engine.Close)
	for key, set := range map[changesync.Key]string{
		{Collection: "staff", ID: "s1"}:    `{"staff_no":"1","name":"员工","roles":["ADM"],"team":"t1","active":true,"valid_from":"2016-01-01"}`,
		{Collection: "customer", ID: "c1"}: `{"customer_no":"KH1","customer_name":"杭州第一机床厂"}`,
		{Collection: "form_definition", ID: "f1"}: `{"form":"check","version":1,"title_zh":"检查表","title_en":"Check","collection":"visit_preparation","state":"published","questions":[
			{"name":"customer","type":"record","record":"customer","field":"customer","zh":"客户","en":"Customer","required":"yes"},
			{"name":"topic","type":"text","field":"topic","zh":"主题","en":"Topic","required":"yes"},
			{"name":"pens","type":"number","zh":"笔数","en":"Pens","constraint":". <= 10","message_en":"ten are enough","message_zh":"最多十支"}]}`,
	} {
		var v models.Values
		ok(json.Unmarshal([]byte(set), &v))
		scope := models.Scope("org")
		if key.Collection == "customer" {
			scope = "customer/c1"
		}
		_, err := engine.WriteAs(ctx, "admin", changesync.Edit{Key: key, Scope: scope, Set: v})
		ok(err)
	}
	ok(engine.PutUser(ctx, changesync.User{Name: "csm01", Staff: "s1", Active: true}))
	server, err := api.New(engine, api.Options{})
	ok(err)
	t.Cleanup(server.Close)
	return &officeWorld{server, engine, func() string {
		c, err := engine.NewCode(ctx, "csm01")
		ok(err)
		return c.Code
	}}
}
