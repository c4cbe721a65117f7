package changesync_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
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
	out, err := w.engine.Expire(w.ctx, keep, "admin", true)
	if coded, ok := errors.AsType[*models.Error](err); !ok || coded.Code != changesync.CodeClockAhead || len(out.Records) > 0 {
		t.Errorf("with a clock of 2046 it says %v, and would erase %+v", err, out.Records)
	}
}

// A sign-up of which a contract came stays, and what was collected goes when
// nobody has used it for its period: a person counts as used with what refers to
// him, and a period that is not given never ends.
func TestWhatIsNotUsedIsErased(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	w.office("event/e1", set("showcase_event", "e1", "agreed_end", "2016-05-10T12:00:00+08:00"))
	w.office("event/e1", set("event_lead", "l1", "event", "e1", "desk", "d1", "lead_name", "张三", "contracted", "true"))
	person := func(name string) string {
		return d.write(set("key_person", "", "customer", "c1", "kp_name", name)).IDs[0]
	}
	idle, visited, edited := person("孙悟空"), person("猪八戒"), person("沙和尚")
	call := d.write(set("phone_contact", "", "customer", "c1", "needs", "宽带提速")).IDs[0]
	visit := d.write(set("visit_record", "", "customer", "c1", "unplanned_reason", "路过")).IDs[0]
	form := d.write(set("decision_chain_member", "", "customer", "c1", "key_person", visited, "person_name", "猪八戒")).IDs[0]
	d.sync()
	keep := changesync.Retention{SignUps: changesync.SignUpsKept, Unused: map[string]time.Duration{
		"key_person": 365 * 24 * time.Hour, "phone_contact": 30 * 24 * time.Hour, "visit_record": 0, "customer": time.Hour}}
	gone := func(dry bool) string {
		t.Helper()
		out, err := w.engine.Expire(w.ctx, keep, "admin", dry)
		w.must(err)
		var ids []string
		for _, r := range out.Records {
			ids = append(ids, r.Record)
		}
		return strings.Join(ids, " ")
	}
	w.now = w.now.Add(20 * 24 * time.Hour)
	if got := gone(true); got != "" {
		t.Errorf("too early: %s", got)
	}
	w.now = w.now.Add(300 * 24 * time.Hour)
	d.write(set("decision_chain_member", form, "person_name", "猪悟能"))
	d.write(set("key_person", edited, "position", "处长"))
	w.office("", set("key_person", idle, "review", "accepted")) // the server's own is no use
	d.sync()
	if got := gone(false); !strings.Contains(got, call) || strings.Contains(got, "l1") || strings.Contains(got, idle) {
		t.Errorf("calls after 30 days, nothing else: %s", got)
	}
	w.now = w.now.Add(50 * 24 * time.Hour)
	d.write(set("customer", "c1", "address", "x")) // keeps the clock believed
	d.sync()
	if listed, done := gone(true), gone(false); listed != idle || done != idle || gone(false) != "" {
		t.Errorf("listed %s, erased %s, not %s", listed, done, idle)
	}
	for id, want := range map[string]string{visited: `"猪八戒"`, edited: `"沙和尚"`, idle: ""} {
		if got := w.shown(key("key_person", id), "kp_name"); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	if w.record(key("visit_record", visit)).Life(models.Default().Collection("visit_record")) != changesync.Alive || w.shown(key("event_lead", "l1"), "lead_name") == "" {
		t.Error("what has no period, or a contract, is gone")
	}
	d.sync()
	if v := d.value("key_person", idle, "kp_name"); strings.Contains(v, "孙悟空") {
		t.Errorf("the phone still has %s", v)
	}
}
