package changesync_test

import (
	"fmt"
	"testing"

	changesync "fieldsync/sync"
)

func TestStoryInMemory(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b, desk := w.device("csm01"), w.device("am01"), w.device("desk01")

	if got := a.value("customer", "c1", "marketing_grid"); got != `"HZ-01"` {
		t.Fatalf("first sync: marketing_grid = %s", got)
	}
	kp := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001")).IDs[0]
	a.sync()
	b.sync()

	// Everybody is offline.
	a.write(set("customer", "c1", "no_home_visit", "true"))
	a.write(set("key_person", kp, "own_mobile", "13800000002"))
	b.write(set("customer", "c1", "marketing_grid", "HZ-02"), set("key_person", kp, "own_mobile", "13800000003"))
	for i := range 200 {
		desk.write(signUp(i))
	}
	for i := range 12 {
		a.write(signUp(i))
	}

	for range 2 {
		a.sync()
		b.sync()
		desk.sync()
	}
	list, err := a.r.List(w.ctx, "event_lead", "", 1000)
	w.must(err)
	if len(list) != 200 {
		t.Errorf("%d sign-ups, want 200", len(list))
	}
	for _, d := range []*device{a, b} {
		if d.value("customer", "c1", "no_home_visit") != "true" || d.value("customer", "c1", "marketing_grid") != `"HZ-02"` {
			t.Errorf("%s: an edit of the customer is missing", d.user)
		}
		conflicts, err := d.r.Conflicts(w.ctx)
		w.must(err)
		if len(conflicts) != 1 || conflicts[0].Field != "own_mobile" || len(conflicts[0].Values) != 2 ||
			string(conflicts[0].Base) != `"13800000001"` {
			t.Fatalf("%s: conflicts %+v", d.user, conflicts)
		}
	}
	id := changesync.ConflictID(changesync.Key{Collection: "key_person", ID: kp}, "own_mobile")
	_, err = b.r.Settle(w.ctx, id, changesync.ChooseMine, nil)
	w.must(err)
	b.sync()
	a.sync()
	if s := a.standing(); s.Conflicts != 0 || s.Waiting != 0 {
		t.Errorf("a: %+v", s)
	}
	if got := a.value("key_person", kp, "own_mobile"); got != `"13800000003"` {
		t.Errorf("settled as %s", got)
	}

	// The customer changes hands while A holds an unsent edit.
	a.write(set("customer", "c1", "special_visit_need", "周五下午"))
	w.office("", set("assignment", "a1", "valid_to", "2016-05-09"))
	w.assign("a3", "c1", "csm02", "CSM")
	c := w.device("csm02")
	a.sync()
	if got := a.value("customer", "c1", "customer_name"); got != "(no record)" {
		t.Errorf("the customer is still on A's phone: %s", got)
	}
	if s := a.standing(); s.Quarantined != 1 || s.Waiting != 0 {
		t.Errorf("A after the reassignment: %+v", s)
	}
	c.sync()
	items, err := c.r.QuarantineItems(w.ctx)
	w.must(err)
	if len(items) != 1 || items[0].Author != "csm01" {
		t.Fatalf("the new owner's quarantine: %+v", items)
	}
	_, err = c.r.Amend(w.ctx, items[0].Dot, set("customer", "c1", "special_visit_need", "周五下午"))
	w.must(err)
	c.sync()
	if got := c.value("customer", "c1", "special_visit_need"); got != `"周五下午"` {
		t.Errorf("accepted edit: %s", got)
	}
	a.sync()
	if s := a.standing(); s.Quarantined != 0 {
		t.Errorf("A still has it in quarantine: %+v", s)
	}
}

func signUp(i int) changesync.Change {
	return set("event_lead", "", "event", "e1", "desk", "d1", "lead_name", fmt.Sprintf("客户%03d", i),
		"mobile", fmt.Sprintf("1390000%04d", i), "intent_level", "大",
		"entries", fmt.Sprintf(`[{"desk":"d1","operator":"s-desk01","at":"2016-05-10T09:00:00+08:00","said":"%d"}]`, i))
}
