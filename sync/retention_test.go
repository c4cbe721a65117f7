package changesync_test

import (
	"testing"
	"time"

	changesync "fieldsync/sync"
)

// Sign-ups are kept for half a year after their event, and so is the key from
// which their ids derive; then they are erased, once.
func TestSignUpsAreErasedAfterTheirTime(t *testing.T) {
	w := newWorld(t)
	w.people()
	desk := w.device("desk01")
	w.office("event/e1", set("showcase_event", "e1", "agreed_end", "2016-05-10T12:00:00+08:00"))
	w.office("event/e2", set("showcase_event", "e2", "event_no", "E2", "customer", "c1", "agreed_end", "2016-11-01T12:00:00+08:00", "signup_key", "BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
	w.office("event/e2", set("event_lead", "l2", "event", "e2", "desk", "d1", "lead_name", "李四"))
	id := desk.write(set("event_lead", "", "event", "e1", "desk", "d1", "lead_name", "孙悟空", "mobile", "13800007770")).IDs[0]
	desk.sync()
	keep := changesync.Retention{SignUps: changesync.SignUpsKept}
	expire := func(dry bool) []changesync.ErasedRecord {
		out, err := w.engine.Expire(w.ctx, keep, "admin", dry)
		w.must(err)
		return out.Records
	}
	w.now = w.now.Add(179 * 24 * time.Hour)
	desk.write(set("customer", "c1", "address", "x"))
	if _, err := desk.push(); err != nil { // keeps the clock believed
		t.Fatal(err)
	}
	if due := expire(true); len(due) > 0 {
		t.Errorf("a day too early: %v", due)
	}
	w.now = w.now.Add(2 * 24 * time.Hour)
	due := expire(true)
	if len(due) != 2 || due[0].Record != id || due[1].Fields[0] != "signup_key" || len(w.serverHolds("孙悟空")) == 0 {
		t.Errorf("listed: %+v", due)
	}
	if done := expire(false); len(done) != 2 {
		t.Errorf("erased: %+v", done)
	}
	for _, gone := range []string{"孙悟空", "13800007770", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="} {
		if places := w.serverHolds(gone); len(places) > 0 {
			t.Errorf("%s is still in %v", gone, places)
		}
	}
	if again := expire(false); len(again) > 0 {
		t.Errorf("erased once more: %+v", again)
	}
	if w.shown(key("event_lead", "l2"), "lead_name") != `"李四"` || w.shown(key("showcase_event", "e2"), "signup_key") == "" {
		t.Error("a later event lost its sign-ups")
	}
	w.now = w.now.AddDate(30, 0, 0) // nobody believes that
	if early := expire(true); len(early) > 0 {
		t.Errorf("with a clock of 2046 it would erase %+v", early)
	}
}
