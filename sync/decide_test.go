package changesync_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// decides makes a ruling on the record as it stands and returns the error's code.
func (w *world) decides(user string, k changesync.Key, decision, verdict, note string) string {
	w.t.Helper()
	return w.rules(user, k, decision, verdict, note, w.version(user, k))
}

func (w *world) version(user string, k changesync.Key) string {
	w.t.Helper()
	s, err := w.engine.Sight(w.t.Context(), user, k)
	if err != nil {
		w.t.Fatal(err)
	}
	if s == nil {
		return "none"
	}
	return s.Version
}

func (w *world) rules(user string, k changesync.Key, decision, verdict, note, seen string) string {
	w.t.Helper()
	_, _, err := w.engine.Decide(w.t.Context(), user, changesync.Ruling{Key: k, Decision: decision, Verdict: verdict, Note: note, Seen: seen})
	var coded *models.Error
	if err != nil && !errors.As(err, &coded) {
		w.t.Fatal(err)
	}
	if coded != nil {
		return coded.Code
	}
	return ""
}

// put writes the fields of a JSON object and returns the record's key.
func (d *device) put(collection, id, fields string) changesync.Key {
	d.w.t.Helper()
	var v models.Values
	d.w.must(json.Unmarshal([]byte(fields), &v))
	written := d.write(changesync.Change{Key: key(collection, id), Set: v})
	return key(collection, written.IDs[0])
}

// plan has csm01 submit a plan of two visits, and returns its key.
func (w *world) plan(d *device) changesync.Key {
	w.t.Helper()
	k := d.put("visit_plan", "", `{"plan_month":"2016-05","planner":"s-csm01","made_on":"2016-05-03","status":"已提交",
		"items":[{"id":"i1","customer":"c1","planned_date":"2016-05-12","purposes":["V3"],"reason":"其他"}]}`)
	d.sync()
	return k
}

// A plan is confirmed by its author's leader in the version that he saw; what
// its author changes in the meantime, or later, asks for another confirmation.
func TestAConfirmationIsBoundToWhatItSaw(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	k := w.plan(d)
	seen := w.version("tl01", k)
	d.put("visit_plan", k.ID, `{"made_on":"2016-05-04"}`)
	d.sync()
	if got := w.rules("tl01", k, "confirm", "confirm", "", seen); got != changesync.CodeChanged {
		t.Fatalf("confirmed unseen: %q", got)
	}
	for user, want := range map[string]string{"csm01": changesync.CodeNotAllowed, "csm02": changesync.CodeNotFound, "tl01": ""} {
		if got := w.decides(user, k, "confirm", "confirm", ""); got != want {
			t.Errorf("%s confirms: %q, want %q", user, got, want)
		}
	}
	// Written before the confirmation was heard of, it arrives after it.
	d.put("visit_plan", k.ID, `{"items":[{"id":"i2","customer":"c1","planned_date":"2016-05-20","purposes":["V1"],"reason":"其他"}]}`)
	d.sync()
	d.sync()
	if got := d.value("visit_plan", k.ID, "status"); got != `"已提交"` {
		t.Errorf("a changed plan stays %s", got)
	}
	if got := w.decides("tl01", k, "confirm", "confirm", ""); got != "" {
		t.Fatalf("confirmed anew: %q", got)
	}
	d.sync()
	d.put("visit_plan", k.ID, `{"status":"执行中"}`)
	d.sync()
	d.sync()
	if got := d.value("visit_plan", k.ID, "status"); got != `"执行中"` {
		t.Errorf("a confirmed plan that is under way: %s", got)
	}
}

// A state that somebody set without knowing of the confirmation goes before it.
func TestAWithdrawalUnseenUndoesAConfirmation(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	k := w.plan(d)
	if got := w.decides("tl01", k, "confirm", "confirm", ""); got != "" {
		t.Fatal(got)
	}
	d.put("visit_plan", k.ID, `{"status":"草稿"}`)
	d.sync()
	d.sync()
	if got := d.value("visit_plan", k.ID, "status"); got != `"草稿"` {
		t.Errorf("the plan is %s", got)
	}
	if got := w.decides("tl01", k, "confirm", "confirm", ""); got != changesync.CodeNotOpen {
		t.Errorf("a draft was confirmed: %q", got)
	}
}

// What the office decides about is void from a device, whoever holds it.
func TestADeviceConfirmsNothing(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	k := w.plan(d)
	if _, err := d.r.Write(t.Context(), changesync.Change{Key: k, Set: models.Values{"status": []byte(`"已确认"`)}}); err == nil || !strings.Contains(err.Error(), "office") {
		t.Errorf("the phone took it: %v", err)
	}
	p := w.device("csm01").pen()
	c := p.edit(k, "staff/s-csm01", "status", `"已确认"`, w.dots(k, "status")...)
	got := p.push(c)
	if len(got) != 1 || len(got[0].Void) != 1 || got[0].Void[0].Code != changesync.CodeServerField || w.shown(k, "status") != `"已提交"` {
		t.Errorf("answered %+v, the plan is %s", got, w.shown(k, "status"))
	}
}

// Review: received, accepted, edited, returned with a note, void.
func TestReviewStates(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("bo01", "BO")
	d := w.device("csm01")
	k := d.put("follow_up", "", `{"customer":"c1","origin":"c1","content":"答复","owner":"s-csm01","status":"待办","record_no":"160510-AAAAAA",
		"collected_by":"s-csm01","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted"}`)
	d.sync()
	review := func(want, note string) {
		t.Helper()
		d.sync()
		if got := d.value("follow_up", k.ID, "review"); got != `"`+want+`"` {
			t.Errorf("review is %s, want %s", got, want)
		}
		if got := d.value("follow_up", k.ID, "review_note"); got != note {
			t.Errorf("note is %q, want %q", got, note)
		}
	}
	review("received", "")
	step := func(verdict, note, want string) {
		t.Helper()
		if got := w.decides("bo01", k, "review", verdict, note); got != want {
			t.Errorf("%s: %q, want %q", verdict, got, want)
		}
	}
	step("accept", "", "")
	review("accepted", "")
	step("accept", "", changesync.CodeNotOpen)
	d.put("follow_up", k.ID, `{"content":"答复信号问题"}`)
	d.sync()
	review("edited", "")
	step("return", "", changesync.CodeNoteRequired)
	step("return", "请写明答复时间", "")
	review("returned", `"请写明答复时间"`)
	d.put("follow_up", k.ID, `{"promised_reply_at":"2016-05-12T17:00:00+08:00"}`)
	d.sync()
	review("received", `"请写明答复时间"`)
	step("void", "重复登记", "")
	review("void", `"重复登记"`)
	d.put("follow_up", k.ID, `{"content":"再改"}`)
	d.sync()
	review("void", `"重复登记"`)
}
