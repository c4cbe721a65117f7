package mobile_test

import (
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/sync"
)

// TestMaskedQuarantine: a leader, who sees a customer masked, is told that an
// edit was put aside and why, not what it says, and cannot act on it.
func TestMaskedQuarantine(t *testing.T) {
	w := newWorld(t)
	w.office("org", "staff", "s-tl01", `{"staff_no":"tl01","name":"班长","roles":["TL"],"team":"t1","active":true,"valid_from":"2016-01-01"}`)
	w.ok(w.engine.PutUser(ctx, changesync.User{Name: "tl01", Staff: "s-tl01", Active: true}))
	leader := w.device("tl01")
	a, _ := reassigned(w, func(a *phone) {
		a.put("customer", "c1", `{"special_visit_need":"周五下午"}`)
	})
	own := leader.overlong("customer", "c1", `{"special_visit_need":"x"}`)
	leader.sync()
	list := leader.quarantine()
	var others []mobile.Aside
	for _, aside := range list {
		if aside.ID != own {
			others = append(others, aside)
		} else if aside.Withheld || len(aside.Writes) == 0 {
			t.Errorf("the leader's own: %+v", aside)
		}
	}
	if len(list) != 2 || len(others) != 1 {
		t.Fatalf("%d in quarantine: %+v", len(list), list)
	}
	got := others[0]
	if !got.Withheld || got.Author != "csm01" || len(got.Reasons) == 0 || got.Reasons[0].Code != changesync.CodeOutsideGrants || got.Writes == nil || len(got.Writes) != 0 {
		t.Errorf("%+v", got)
	}
	_, err := leader.Amend(ctx, got.ID) // with nothing to repeat it would dismiss
	w.code(err, changesync.CodeWithheld)
	_, err = leader.Dismiss(ctx, got.ID)
	w.code(err, changesync.CodeWithheld)
	if list := a.quarantine(); len(list) != 1 || list[0].Withheld {
		t.Errorf("the author's: %+v", list)
	}
}
