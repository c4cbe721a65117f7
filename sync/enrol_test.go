package changesync_test

import (
	"crypto/ed25519"
	"strings"
	"sync"
	"testing"
	"time"

	changesync "fieldsync/sync"
)

func TestEnrolmentCodes(t *testing.T) {
	w := newWorld(t)
	w.people()
	public, private, err := ed25519.GenerateKey(w.random)
	w.must(err)
	enrol := func(code string) error {
		_, err := w.engine.Enrol(w.ctx, code, "phone", public, ed25519.Sign(private, changesync.EnrolMessage(code, public)))
		return err
	}
	code, err := w.engine.NewCode(w.ctx, "csm01")
	w.must(err)
	if _, err := w.engine.Enrol(w.ctx, code.Code, "phone", public, make([]byte, ed25519.SignatureSize)); codeOf(err) != changesync.CodeBadSignature {
		t.Errorf("without proof: %v", err)
	}
	if err := enrol("AAAAA-AAAAA"); codeOf(err) != changesync.CodeBadCode {
		t.Errorf("unknown code: %v", err)
	}
	if err := enrol(" " + strings.ToLower(strings.ReplaceAll(code.Code, "-", " "))); err != nil {
		t.Errorf("typed in lower case with spaces, after a wrong proof: %v", err)
	}
	if err := enrol(code.Code); codeOf(err) != changesync.CodeBadCode {
		t.Errorf("used twice: %v", err)
	}
	code, err = w.engine.NewCode(w.ctx, "csm01")
	w.must(err)
	w.now = w.now.Add(changesync.CodeLife)
	if err := enrol(code.Code); codeOf(err) != changesync.CodeBadCode {
		t.Errorf("after ten minutes: %v", err)
	}
	code, err = w.engine.NewCode(w.ctx, "csm01")
	w.must(err)
	w.must(w.engine.PutUser(w.ctx, changesync.User{Name: "csm01", Staff: "s-csm01"}))
	if err := enrol(code.Code); codeOf(err) != changesync.CodeBadCode {
		t.Errorf("of a user who was deactivated: %v", err)
	}
	if _, err := w.engine.NewCode(w.ctx, "nobody"); codeOf(err) != changesync.CodeNotFound {
		t.Errorf("a code for nobody: %v", err)
	}
}

// Many race for one code: one gets it.
func TestACodeWorksOnceRaced(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.parallel(nil)
	code, err := w.engine.NewCode(w.ctx, "csm01")
	w.must(err)
	won := make(chan error, 20)
	var wg sync.WaitGroup
	for range 20 {
		public, private, err := ed25519.GenerateKey(nil)
		w.must(err)
		wg.Go(func() {
			_, err := w.engine.Enrol(w.ctx, code.Code, "phone", public, ed25519.Sign(private, changesync.EnrolMessage(code.Code, public)))
			won <- err
		})
	}
	wg.Wait()
	close(won)
	n := 0
	for err := range won {
		switch {
		case err == nil:
			n++
		case codeOf(err) != changesync.CodeBadCode:
			t.Error(err)
		}
	}
	if n != 1 {
		t.Errorf("%d devices enrolled with one code", n)
	}
}

// The old token lives until the new one is used: a lost answer locks nobody out.
func TestTokenRefresh(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	old, _, err := d.r.Token(w.ctx)
	w.must(err)
	refresh := func() (string, int64) {
		t.Helper()
		nonce, err := w.engine.Challenge(w.ctx, d.caller.ID)
		w.must(err)
		proof := ed25519.Sign(d.r.Identity().Key, changesync.RefreshMessage(d.caller.ID, nonce))
		token, expires, err := w.engine.Refresh(w.ctx, d.caller.ID, nonce, old, "", proof)
		w.must(err)
		if _, _, err := w.engine.Refresh(w.ctx, d.caller.ID, nonce, old, "", proof); codeOf(err) != changesync.CodeUnauthorised {
			t.Errorf("a challenge was answered twice: %v", err)
		}
		return token, expires
	}
	alive := func(name, token, code string) {
		t.Helper()
		if _, err := w.engine.Authenticate(w.ctx, token); codeOf(err) != code {
			t.Errorf("%s: %v, want %q", name, err, code)
		}
	}
	lost, _ := refresh()
	alive("the old one, after a lost answer", old, "")
	got, expires := refresh()
	alive("the old one, before the new one was used", old, "")
	alive("the new one", got, "")
	alive("the old one, after the new one was used", old, changesync.CodeUnauthorised)
	alive("the one lost", lost, "")

	nonce, err := w.engine.Challenge(w.ctx, d.caller.ID)
	w.must(err)
	if _, _, err := w.engine.Refresh(w.ctx, d.caller.ID, nonce, "", "", make([]byte, ed25519.SignatureSize)); codeOf(err) != changesync.CodeUnauthorised {
		t.Errorf("a wrong proof: %v", err)
	}
	other := w.device("am01")
	nonce, err = w.engine.Challenge(w.ctx, d.caller.ID)
	w.must(err)
	if _, _, err := w.engine.Refresh(w.ctx, other.caller.ID, nonce, "", "", ed25519.Sign(other.r.Identity().Key, changesync.RefreshMessage(other.caller.ID, nonce))); codeOf(err) != changesync.CodeUnauthorised {
		t.Errorf("another device's challenge: %v", err)
	}
	w.now = w.now.Add(3 * time.Minute)
	if _, _, err := w.engine.Refresh(w.ctx, d.caller.ID, nonce, "", "", ed25519.Sign(d.r.Identity().Key, changesync.RefreshMessage(d.caller.ID, nonce))); codeOf(err) != changesync.CodeUnauthorised {
		t.Errorf("a challenge after two minutes: %v", err)
	}
	if changesync.TokenDue(expires, time.UnixMilli(expires).Add(-20*24*time.Hour), 30*24*time.Hour) ||
		!changesync.TokenDue(expires, time.UnixMilli(expires).Add(-9*24*time.Hour), 30*24*time.Hour) {
		t.Error("a token is due in the last third of its life")
	}
	w.now = time.UnixMilli(expires)
	alive("the new one, expired", got, changesync.CodeTokenExpired)
	alive("noise", "x", changesync.CodeUnauthorised)
}

func TestUserNames(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"", "server", "a b", "a/b", "a:b", "a~b", strings.Repeat("x", 65)} {
		if err := w.engine.PutUser(w.ctx, changesync.User{Name: name, Active: true}); codeOf(err) != "bad_user" {
			t.Errorf("%q: %v", name, err)
		}
	}
	w.must(w.engine.PutUser(w.ctx, changesync.User{Name: "张三", Active: true}))
	list, err := w.engine.Users(w.ctx)
	if err != nil || len(list) != 1 || list[0].Name != "张三" {
		t.Errorf("%v %v", list, err)
	}
}
