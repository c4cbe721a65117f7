package chores

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// TestRulesOfEveryShapeAreDone: what rules add to a list, or take out of it, and
// what they tell about a topic is written, and who is escalated to is found.
func TestRulesOfEveryShapeAreDone(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.staffed()
	r.must(t)
	r.put(t, "admin", "staff", "svm", set(t, "staff_no", "svm", "name", "svm", "roles", []string{"SVM"}, "team", "t1", "active", true, "valid_from", "2015-01-01"))
	r.put(t, "svm", "vpn_user", "u", set(t, "customer", "c", "pay_type", "预付费"))
	r.putAll(t, "arrears_case", "prepaid", set(t, "customer", "c", "user", "u", "exempt_kind", "本地级"), "treatment", "电话", "短信")
	r.put(t, "svm", "arrears_case", "malice", set(t, "customer", "c", "nature", "恶意欠费"))
	complaint := func(id, deadline string) {
		r.put(t, "csm", "complaint_case", id, set(t, "customer", "c", "topic", "计费", "received_at", "2016-05-10T08:00:00+08:00", "solved_at_once", false,
			"status", "处理中", "collected_by", "csm", "submission", "submitted", "deadline", deadline))
	}
	complaint("k1", "2016-05-10T08:30:00+08:00")
	complaint("k2", "2016-05-11T08:30:00+08:00")
	complaint("k3", "2016-05-11T08:30:00+08:00")
	r.must(t)
	if got := string(r.values(t, "arrears_case", "malice")["treatment"]); got != `["法律诉讼"]` {
		t.Errorf("treatment of malice: %s", got)
	}
	if got := r.values(t, "arrears_case", "prepaid"); len(got["treatment"]) > 2 || text(got, "exempt_kind") == "" {
		t.Errorf("a prepaid user is still in the list: %s", got)
	}
	same(t, "the topic is told once", r.notices(t, "R-COMP-05"), "R-COMP-05 2016-05-10 svm")
	w.hour()
	r.must(t)
	late := r.values(t, "complaint_case", "k1")
	if text(late, "status") != "已升级" || text(late, "escalated_to") != "svm" || text(late, "escalated_at") == "" {
		t.Errorf("escalated: %s", late)
	}
}

// TestAnOrderIsHandedOn: it goes to whom it is handed on to, as often as that is
// done, and back to whoever gave it out when it is refused.
func TestAnOrderIsHandedOn(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.staffed()
	r.must(t)
	r.put(t, "csm", "work_order", "o", set(t, "customer", "c", "duty", "1", "origin", "自建", "assignee", "csm", "status", "办理中",
		"issued_at", "2016-05-10T08:00:00+08:00", "accepted_at", "2016-05-10T08:10:00+08:00", "due_at", "2016-05-20T08:00:00+08:00"))
	hand := func(from, to, accepted string) {
		t.Helper()
		r.put(t, from, "work_order", "o", set(t, "status", "办理中", "accepted_at", accepted))
		r.must(t)
		r.put(t, from, "work_order", "o", set(t, "status", "已转办", "transferred_to", to, "transfer_reason", "休假"))
		r.must(t)
		if v := r.values(t, "work_order", "o"); text(v, "assignee") != to || text(v, "status") != "待接收" {
			t.Errorf("handed on to %s: %s", to, v)
		}
	}
	hand("csm", "cover", "2016-05-10T08:10:00+08:00")
	hand("cover", "csm", "2016-05-10T10:10:00+08:00")
	hand("csm", "cover", "2016-05-10T11:10:00+08:00")
	r.put(t, "cover", "work_order", "o", set(t, "status", "已退回", "refusal_reason", "重复"))
	r.must(t)
	if n := len(r.notices(t, "R-WO-04")); n != 6 {
		t.Errorf("%d notices, three to a colleague and to his leader", n)
	}
	same(t, "refused", r.notices(t, "R-WO-05"), "R-WO-05 重复 tl")
}

// TestNobodysCustomer: whom nobody serves, so that no team's leader answers for
// him, is told to the service management.
func TestNobodysCustomer(t *testing.T) {
	w := newWorld(t, "2019-01-10") // the ids of the test are of 2019
	r := w.staffed()
	r.put(t, "admin", "staff", "svm", set(t, "staff_no", "svm", "name", "svm", "roles", []string{"SVM"}, "team", "t1", "active", true, "valid_from", "2015-01-01"))
	r.must(t)
	const id = "0168362a-2c00-7000-8000-000000000001" // of 2019-01-10
	r.put(t, "admin", "customer", id, set(t, "customer_no", "B1", "customer_name", "交通集团"))
	w.day("2019-01-13")
	r.must(t)
	same(t, "the same number", r.notices(t, "R-CUST-08"), "R-CUST-08 B1 svm")
	var owner string
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		rows, err := l.Records(changesync.RecordQuery{Collection: "follow_up"})
		for _, row := range rows {
			owner += text(row.Values, "owner")
		}
		return err
	})
	if err != nil || owner != "svm" {
		t.Errorf("the customer whom nobody serves is told to %q (%v)", owner, err)
	}
}

