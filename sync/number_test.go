package changesync_test

import (
	"strings"
	"testing"

	changesync "fieldsync/sync"
)

// TestAWrongNumberIsAFlag: what an older program let somebody type has happened
// all the same. It is taken, and flagged until it is mended.
func TestAWrongNumberIsAFlag(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	id := d.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "abc", "id_card_no", "1101051949123100210",
		"submission", "submitted")).IDs[0]
	d.sync()
	k := key("key_person", id)
	if s := d.standing(); s.Quarantined != 0 || w.shown(k, "own_mobile") != `"abc"` {
		t.Errorf("the record: %+v, %s", s, w.shown(k, "own_mobile"))
	}
	if got := w.shown(k, "flags"); !strings.Contains(got, `"bad_mobile"`) || !strings.Contains(got, `"bad_id_number"`) {
		t.Errorf("its flags: %s", got)
	}
	d.write(changesync.Change{Key: k, Set: set("", "", "own_mobile", "13800001111", "id_card_no", "11010519491231002x").Set})
	d.sync()
	if got := w.shown(k, "flags"); strings.Contains(got, `"bad_mobile"`) || strings.Contains(got, `"bad_id_number"`) {
		t.Errorf("mended, its flags: %s", got)
	}
}
