package changesync_test

import (
	"testing"

	changesync "fieldsync/sync"
)

// A conflict and an edit in quarantine need the attention of those who may
// settle them, not of a leader who reads along.
func TestAttentionOfWhomItConcerns(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b, leader := w.device("csm01"), w.device("am01"), w.device("tl01")
	for name, role := range map[string]string{"gel01": "GEL", "sup01": "SUP"} {
		w.office("org", set("staff", "s-"+name, "staff_no", name, "name", name, "roles", `["`+role+`"]`,
			"team", "t1", "active", "true", "valid_from", "2016-01-01"))
		w.must(w.engine.PutUser(w.ctx, changesync.User{Name: name, Staff: "s-" + name, Active: true}))
	}
	reader, planner := w.device("gel01"), w.device("sup01")
	kp := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001")).IDs[0]
	a.sync()
	b.sync()
	a.write(set("key_person", kp, "own_mobile", "13800000002"))
	b.write(set("key_person", kp, "own_mobile", "13800000003"))
	b.write(set("customer", "c1", "marketing_grid", `12`))
	desk := w.device("desk01")
	desk.write(set("customer", "c1", "address", "天目山路7号")) // may read it only
	for range 2 {
		for _, d := range []*device{a, b, desk, leader, reader, planner} {
			d.sync()
		}
	}
	if s := a.standing(); s.Conflicts != 1 || s.Items != 1 {
		t.Errorf("the manager: %+v", s)
	}
	if s := leader.standing(); s.Conflicts != 0 || s.Items != 0 {
		t.Errorf("the leader: %+v", s)
	}
	if s := reader.standing(); s.Conflicts != 0 || s.Items != 0 {
		t.Errorf("who may read all and write nothing: %+v", s)
	}
	if s := planner.standing(); s.Conflicts != 0 || s.Items != 0 {
		t.Errorf("who may write but gets the values withheld: %+v", s)
	}
	seen, err := leader.r.Conflicts(w.ctx)
	w.must(err)
	items, err := leader.r.QuarantineItems(w.ctx)
	w.must(err)
	if len(seen) != 1 || len(items) != 1 || items[0].Content != nil {
		t.Errorf("the leader reads along: %+v %+v", seen, items)
	}
}
