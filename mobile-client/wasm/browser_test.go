//go:build !js

package main_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/chromium"
	"fieldsync/mobile-client/httptransport"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

const (
	typed    = "文三路99号2单元,电话13800001234" // on the phone of this version
	typedOld = "中山北路7号,电话13900005678"    // on the one before
)

// phone is a browser with its disk, and an office on the same origin.
type phone struct {
	*testing.T
	*officeWorld
	site    *chromium.Site
	profile string
}

func newPhone(t *testing.T) *phone {
	dist := filepath.Join(sqliteModule(t), "dist")
	p := &phone{T: t, officeWorld: office(t), profile: chromium.Profile(t)}
	before := filepath.Join(t.TempDir(), "old.db")
	files := map[string]string{
		"/page.js": "jstest/page.js", "/engine.js": "jstest/engine.js", "/worker.js": "jstest/worker.js",
		"/bridge.js": "../localdb/bridge.js", "/keys.js": "../localdb/keys.js", "/wasm_exec.js": wasmExec(t),
		"/fieldsync.wasm": engine(t), "/sqlite/": dist, "/old.db": before,
	}
	p.site = chromium.NewSite(t, files)
	p.site.Handle("/v1/", p.handler)
	p.site.HandleFunc("POST /order", func(w http.ResponseWriter, r *http.Request) {
		if err := p.engine.OrderWipe(r.Context(), r.URL.Query().Get("device"), false); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	p.unsealed(before)
	return p
}

// unsealed makes a database as it was before there were keys in the browser.
func (p *phone) unsealed(path string) {
	ctx := context.Background()
	store, err := localstore.Open(ctx, path, localdb.Options{})
	p.ok(err)
	c, err := mobile.Open(ctx, mobile.Options{Local: store, Transport: httptransport.New(httptransport.Options{}), App: "test/0"})
	p.ok(err)
	p.ok(c.Enrol(ctx, p.site.URL, p.code(), "before"))
	_, err = c.Sync(ctx)
	p.ok(err)
	raw, err := json.Marshal(typedOld)
	p.ok(err)
	_, err = c.Put(ctx, "customer", "c1", models.Values{"address": raw})
	p.ok(errors.Join(err, store.Close()))
}

func (p *phone) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// part runs one part of jstest/page.js and compares what it found.
func (p *phone) part(name string, want map[string]any) map[string]any {
	p.Helper()
	query := url.Values{"part": {name}, "secret": {typed}, "old": {typedOld}, "code": {p.code()}}
	var got map[string]any
	p.ok(json.Unmarshal(p.site.Run(p, p.profile, query.Encode()), &got))
	if got["failed"] != nil {
		p.Fatalf("%s: %v", name, got["failed"])
	}
	for field, w := range want {
		if !reflect.DeepEqual(got[field], w) {
			p.Errorf("%s: %s is %v, want %v", name, field, got[field], w)
		}
	}
	return got
}

// kept counts the files of the browser that hold b.
func (p *phone) kept(b []byte) (n int) {
	p.Helper()
	p.ok(filepath.WalkDir(p.profile, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // files of a browser that has just ended come and go
		}
		if raw, err := os.ReadFile(path); err == nil && bytes.Contains(raw, b) {
			n++
		}
		return nil
	}))
	return n
}

func utf16le(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// TestKeyInChromium: what the phone writes is sealed on its disk with a key that
// the browser keeps, one from before is sealed when it is opened, a lost key is
// told and costs nothing more, and a wipe leaves nothing, wherever it is killed.
func TestKeyInChromium(t *testing.T) {
	p := newPhone(t)
	got := p.part("write", map[string]any{"unkept": localdb.CodeSetup, "shown": 0.0, "key": []any{0.0}, "clear": 1.0, "sealed": 1.0})
	keys := got["dataKeys"].([]any)
	if len(keys) != 1 {
		t.Fatalf("%d data keys were wrapped, want 1", len(keys))
	}
	key, err := hex.DecodeString(keys[0].(string))
	if p.ok(err); len(key) != localstore.KeySize {
		t.Fatalf("the data key has %d bytes", len(key))
	}
	if p.kept([]byte(typedOld)) == 0 {
		t.Error("the look at the disk finds nothing, not even what is in the clear")
	}

	got = p.part("reopen", map[string]any{
		"busy": localdb.CodeHomeBusy, "address": typed, "waiting": 1.0, "converted": typedOld, "clear": 0.0,
		"same": true, "damaged": []any{localstore.CodeKeyDamaged, localstore.CodeKeyDamaged, localstore.CodeKeyDamaged}, "untouched": typed, "keys": []any{"/field.db"},
	})
	for _, lost := range got["lost"].([]any) {
		told := lost.(map[string]any)
		if told["code"] != localstore.CodeKeyMissing || !strings.Contains(told["hint"].(string), "cannot be put back") || told["hint_zh"] == "" {
			t.Errorf("of the lost key is told: %v", told)
		}
	}
	for _, secret := range [][]byte{[]byte(typed), utf16le(typed), []byte(typedOld), utf16le(typedOld), key, []byte(hex.EncodeToString(key))} {
		if n := p.kept(secret); n != 0 {
			t.Errorf("%d files of the browser hold %q", n, secret)
		}
	}

	got = p.part("begin wipe", map[string]any{
		"removed": nil, "cut": []any{"", ""}, "cuts": []any{"hung", "hung", localdb.CodeOther}, "overwritten": []any{true}, "wiped": mobile.CodeWiped, "after": "not_open",
		"fresh": map[string]any{"device": "", "user": "", "url": ""}, "left": []any{}, "values": 0.0,
	})
	if !reflect.DeepEqual(got["raced"], got["want"]) {
		t.Errorf("two keys kept at once are %v, want %v", got["raced"], got["want"])
	}
	p.wiped()
}

// wiped looks at the orders: every phone that was ordered acknowledged.
func (p *phone) wiped() {
	p.Helper()
	devices, err := p.engine.Devices(context.Background(), "csm01")
	p.ok(err)
	done := 0
	for _, d := range devices {
		if order, err := p.engine.WipeOf(context.Background(), d.ID); err == nil && order != nil && order.State == changesync.WipeDone {
			done++
		}
	}
	if done != 2 {
		p.Errorf("%d phones acknowledged, want 2", done)
	}
}
