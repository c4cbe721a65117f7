package changesync_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

func TestCodesAreReadable(t *testing.T) {
	form := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$`)
	used := map[rune]bool{}
	for i := range 256 {
		code, err := changesync.DrawCode(bytes.NewReader(bytes.Repeat([]byte{byte(i)}, 10)))
		if err != nil || !form.MatchString(code) {
			t.Fatalf("%q, %v", code, err)
		}
		used[rune(code[0])] = true
	}
	if len(used) != 32 {
		t.Errorf("%d letters are used", len(used))
	}
	if a, b := changesync.NormalCode("o0il1-abcde"), changesync.NormalCode("00111 ABCDE"); a != b || a != "00111ABCDE" {
		t.Errorf("misread letters: %s, %s", a, b)
	}
	if _, err := changesync.DrawCode(strings.NewReader("")); err == nil {
		t.Error("a code out of no randomness")
	}
}

func TestEnrolLinks(t *testing.T) {
	link := changesync.EnrolLink("https://f.example/x/", "ABCDE-01234")
	if server, code, err := changesync.ReadEnrolLink(link); err != nil || server != "https://f.example/x" || code != "ABCDE-01234" {
		t.Errorf("%s: %q %q %v", link, server, code, err)
	}
	for _, link := range []string{"", "https://f.example", "https://f.example/enrol", "https://f.example/enrol#", "https://f.example/#X"} {
		if _, _, err := changesync.ReadEnrolLink(link); codeOf(err) != "bad_link" {
			t.Errorf("%q: %v", link, err)
		}
	}
}

// What a ledger keeps is kept whole or not at all, apart from the engine's own
// documents, and what only looks cannot write.
func TestLedger(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.must(w.engine.Keep(w.ctx, func(l *changesync.Ledger) error {
		l.Put("user", "csm01", []byte("mine"))
		if body, err := l.Doc("user", "csm01"); err != nil || string(body) != "mine" {
			t.Errorf("read in the same commit: %q, %v", body, err)
		}
		l.Audit(changesync.AuditEvent{Action: changesync.AuditUnlock, User: "csm01", By: "admin"})
		return nil
	}))
	refused := errors.New("no")
	if err := w.engine.Keep(w.ctx, func(l *changesync.Ledger) error {
		l.Put("user", "csm01", nil)
		l.Audit(changesync.AuditEvent{Action: changesync.AuditUnlock, User: "csm01"})
		return refused
	}); !errors.Is(err, refused) {
		t.Errorf("refused: %v", err)
	}
	w.must(w.engine.Look(w.ctx, func(l *changesync.Ledger) error {
		body, err := l.Doc("user", "csm01")
		if err != nil || string(body) != "mine" {
			t.Errorf("after a refusal: %q, %v", body, err)
		}
		m, err := l.Member("csm01")
		if err != nil || !m.Holds || m.User.Name != "csm01" {
			t.Errorf("the account: %+v, %v", m, err)
		}
		return nil
	}))
	if err := w.engine.Look(w.ctx, func(l *changesync.Ledger) error { l.Put("x", "y", nil); return nil }); err == nil {
		t.Error("what looks has written")
	}
	for _, user := range []string{"csm01", "admin"} {
		list, err := w.engine.AuditLog(context.Background(), changesync.AuditQuery{Subject: changesync.AuditOfUser(user)})
		w.must(err)
		n := 0
		for _, ev := range list {
			if ev.Action == changesync.AuditUnlock {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is named by %d unlocks", user, n)
		}
	}
	var coded *models.Error
	if err := w.engine.PutUser(w.ctx, changesync.User{Name: "a b"}); !errors.As(err, &coded) || coded.Code != "bad_user" {
		t.Errorf("a name with a space: %v", err)
	}
}
