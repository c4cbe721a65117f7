package mobile_test

import (
	"testing"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

func TestOfflineThenSync(t *testing.T) {
	w := newWorld(t)
	a, b := w.device("csm01"), w.device("am01")
	if s := a.status(); s.State != mobile.StateUpToDate || s.LastSuccess == nil || s.WaitingSince != nil {
		t.Errorf("after the first sync: %+v", s)
	}
	id := a.put("key_person", "", keyPerson).IDs[0]
	if s := a.status(); s.State != mobile.StateWaiting || s.Waiting != 1 || s.WaitingSince == nil {
		t.Errorf("with a waiting edit: %+v", s)
	}
	if h, err := a.Handover(ctx); err != nil || h.Safe || len(h.Reasons) != 1 {
		t.Errorf("handover with a waiting edit: %+v %v", h, err)
	}
	if sum := a.sync(); sum.Pushed != 1 || sum.Pulled == 0 {
		t.Errorf("summary %+v", sum)
	}
	b.sync()
	if got := b.value("key_person", id, "own_mobile"); got != `"13800000001"` {
		t.Errorf("on the other phone: %s", got)
	}
	if h, err := a.Handover(ctx); err != nil || !h.Safe {
		t.Errorf("handover: %+v %v", h, err)
	}
}

// TestLostAnswer: the server commits, its answer is lost, the phone says it
// again and nothing is there twice.
func TestLostAnswer(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	a.line.after = failAt("push", 1)
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeNetwork)
	if s := a.status(); s.Waiting != 1 || s.Trouble != nil || s.Attention != 0 {
		t.Errorf("after the lost answer: %+v", s)
	}
	if sum := a.sync(); sum.Pushed != 1 {
		t.Errorf("the repeat: %+v", sum)
	}
	devices, err := w.engine.Devices(ctx, "csm01")
	w.ok(err)
	if devices[0].N != 1 {
		t.Errorf("the server took %d changesets", devices[0].N)
	}
}

// TestEveryCallFails cuts the line at every single call, before and after the
// server saw it, and restarts the client each time: in the end all is there once.
func TestEveryCallFails(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	for i := range 40 {
		a.put("event_lead", "", signUp(i))
	}
	for nth := 1; ; nth++ {
		count := 0
		cut := func(string) error {
			if count++; count == nth {
				return errLine
			}
			return nil
		}
		a.line.before, a.line.after = nil, nil
		if nth%2 == 0 {
			a.line.before = cut
		} else {
			a.line.after = cut
		}
		a.put("customer", "c1", `{"special_visit_need":"第`+time.Duration(nth).String()+`次"}`)
		_, err := a.Sync(ctx)
		a.restart(mobile.Options{})
		if err == nil && count < nth {
			break
		}
		w.code(err, mobile.CodeNetwork)
	}
	a.line.before, a.line.after = nil, nil
	a.sync()
	if s := a.status(); s.State != mobile.StateUpToDate {
		t.Errorf("%+v", s)
	}
	b := w.device("am01")
	leads, err := b.List(ctx, "event_lead", "", 1000)
	w.ok(err)
	if len(leads) != 40 {
		t.Errorf("%d sign-ups arrived", len(leads))
	}
	if x, y := a.value("customer", "c1", "special_visit_need"), b.value("customer", "c1", "special_visit_need"); x != y {
		t.Errorf("%s and %s", x, y)
	}
}

// TestPullResumes: pages that came are not fetched again after a restart.
func TestPullResumes(t *testing.T) {
	w := newWorld(t)
	a := w.open(memstore.NewLocal())
	a.enrol("csm01")
	for i := range 30 {
		w.office("customer/c1", "key_person", "kp"+time.Duration(i).String(), keyPerson)
	}
	a.line.before = failAt("feed", 4)
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeNetwork)
	before := len(a.line.calls)
	if s := a.status(); s.State != mobile.StateWaiting {
		t.Errorf("in the middle of a pull: %+v", s)
	}
	a.restart(mobile.Options{})
	a.line.before = nil
	a.sync()
	resumed := len(a.line.calls) - before
	b := w.device("am01")
	if whole := count(b.line.calls, "feed"); resumed != whole-3 {
		t.Errorf("%d pages after the restart, a whole pull has %d", resumed, whole)
	}
}

func count(list []string, want string) (n int) {
	for _, s := range list {
		if s == want {
			n++
		}
	}
	return n
}

