package changesync_test

import "testing"

// A conflict and an edit in quarantine need the attention of those who may
// settle them, not of a leader who reads along.
func TestAttentionOfWhomItConcerns(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b, leader := w.device("csm01"), w.device("am01"), w.device("tl01")
	kp := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001")).IDs[0]
	a.sync()
	b.sync()
	a.write(set("key_person", kp, "own_mobile", "13800000002"))
	b.write(set("key_person", kp, "own_mobile", "13800000003"))
	b.write(set("customer", "c1", "marketing_grid", `12`))
	desk := w.device("desk01")
	desk.write(set("customer", "c1", "address", "天目山路7号")) // may read it only
	for range 2 {
		for _, d := range []*device{a, b, desk, leader} {
			d.sync()
		}
	}
	if s := a.standing(); s.Conflicts != 1 || s.Items != 1 {
		t.Errorf("the manager: %+v", s)
	}
	if s := leader.standing(); s.Conflicts != 0 || s.Items != 0 {
		t.Errorf("the leader: %+v", s)
	}
	seen, err := leader.r.Conflicts(w.ctx)
	w.must(err)
	items, err := leader.r.QuarantineItems(w.ctx)
	w.must(err)
	if len(seen) != 1 || len(items) != 1 || items[0].Content != nil {
		t.Errorf("the leader reads along: %+v %+v", seen, items)
	}
}
