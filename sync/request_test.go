package changesync_test

import (
	"testing"

	changesync "fieldsync/sync"
)

// TestRequestsWaitForTheOffice: what an author submits waits for a decision,
// which does not cover what he writes later, and which ends when he withdraws.
func TestRequestsWaitForTheOffice(t *testing.T) {
	w := newWorld(t)
	w.people()
	am, csm := w.device("am01"), w.device("csm01")
	says := func(k changesync.Key, field, want string) {
		t.Helper()
		if got := w.shown(k, field); got != `"`+want+`"` {
			t.Errorf("%s of %s is %s, want %s", field, k, got, want)
		}
	}
	write := func(d *device, collection, id string, fields ...string) changesync.Key {
		t.Helper()
		id = d.write(set(collection, id, fields...)).IDs[0]
		d.sync()
		return key(collection, id)
	}
	a := write(am, "key_person_application", "", "customer", "c1", "key_person", "k1", "applicant", "s-am01", "submission", "draft")
	says(a, "status", "申请")
	write(am, a.Collection, a.ID, "submission", "submitted")
	says(a, "status", "待政企部领导审批")
	w.office("", set(a.Collection, a.ID, "leader_decision", "通过", "status", "待分管副总审批"))
	write(am, a.Collection, a.ID, "customer_class", "集团管控的清单级")
	says(a, "status", "待政企部领导审批")
	write(am, a.Collection, a.ID, "submission", "withdrawn")
	says(a, "status", "已撤销")
	write(am, a.Collection, a.ID, "submission", "submitted")
	w.office("", set(a.Collection, a.ID, "status", "已纳入名单"))
	write(am, a.Collection, a.ID, "submission", "withdrawn")
	says(a, "status", "已撤销")

	b := write(csm, "sms_batch", "", "author", "s-csm01", "body", "请您防寒保暖", "submission", "submitted")
	says(b, "approval", "待审批")
	w.office("", set(b.Collection, b.ID, "approval", "不通过", "approval_note", "过长"))
	write(csm, b.Collection, b.ID, "body", "注意保暖")
	says(b, "approval", "待审批")
	write(csm, b.Collection, b.ID, "submission", "withdrawn")
	write(csm, b.Collection, b.ID, "submission", "submitted")
	says(b, "approval", "待审批")
	w.office("", set(b.Collection, b.ID, "approval", "通过"))
	write(csm, b.Collection, b.ID, "test_ok", "true")
	says(b, "approval", "通过")
	write(csm, b.Collection, b.ID, "body", "另一段话")
	says(b, "approval", "待审批")

	// What the office writes whole is decided already.
	w.office("staff/s-csm01", set("sms_batch", "b2", "author", "s-csm01", "body", "导入的短信", "submission", "submitted", "approval", "通过"))
	says(key("sms_batch", "b2"), "approval", "通过")
}
