package changesync_test

import (
	"encoding/json"
	"errors"
	"slices"
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
	d.put("follow_up", k.ID, `{"content":"答复资费","submission":"withdrawn"}`) // what is taken back is accepted no more
	d.sync()
	review("edited", "")
	d.put("follow_up", k.ID, `{"submission":"submitted"}`)
	d.sync()
	step("accept", "", "")
	review("accepted", "")
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

// A key person is listed by the leader of the department, then the vice
// president, in this order; what changes in between asks for both anew.
func TestAKeyPersonIsApprovedInOrder(t *testing.T) {
	w := newWorld(t)
	w.people()
	for user, role := range map[string]string{"gel01": "GEL", "vp01": "VP"} {
		w.employ(user, role)
	}
	d := w.device("am01")
	k := d.put("key_person_application", "", `{"customer":"c1","key_person":"k1","applicant":"s-am01","customer_class":"党政军重要客户","submission":"draft"}`)
	d.sync()
	step := func(user, decision, verdict, want string) {
		t.Helper()
		if got := w.decides(user, k, decision, verdict, ""); got != want {
			t.Errorf("%s of %s: %q, want %q", decision, user, got, want)
		}
	}
	step("gel01", "leader", "approve", changesync.CodeNotOpen) // a draft
	d.put("key_person_application", k.ID, `{"submission":"submitted"}`)
	d.sync()
	step("vp01", "vp", "approve", changesync.CodeNotOpen) // before the leader
	step("vp01", "leader", "approve", changesync.CodeNotAllowed)
	step("am01", "leader", "approve", changesync.CodeNotAllowed)
	step("gel01", "leader", "approve", "")
	d.put("key_person_application", k.ID, `{"customer_class":"集团管控的清单级"}`)
	d.sync()
	if got := w.shown(k, "status") + w.shown(k, "leader_decision"); got != `"待政企部领导审批"` {
		t.Errorf("an approval of other content stands: %s", got)
	}
	step("gel01", "leader", "approve", "")
	step("vp01", "vp", "approve", "")
	for field, want := range map[string]string{"status": `"已纳入名单"`, "leader": `"s-gel01"`, "vp": `"s-vp01"`, "vp_decision": `"通过"`, "valid_from": `"2016-05-10"`} {
		if got := w.shown(k, field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
}

// Nobody is listed beyond the quota of a branch; what others have listed does not
// count, and one place more lets the next one in.
func TestTheQuotaOfKeyPersonsHolds(t *testing.T) {
	w := newWorld(t)
	w.units()
	for user, role := range map[string]string{"vp01": "VP", "am01": "AM"} {
		w.employ(user, role)
	}
	w.office("", set("staff", "s-am01", "team", "t1"))
	quota := func(unit, n string) {
		w.office("org", set("rule_param", "quota-"+unit+n, "param", "key_person_quota", "unit", unit, "value", n, "valid_from", "2016-05-0"+n))
	}
	quota("b1", "1")
	d := w.device("am01")
	list := func(person, want string) {
		t.Helper()
		k := d.put("key_person_application", "", `{"customer":"c1","key_person":"`+person+`","applicant":"s-am01","customer_class":"党政军重要客户","submission":"submitted"}`)
		d.sync()
		if got := w.decides("gel01", k, "leader", "approve", ""); got != "" {
			t.Fatalf("the leader: %q", got)
		}
		if got := w.decides("vp01", k, "vp", "approve", ""); got != want {
			t.Errorf("%s is listed with %q, want %q", person, got, want)
		}
	}
	w.office("customer/c1", set("key_person_application", "elsewhere", "customer", "c1", "key_person", "k0", "applicant", "s-br02", "status", "已纳入名单"))
	list("k1", "")
	list("k2", changesync.CodeBlocked)
	quota("b1", "2")
	list("k3", "")
	list("k4", changesync.CodeBlocked)
}

// A batch of messages is approved by the director; another text asks anew, what
// is noted about its sending does not.
func TestABatchIsApprovedWithItsText(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("vcd01", "VCD")
	d := w.device("am01")
	k := d.put("sms_batch", "", `{"author":"s-am01","title":"夏季优惠","sms_type":"M7","recipients":["p1"],"header":"尊敬的客户","body":"优惠活动",
		"footer":"您的客户经理","planned_at":"2016-05-12T10:00:00+08:00","submission":"submitted"}`)
	d.sync()
	if got := w.decides("vcd01", k, "approve", "approve", ""); got != "" {
		t.Fatal(got)
	}
	d.put("sms_batch", k.ID, `{"sent_at":"2016-05-12T10:00:00+08:00"}`)
	d.sync()
	if got := w.shown(k, "approval"); got != `"通过"` {
		t.Errorf("sent, and %s", got)
	}
	d.put("sms_batch", k.ID, `{"body":"优惠活动,再加五折"}`)
	d.sync()
	if got := w.shown(k, "approval") + w.shown(k, "approver"); got != `"待审批"` {
		t.Errorf("with another text it is %s", got)
	}
	if got := w.decides("vcd01", k, "approve", "refuse", ""); got != changesync.CodeNoteRequired {
		t.Errorf("refused without a word: %q", got)
	}
}

// Acceptance is blocked by the rules for it, and nobody reviews his own.
func TestWhatIsNotAccepted(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("bo01", "BO")
	for user, want := range map[string]string{"s-csm01": changesync.CodeBlocked, "s-bo01": changesync.CodeOwnRecord} {
		id := "v-" + user
		w.office("customer/c1", set("visit_record", id, "customer", "c1", "visitor", "s-csm01", "collected_by", user,
			"submission", "submitted", "result_summary", "已拜访"))
		if got := w.decides("bo01", key("visit_record", id), "review", "accept", ""); got != want {
			t.Errorf("a visit of %s: %q, want %q", user, got, want)
		}
	}
	subject := changesync.AuditOfRecord(key("visit_record", "v-s-csm01"))
	if noted := w.audited(subject, changesync.AuditDecide); len(noted) != 0 {
		t.Errorf("what was refused is noted as decided: %+v", noted)
	}
	if got := w.decides("bo01", key("visit_record", "v-s-csm01"), "review", "return", "缺少信息资料收集表"); got != "" {
		t.Fatal(got)
	}
	noted := w.audited(subject, changesync.AuditDecide)
	if len(noted) != 1 || noted[0].User != "bo01" || noted[0].Field != "review" || !strings.HasPrefix(noted[0].Detail, "review return ") {
		t.Errorf("noted %+v", noted)
	}
}

// A state that nothing leads to is stored and flagged.
func TestAStepThatIsNoneIsFlagged(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	k := d.put("follow_up", "", `{"customer":"c1","origin":"c1","content":"答复","owner":"s-csm01","status":"已完成","record_no":"160510-AAAAAA",
		"collected_by":"s-csm01","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted"}`)
	d.sync()
	d.put("follow_up", k.ID, `{"status":"待办"}`)
	d.sync()
	if got := w.shown(k, "status") + w.shown(k, "flags") + w.shown(k, "review"); got != `"待办"["bad_transition"]"has_issues"` {
		t.Errorf("it is %s", got)
	}
}

// A state that the workflow does not know is flagged where it arrives, and any
// known one may follow: it locks nothing.
func TestAnUnknownStateLocksNothing(t *testing.T) {
	w := newWorld(t)
	w.people()
	k, p := key("showcase_event", "e1"), w.device("csm01").pen()
	for _, c := range [][2]string{{"不存在", "not_an_option"}, {"进行中", ""}, {"计划中", changesync.CodeBadStep}} {
		r := p.push(p.edit(k, "event/e1", "status", `"`+c[0]+`"`, w.dots(k, "status")...))[0]
		got := ""
		for _, code := range []string{"not_an_option", changesync.CodeBadStep} {
			if slices.Contains(reasonCodes(r.Flags), code) {
				got += code
			}
		}
		if got != c[1] || w.shown(k, "status") != `"`+c[0]+`"` {
			t.Errorf("%s: flagged %q, want %q; it is %s", c[0], got, c[1], w.shown(k, "status"))
		}
	}
}
