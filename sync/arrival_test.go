package changesync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	changesync "fieldsync/sync"
)

// A device's write to a field of the server is void everywhere, said in the
// receipt, and takes nothing else with it.
func TestServerFieldsAreVoid(t *testing.T) {
	w := newWorld(t)
	w.people()
	p := w.device("csm01").pen()
	c := p.next(changesync.Header{Records: []changesync.Target{target("customer", "c1", "customer/c1", false)}},
		value("account_manager", `"s-csm01"`), value("address", `"x"`))
	r := p.push(c)[0]
	if r.Outcome != changesync.OutcomeApplied || fmt.Sprint(reasonCodes(r.Void)) != "[server_field]" || r.Void[0].Field != "account_manager" {
		t.Errorf("receipt %+v", r)
	}
	k := key("customer", "c1")
	if w.shown(k, "account_manager") != "" || w.shown(k, "address") != `"x"` {
		t.Errorf("manager %s, address %s", w.shown(k, "account_manager"), w.shown(k, "address"))
	}
	// Even of a wrong type it is void, not quarantine: its value does not matter.
	r = p.push(p.next(c.Header, value("service_manager", `{}`)))[0]
	if r.Outcome != changesync.OutcomeApplied || len(r.Void) != 1 {
		t.Errorf("of a wrong type: %+v", r)
	}
}

// What this version does not know is kept byte for byte and passed on to full
// views only.
func TestUnknownIsKeptRaw(t *testing.T) {
	w := newWorld(t)
	w.people()
	p := w.device("csm01").pen()
	odd := `{"b": [1.50, "\u00e9"],"a":null}`
	r := p.push(
		p.next(changesync.Header{Records: []changesync.Target{target("customer", "c1", "customer/c1", false)}}, value("field_of_tomorrow", odd)),
		p.next(changesync.Header{Records: []changesync.Target{target("thing_of_tomorrow", "t1", "customer/c1", true)}}, value("x", odd)),
	)
	if r[0].Outcome != changesync.OutcomeApplied || r[1].Outcome != changesync.OutcomeApplied {
		t.Fatalf("%+v %+v", r[0], r[1])
	}
	w.employ("qc01", "QC")
	am, inspector := w.device("am01"), w.device("qc01")
	for _, d := range []*device{am, inspector} {
		thing, err := d.r.Get(w.ctx, key("thing_of_tomorrow", "t1"))
		w.must(err)
		customer, err := d.r.Get(w.ctx, key("customer", "c1"))
		w.must(err)
		full := d == am
		if (thing != nil) != full {
			t.Errorf("%s has the unknown record: %v", d.user, thing != nil)
		}
		if full && (string(thing.Values["x"]) != odd || string(customer.Values["field_of_tomorrow"]) != odd) {
			t.Errorf("%s: %s and %s", d.user, thing.Values["x"], customer.Values["field_of_tomorrow"])
		}
		if !full && customer.Values["field_of_tomorrow"] != nil {
			t.Errorf("%s, who sees masks, got the unknown field", d.user)
		}
	}
}

// A recorded fact is never refused for a rule or a missing field: it is stored,
// flagged, and given a review state.
func TestFlagsAndReview(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	collected := w.now.Format(time.RFC3339)
	id := d.write(set("key_person", "", "customer", "c1", "submission", "submitted", "collected_by", "s-csm01", "collected_at", collected)).IDs[0]
	k := key("key_person", id)
	out, err := d.r.NextPush(w.ctx)
	w.must(err)
	raw, err := d.send(out.Body)
	w.must(err)
	var res changesync.PushResult
	w.must(json.Unmarshal(raw, &res))
	r, err := changesync.ParseReceipt(res.Receipts[0], nil)
	w.must(err)
	if r.Outcome != changesync.OutcomeApplied || len(r.Flags) == 0 || !slices.ContainsFunc(r.Flags, func(f changesync.Reason) bool { return f.Field == "kp_name" && f.Code == "required" }) {
		t.Fatalf("flags %v", r.Flags)
	}
	if got := w.shown(k, "review"); got != `"has_issues"` {
		t.Errorf("review %s", got)
	}
	if got := w.shown(k, "flags"); !strings.Contains(got, "required") {
		t.Errorf("flags %s", got)
	}
	if got := w.shown(k, "late_entry"); got != "false" {
		t.Errorf("late_entry %s", got)
	}

	d.sync()
	d.write(set("key_person", id, "record_no", "KP-1", "kp_name", "王建国", "gender", "男", "department", "采购部", "position", "科长",
		"position_rank", "其他", "birthday", "1970-05-10", "home_address", "杭州市", "customer_consent", "true", "kp_service_manager", "s-csm01", "fault_level", "一级", "wechat_id", "wx"))
	d.sync()
	if got := w.shown(k, "flags"); got != "" {
		t.Errorf("flags after completion: %s", got)
	}
	if got := w.shown(k, "review"); got != `"received"` {
		t.Errorf("review after completion: %s", got)
	}
	w.office("", set("key_person", id, "review", "accepted"))
	d.sync()
	if got := d.value("key_person", id, "review"); got != `"accepted"` {
		t.Errorf("the phone shows review %s", got)
	}
	d.write(set("key_person", id, "department", "财务部"))
	d.sync()
	if got := w.shown(k, "review"); got != `"edited"` {
		t.Errorf("review after an edit: %s", got)
	}
	w.office("", set("key_person", id, "review", "void"))
	d.sync()
	d.write(set("key_person", id, "department", "总务部"))
	d.sync()
	if got := w.shown(k, "review"); got != `"void"` {
		t.Errorf("review after an edit of a void record: %s", got)
	}
}

func TestLateEntry(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	collected := w.now.Format(time.RFC3339)
	w.now = w.now.Add(25 * time.Hour)
	id := d.write(set("key_person", "", "customer", "c1", "submission", "submitted", "collected_by", "s-csm01", "collected_at", collected)).IDs[0]
	d.sync()
	if got := w.shown(key("key_person", id), "late_entry"); got != "true" {
		t.Errorf("late_entry %s", got)
	}
}

func TestDeleteAndRevive(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "submission", "submitted")).IDs[0]
	a.sync()
	b.sync()
	k := key("key_person", id)
	life := func(d *device) changesync.Life {
		s, err := d.r.Get(w.ctx, k)
		w.must(err)
		return s.Life
	}
	a.write(changesync.Change{Key: k, Delete: true})
	a.sync()
	b.sync()
	if life(a) != changesync.Deleted || life(b) != changesync.Deleted {
		t.Errorf("deleted: %d and %d", life(a), life(b))
	}
	b.write(changesync.Change{Key: k, Restore: true})
	b.sync()
	a.sync()
	if life(a) != changesync.Alive || a.value("key_person", id, "kp_name") != `"王建国"` {
		t.Errorf("restored: %d, %s", life(a), a.value("key_person", id, "kp_name"))
	}
	b.write(set("key_person", id, "department", "采购部"))
	a.write(changesync.Change{Key: k, Delete: true})
	a.sync()
	b.sync()
	a.sync()
	if life(a) != changesync.Revived || life(b) != changesync.Revived {
		t.Errorf("an edit that the deletion had not seen: %d and %d", life(a), life(b))
	}
}
