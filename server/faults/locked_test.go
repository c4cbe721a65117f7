package faults

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"fieldsync/mobile-client/localdb"
	"fieldsync/server/store/sqlite"
	changesync "fieldsync/sync"
)

// locked runs fn while another connection holds the write lock of the server's
// database.
func (c *cast) locked(fn func()) {
	c.t.Helper()
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(c.s.Data, "fieldsync.db"), sqlite.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	err = store.Update(ctx, func(changesync.Tx) error { fn(); return nil })
	if err != nil {
		c.t.Error(err)
	}
	if err := store.Close(); err != nil {
		c.t.Error(err)
	}
}

// TestServerLocked: who waits longer than the server does hears when to come
// back, and nothing of his is taken; a short lock nobody notices.
func TestServerLocked(t *testing.T) {
	c := newCast(t)
	c.write(c.a, 2)
	code := c.s.Code("csm02")
	c.locked(func() {
		coded(t, c.a.Call(nil, "sync"), "overloaded", "the database is busy, nothing was taken")
		coded(t, c.a.Call([]string{"LC_ALL=zh_CN.UTF-8"}, "sync"), "overloaded", "数据库繁忙")
		res := c.enrol(code)
		if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
			t.Errorf("status %d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
		}
		c.b.Field("sync") // reading goes on
	})
	if got := len(c.stored(c.a.User)); got != 0 {
		t.Errorf("%d changesets were taken through the lock", got)
	}
	if s := c.a.Status(); s.Waiting != 2 {
		t.Errorf("%d wait, want 2", s.Waiting)
	}
	if res := c.enrol(code); res.StatusCode != http.StatusCreated {
		t.Errorf("the code that came to nothing is used up: status %d", res.StatusCode)
	}
	synced := make(chan int, 1)
	c.locked(func() {
		go func() { synced <- c.a.Call(nil, "sync").Status }()
		<-time.After(100 * time.Millisecond) // the server waits for 500
	})
	if status := <-synced; status != 0 {
		t.Errorf("a short lock made the sync fail with status %d", status)
	}
	c.settled()
}

// enrol asks for a device as a program would.
func (c *cast) enrol(code string) *http.Response {
	c.t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{
		"code": code, "name": "probe", "public_key": base64.RawURLEncoding.EncodeToString(public),
		"proof": base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, changesync.EnrolMessage(code, public))),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	res, err := http.Post(c.s.URL()+"/v1/devices", "application/json", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

// TestHomeLocked: another program works in the home.
func TestHomeLocked(t *testing.T) {
	c := newCast(t)
	c.write(c.a, 1)
	db, err := localdb.Open(c.a.Database(), localdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"sync"}, {"put", "key_person", "--set", "customer=" + c.customer}} {
		coded(t, c.a.Call(nil, args...), "home_busy", "another program")
		coded(t, c.a.Call([]string{"LC_ALL=zh_CN.UTF-8"}, args...), "home_busy", "另一个程序")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	c.settled()
}

// TestSettings reads what durability rests on, of both programs' files: from
// their own words, and from the files.
func TestSettings(t *testing.T) {
	c := newCast(t)
	type settings struct {
		SQLite      string `json:"sqlite"`
		JournalMode string `json:"journal_mode"`
		Synchronous string `json:"synchronous"`
	}
	var server, phone struct {
		Database settings `json:"database"`
	}
	if err := json.Unmarshal(c.s.Admin("verify", "--json"), &server); err != nil {
		t.Fatal(err)
	}
	c.a.Into(&phone, "status")
	for who, s := range map[string]settings{"server": server.Database, "phone": phone.Database} {
		var major, minor, patch int
		_, err := fmt.Sscanf(s.SQLite, "%d.%d.%d", &major, &minor, &patch)
		if err != nil || major*1_000_000+minor*1000+patch < 3_051_003 {
			t.Errorf("%s: SQLite %q is older than 3.51.3 (%v)", who, s.SQLite, err)
		}
		if s.JournalMode != "wal" || s.Synchronous != "full" {
			t.Errorf("%s: %+v, want wal and full", who, s)
		}
	}
}
