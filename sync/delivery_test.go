package changesync_test

import (
	"strings"
	"testing"

	changesync "fieldsync/sync"
)

// A delivery that was closed in the field is kept, with what it lacks flagged,
// and accepted only when it is whole; what is changed after that is looked at
// again.
func TestADeliveryIsClosedWhole(t *testing.T) {
	const lists = `"contents":["K1","K2","K3","K4","K5","K6","K7"],"steps":["S1","S2","S3","S4","S7"],"steps_not_needed":["S5","S6"],`
	for _, c := range []struct{ name, set, flags, accept string }{
		{"goes on", `"contents":["K1"],"steps":["S1"],"status":"交付中"`, "", changesync.CodeBlocked},
		{"closed by nobody", lists + `"status":"已完成"`, "R-DELIV-05", changesync.CodeBlocked},
		{"closed in part", `"contents":["K1"],"steps":["S1"],"signed_by":"王建国","status":"已完成"`, "R-DELIV-02", changesync.CodeBlocked},
		{"a terminal not tested", lists + `"event":"e1","terminal_steps":["TD1"],"signed_by":"王建国","status":"已完成"`, "R-SHOW-14", changesync.CodeBlocked},
		{"closed", lists + `"signed_by":"王建国","status":"已完成"`, "", ""},
		{"signing declined", lists + `"declined_fields":["signed_by"],"status":"已完成"`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.people()
			d := w.device("csm01")
			k := d.put("delivery_record", "", `{"customer":"c1","users_count":8,"delivery_mode":"上门交付","apps_downloaded":3,`+c.set+`,
				"record_no":"160510-AAAAAA","collected_by":"s-csm01","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted"}`)
			d.sync()
			review := `"has_issues"`
			if c.flags == "" {
				review = `"received"`
			}
			if got := w.shown(k, "flags"); strings.Contains(got, "R-") != (c.flags != "") || !strings.Contains(got, c.flags) || w.shown(k, "review") != review {
				t.Errorf("flags %s, review %s", got, w.shown(k, "review"))
			}
			if got := w.decides("tl01", k, "review", "accept", ""); got != c.accept {
				t.Errorf("accepted: %q, want %q", got, c.accept)
			}
			if c.accept != "" {
				return
			}
			d.put(k.Collection, k.ID, `{"apps_downloaded":4}`)
			d.sync()
			w.says(k, "review", `"edited"`)
		})
	}
}