// TestALeaderIsToldOnce: who is his own leader hears of his overdue promise once,
// and of a colleague's as before.
func TestALeaderIsToldOnce(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.staffed()
	for _, owner := range []string{"tl", "csm"} {
		r.put(t, owner, "follow_up", "f-"+owner, set(t, "customer", "c", "content", "答复", "owner", owner, "status", "待办", "submission", "submitted",
			"promised_reply_at", "2016-05-09T12:00:00+08:00"))
	}
	r.must(t)
	const at = "R-VISIT-19 2016-05-09T12:00:00+08:00 "
	same(t, "told", r.notices(t, "R-VISIT-19"), at+"csm", at+"tl", at+"tl")
}

// TestWhatHasNoFlagsIsTold: what the rules find in a record without flags is
// told, once, to whoever answers for it.
func TestWhatHasNoFlagsIsTold(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.staffed()
	r.put(t, "admin", "staff", "sup", set(t, "staff_no", "sup", "name", "sup", "roles", []string{"SUP"}, "team", "t1", "active", true, "valid_from", "2015-01-01"))
	r.must(t)
	r.put(t, "admin", "rule_param", "bad", set(t, "param", "late_entry_hours", "unit", "t1", "value", "soon", "valid_from", "2016-05-01"))
	r.put(t, "admin", "rule_param", "good", set(t, "param", "late_entry_hours", "unit", "t1", "value", "12", "valid_from", "2016-05-02"))
	r.put(t, "sup", "showcase_event", "e", set(t, "customer", "c"))
	r.put(t, "sup", "event_desk", "d", set(t, "event", "e", "gift_stock", 80))
	r.put(t, "sup", "event_gift", "g", set(t, "event", "e", "desk", "d", "quantity", 81, "given_by", "sup"))
	r.must(t)
	r.put(t, "admin", "rule_param", "bad", set(t, "remark", "x"))
	r.must(t)
	same(t, "told once", r.notices(t, "R-PARAM-01"), "R-PARAM-01  tl")
	same(t, "told", r.notices(t, "R-SHOW-13"), "R-SHOW-13  sup")
}

// hour lets an hour pass.
func (w *world) hour() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Hour)
}

// putAll writes a record with a set of elements.
func (r *Runner) putAll(t *testing.T, collection, id string, record models.Values, field string, elements ...string) {
	t.Helper()
	e := changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: "customer/c", Set: record, Add: map[string][]json.RawMessage{}}
	for _, v := range elements {
		e.Add[field] = append(e.Add[field], json.RawMessage(`"`+v+`"`))
	}
	if _, err := r.engine.WriteAs(t.Context(), "admin", e); err != nil {
		t.Fatal(err)
	}
}

// TestARefusedDutyHoldsUpNoOther: what cannot be written is told, once, and
// asked about again in the next hour; whatever comes before and after it is done.
func TestARefusedDutyHoldsUpNoOther(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.server()
	var done []string
	spoilt := true
	do := func(l *changesync.Ledger, keys []changesync.Key) (func(), error) {
		for _, k := range keys {
			value := json.RawMessage(`"杭州"`)
			if k.ID == "bad" && spoilt {
				value = json.RawMessage(`["not a text"]`)
			}
			l.Write(changesync.ServerUser, changesync.Edit{Key: k, Set: models.Values{"address": value}})
		}
		return func() {
			for _, k := range keys {
				done = append(done, k.ID)
			}
		}, nil
	}
	pick := func(e changesync.LogEntry) (changesync.Key, bool, error) {
		return e.Key, e.Key.Collection == "customer" && !slices.Contains(done, e.Key.ID), nil
	}
	trail := trail{name: "test"}
	round := func(r *Runner) {
		t.Helper()
		r.refused = nil
		if err := r.anchor(t.Context(), &trail, func(*changesync.Ledger) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := r.follow(t.Context(), &trail, pick, do); err != nil {
			t.Fatal(err)
		}
	}
	round(r)
	for _, id := range []string{"a", "bad", "c", "d", "e"} {
		r.put(t, "admin", "customer", id, set(t, "customer_no", id, "customer_name", id))
	}
	round(r)
	slices.Sort(done)
	same(t, "done", done, "a", "c", "d", "e")
	if len(r.refused) != 1 || !strings.Contains(r.refused[0].Error(), "customer bad: ") {
		t.Errorf("refused: %v", r.refused)
	}
	round(r)
	if len(r.refused) != 0 {
		t.Errorf("told again: %v", r.refused)
	}
	spoilt = false // by a better program
	w.hour()
	round(w.server())
	slices.Sort(done)
	same(t, "done in the end", done, "a", "bad", "c", "d", "e")
	round(w.server())
	same(t, "not done again", done, "a", "bad", "c", "d", "e")
}
