package changesync_test

import (
	"testing"

	"fieldsync/models"
	"fieldsync/models/tree"
	changesync "fieldsync/sync"
)

func relation(kind, parent, child string) changesync.Change {
	return set("customer_relation", "", "tree_kind", kind, "parent", parent, "child", child)
}

// TestARingIsSeenBeforeTheServerSaysSo: a phone whose own half still waits
// learns of the other half, and knows by itself which of the two is followed.
// Whether the server has spoken makes no difference.
func TestARingIsSeenBeforeTheServerSaysSo(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c2", set("customer", "c2", "customer_name", "第二机床厂"))
	w.assign("a3", "c2", "csm01", "CSM")
	w.assign("a4", "c2", "am01", "AM")
	a, b := w.device("csm01"), w.device("am01")
	theirs := b.write(relation("marketing", "c2", "c1")).IDs[0]
	mine := a.write(relation("marketing", "c1", "c2")).IDs[0]
	b.sync()
	w.must(a.pull())
	top := []tree.Node{{Tree: "marketing", Customer: "c1"}}
	told := func(when string, d *device) {
		t.Helper()
		faults, err := d.r.RelationFaults(w.ctx, top, nil)
		w.must(err)
		if len(faults) != 1 || faults[mine] != tree.Loop {
			t.Errorf("%s: %v, want that %s is ignored and %s is not", when, faults, mine, theirs)
		}
	}
	told("before the push", a)
	if got := a.value("customer_relation", mine, "ignored"); got != "" {
		t.Errorf("the server has spoken already: %s", got)
	}
	out, err := a.r.NextPush(w.ctx)
	w.must(err)
	run, err := changesync.DecodeRun(out.Body)
	w.must(err)
	res, err := w.engine.Push(w.ctx, a.caller, run)
	w.must(err)
	receipt, err := changesync.ParseReceipt(res.Receipts[0], nil)
	w.must(err)
	flagged := receipt.Flags
	if len(flagged) != 1 || flagged[0].Code != changesync.CodeRing || flagged[0].Field != "parent" || flagged[0].ZH == "" {
		t.Errorf("the receipt says %+v", flagged)
	}
	a.sync()
	b.sync()
	told("afterwards", a)
	told("on the other phone", b)
	if got := a.value("customer_relation", mine, "ignored"); got != `"loop"` {
		t.Errorf("the server's word: %s", got)
	}
}

// TestTheServerFollowsEveryChange: an end, a deletion and an office's edit free
// a relation or have it ignored, also of records that the edit does not touch.
func TestTheServerFollowsEveryChange(t *testing.T) {
	w := newWorld(t)
	w.people()
	for _, r := range [][3]string{{"r1", "c1", "c2"}, {"r2", "c2", "c3"}, {"r3", "c3", "c1"}, {"r4", "c9", "c2"}} {
		c := set("customer_relation", r[0], "tree_kind", "administrative", "parent", r[1], "child", r[2])
		w.office(models.MakeScope(models.ScopeCustomer, r[2]), c)
	}
	says := func(when string, want ...string) {
		t.Helper()
		for i, id := range []string{"r1", "r2", "r3", "r4"} {
			if got := w.shown(key("customer_relation", id), "ignored"); got != want[i] {
				t.Errorf("%s: %s is %q, want %q", when, id, got, want[i])
			}
		}
	}
	says("a ring and a second parent", "", "", `"loop"`, `"second_parent"`)
	w.office("", set("customer_relation", "r1", "valid_to", "2015-12-31"))
	says("ended, but in force before", "", "", `"loop"`, `"second_parent"`)
	w.office("", set("customer_relation", "r4", "valid_from", "2016-01-01"))
	w.office("", set("customer_relation", "r3", "valid_from", "2016-01-01"))
	says("one after the other", "", "", "", "")
	w.office("", set("customer_relation", "r1", "valid_to", "null"))
	says("open again", "", "", `"loop"`, `"second_parent"`)
	w.assign("a3", "c2", "csm01", "CSM")
	a := w.device("csm01")
	a.write(changesync.Change{Key: key("customer_relation", "r1"), Delete: true})
	a.sync()
	says("gone", "", "", "", "")
}
