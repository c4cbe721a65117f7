package mobile_test

import (
	"context"
	"testing"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
	"fieldsync/sync/memstore"
)

// TestCopiedDevice: a phone is copied, both write. The copy is told so, enrols
// anew and carries what it wrote over.
func TestCopiedDevice(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	copied := w.open(a.local.Clone())
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	a.sync()
	copied.put("customer", "c1", `{"no_home_visit":true}`)
	copied.put("customer", "c1", `{"address":"文三路2号"}`)
	_, err := copied.Sync(ctx)
	w.code(err, changesync.CodeFork)
	if s := copied.status(); s.State != mobile.StateAttention || s.Waiting != 2 || s.Trouble.Code != changesync.CodeFork {
		t.Errorf("the copy: %+v %+v", s, s.Trouble)
	}
	code, err := w.engine.NewCode(ctx, "am01")
	w.ok(err)
	w.code(copied.Enrol(ctx, "http://127.0.0.1", code.Code, "x"), mobile.CodeOtherUser)
	if list, err := w.engine.Devices(ctx, "am01"); err != nil || len(list) != 0 {
		t.Errorf("another's code made devices: %+v %v", list, err)
	}
	w.ok(w.open(memstore.NewLocal()).Enrol(ctx, "http://127.0.0.1", code.Code, "x")) // it was not used up
	copied.enrol("csm01")
	if s := copied.status(); s.Trouble != nil || s.Waiting != 2 {
		t.Errorf("after enrolling anew: %+v", s)
	}
	copied.sync()
	a.sync()
	for _, p := range []*phone{a, copied} {
		if p.value("customer", "c1", "marketing_grid") != `"HZ-02"` || p.value("customer", "c1", "no_home_visit") != "true" ||
			p.value("customer", "c1", "address") != `"文三路2号"` {
			t.Errorf("an edit is missing")
		}
		if s := p.status(); s.State != mobile.StateUpToDate {
			t.Errorf("%+v", s)
		}
	}
}

// TestRestoredServer: the server comes back from a backup that lacks what it
// had acknowledged; the device hands it back.
func TestRestoredServer(t *testing.T) {
	for name, waiting := range map[string]bool{"nothing waits": false, "an edit waits": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := w.device("csm01")
			a.put("customer", "c1", `{"address":"文三路1号"}`)
			a.sync()
			w.store = w.store.Clone()
			a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
			a.sync()
			a.put("customer", "c1", `{"no_home_visit":true}`)
			a.sync()
			w.start() // on the backup
			w.ok(w.engine.BeginEpoch(ctx))
			if waiting {
				a.put("customer", "c1", `{"special_visit_need":"周五下午"}`)
			}
			a.line.before = failAt("rescue", 1)
			_, err := a.Sync(ctx)
			w.code(err, mobile.CodeNetwork)
			if h, err := a.Handover(ctx); err != nil || h.Safe {
				t.Errorf("safe while the server lacks acknowledged changesets: %+v %v", h, err)
			}
			a.restart(mobile.Options{})
			a.line.before = nil
			a.sync()
			if h, err := a.Handover(ctx); err != nil || !h.Safe {
				t.Errorf("handover: %+v %v", h, err)
			}
			b := w.device("am01")
			if got := b.value("customer", "c1", "marketing_grid"); got != `"HZ-02"` || b.value("customer", "c1", "no_home_visit") != "true" {
				t.Errorf("an acknowledged edit is lost: %s", got)
			}
			if waiting && b.value("customer", "c1", "special_visit_need") != `"周五下午"` {
				t.Error("the waiting edit is lost")
			}
		})
	}
}

// TestHistoryGap: the device has thrown away, after its time, what the server
// forgot. It says so, enrols anew, and what waits is carried over.
func TestHistoryGap(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	w.store = w.store.Clone()
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	a.sync()
	w.now = w.now.Add(40 * 24 * time.Hour)
	a.put("customer", "c1", `{"address":"文三路1号"}`)
	a.sync() // drops what is older than 30 days
	w.start()
	a.put("customer", "c1", `{"no_home_visit":true}`)
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeHistoryGap)
	if s := a.status(); s.State != mobile.StateAttention || s.Waiting != 1 {
		t.Errorf("%+v", s)
	}
	a.enrol("csm01")
	a.sync()
	if b := w.device("am01"); b.value("customer", "c1", "no_home_visit") != "true" {
		t.Error("the waiting edit is lost")
	}
}

// TestSpoiltBoxes: what was sealed for a hand-back and is damaged stops nothing.
// The device finds out what the server lacks, enrols anew, and goes on.
func TestSpoiltBoxes(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	w.store = w.store.Clone()
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	a.sync()
	w.start()
	w.ok(w.engine.BeginEpoch(ctx))
	a.put("customer", "c1", `{"no_home_visit":true}`)
	a.line.before = func(op string) error {
		if op == "rescue" {
			return &mobile.ServerError{Refusal: &models.Error{Code: changesync.CodeMalformed, Field: "sealed"}, Status: 400}
		}
		return nil
	}
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeHistoryGap)
	a.enrol("csm01")
	a.sync()
	if b := w.device("am01"); b.value("customer", "c1", "no_home_visit") != "true" {
		t.Error("the waiting edit is lost")
	}
}

// TestRestoredTwiceInTheMiddle: the device hears of the new history, its pull is
// cut off, and before it is done the server is restored once more: it still
// hands back all that it had delivered.
func TestRestoredTwiceInTheMiddle(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	first := w.store.Clone()
	a.put("customer", "c1", `{"address":"文三路1号"}`)
	a.sync()
	w.store = first.Clone()
	w.start()
	w.ok(w.engine.BeginEpoch(ctx))
	a.put("customer", "c1", `{"marketing_grid":"HZ-02"}`)
	a.line.before = failAt("feed", 2) // the first answer tells of the new history
	_, err := a.Sync(ctx)
	w.code(err, mobile.CodeNetwork)
	a.line.before = nil

	w.store = first.Clone()
	w.start()
	w.ok(w.engine.BeginEpoch(ctx))
	a.sync()
	for field, want := range map[string]string{"address": `"文三路1号"`, "marketing_grid": `"HZ-02"`} {
		if got := a.value("customer", "c1", field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
}

// olderServer does not know whom a phone that enrols belongs to, and says so as
// it does of every member that it does not know.
type olderServer struct{ *line }

func (o olderServer) Enrol(ctx context.Context, url string, req mobile.EnrolRequest) (*changesync.Enrolment, error) {
	if req.User != "" {
		return nil, &models.Error{Code: changesync.CodeMalformed, Field: "user", Message: "there is no such member"}
	}
	return o.line.Enrol(ctx, url, req)
}

// TestEnrolAnewAtAnOlderServer: the phone still looks itself whose the code is.
func TestEnrolAnewAtAnOlderServer(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	a.restartOver(olderServer{a.line})
	code, err := w.engine.NewCode(ctx, "am01")
	w.ok(err)
	w.code(a.Enrol(ctx, "http://127.0.0.1", code.Code, "x"), mobile.CodeOtherUser)
	a.enrol("csm01")
	a.sync()
}