// TestGrantsMoveInTheMiddle: the pull begins again and ends whole.
func TestGrantsMoveInTheMiddle(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm02")
	for i := range 30 {
		w.office("customer/c1", "key_person", "kp"+time.Duration(i).String(), keyPerson)
	}
	w.assign("a3", "csm02", "CSM")
	feeds := 0
	a.line.before = func(call string) error {
		if call == "feed" {
			if feeds++; feeds == 3 {
				w.office("event/e1", "event_desk", "d2", `{"event":"e1","desk_kind":"D2","operator":"s-csm02"}`)
				w.ok(w.engine.Regrant(ctx, "csm02"))
				w.office("customer/c2", "customer", "c2", `{"customer_no":"KH0002"}`)
				w.office("customer/c2", "assignment", "a9", `{"customer":"c2","staff":"s-csm02","post":"CSM","valid_from":"2016-01-01","reason":"分配"}`)
			}
		}
		return nil
	}
	a.sync()
	list, err := a.List(ctx, "key_person", "", 100)
	w.ok(err)
	if len(list) != 30 || a.value("customer", "c2", "customer_no") == "-" {
		t.Errorf("%d key persons, customer c2 %s", len(list), a.value("customer", "c2", "customer_no"))
	}
}

func TestTokenIsRenewed(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	w.now = w.now.Add(15 * 24 * time.Hour) // in the second third of its life
	a.sync()
	if n := count(a.line.calls, "token"); n != 0 {
		t.Errorf("renewed after half of its life")
	}
	w.now = w.now.Add(6 * 24 * time.Hour)
	a.line.after = failAt("token", 1) // the new token is lost on its way
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeNetwork)
	a.restart(mobile.Options{})
	a.sync()
	a.sync()
	if n := count(a.line.calls, "token"); n != 2 {
		t.Errorf("%d token calls", n)
	}
	w.now = w.now.Add(90 * 24 * time.Hour) // in a drawer
	a.sync()
	if first, last := a.line.tokens[0], a.line.tokens[len(a.line.tokens)-1]; first == last {
		t.Error("the token is still the first one")
	}
}

// TestUnknownToken: the server lost its tokens; proof of the key is enough.
func TestUnknownToken(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	backup := w.store.Clone()
	w.now = w.now.Add(25 * 24 * time.Hour)
	a.sync() // a token that the backup does not know
	w.store = backup
	w.start()
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	if sum := a.sync(); sum.Pushed != 1 {
		t.Errorf("%+v", sum)
	}
}

func TestRevoked(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	device, _, _ := a.Who()
	w.ok(w.engine.Revoke(ctx, device))
	sum, err := a.Sync(ctx)
	w.code(err, changesync.CodeRevoked)
	if s := a.status(); sum.Quarantined != 1 || s.State != mobile.StateAttention || s.Trouble.Code != changesync.CodeRevoked {
		t.Errorf("%+v %+v", sum, s)
	}
}

func TestRefusalsOfTheServer(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	for _, c := range []struct {
		code    string
		status  int
		trouble bool
	}{
		{changesync.CodeUpgradeRequired, 409, true}, {changesync.CodeOverloaded, 503, false}, {"internal", 500, false},
		{"rate_limited", 429, false}, {changesync.CodeTooLarge, 413, true},
	} {
		a.line.before = func(string) error {
			return &mobile.ServerError{Refusal: &models.Error{Code: c.code, Message: "no"}, Status: c.status}
		}
		_, err := a.Sync(ctx)
		w.code(err, c.code)
		s := a.status()
		if s.Waiting != 1 || (s.Trouble != nil) != c.trouble || (s.State == mobile.StateAttention) != c.trouble {
			t.Errorf("%s: %+v %+v", c.code, s, s.Trouble)
		}
		a.line.before = nil
		a.put("customer", "c1", `{"marketing_grid":"`+c.code+`"}`)
		a.sync()
		if s := a.status(); s.State != mobile.StateUpToDate || s.Trouble != nil {
			t.Errorf("after %s was mended: %+v", c.code, s)
		}
		a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	}
}

func signUp(i int) string {
	digits := []byte("13900000000")
	digits[9], digits[10] = '0'+byte(i/10), '0'+byte(i%10)
	return `{"event":"e1","desk":"d1","lead_name":"客户","mobile":"` + string(digits) + `","intent_level":"大",
		"entries":[{"desk":"d1","operator":"s-desk01","at":"2016-05-10T09:00:00+08:00"}]}`
}
