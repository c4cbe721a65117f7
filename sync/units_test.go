package changesync_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"testing"

	changesync "fieldsync/sync"
)

// units makes a province with two branches beside the team t1, whose parent is
// the first of them, and people in them.
func (w *world) units() {
	w.t.Helper()
	w.people()
	w.office("org", set("team", "prov", "name", "省公司", "kind", "班组", "leader", "s-gel01"))
	w.office("org", set("team", "b1", "name", "杭州分公司", "kind", "班组", "leader", "s-vcd01", "parent", "prov"))
	w.office("org", set("team", "b2", "name", "宁波分公司", "kind", "班组", "leader", "s-br02", "parent", "prov"))
	w.office("", set("team", "t1", "parent", "b1"))
	for _, p := range []struct{ user, role, team string }{
		{"gel01", "GEL", "t1"}, {"vcd01", "VCD", "t1"}, {"br01", "BRANCH", "b1"}, {"br02", "BRANCH", "b2"}, {"sup01", "SUP", "b1"},
	} {
		w.employ(p.user, p.role)
		w.office("", set("staff", "s-"+p.user, "team", p.team))
	}
}

// The head of a unit publishes its forms and sets its parameters, and those of
// the units below it, and nobody else's: what he writes for another is put
// aside with the reason. Everybody's own are an administrator's.
func TestAHeadWritesForHisOwnUnit(t *testing.T) {
	w := newWorld(t)
	w.units()
	devices := map[string]*device{}
	n := 0
	for _, c := range []struct {
		user, unit string
		why        string
	}{
		{"br01", "b1", ""}, {"br01", "t1", ""}, {"br01", "b2", "foreign_unit"}, {"br01", "prov", "foreign_unit"}, {"br01", "", "foreign_unit"}, {"br01", "gone", "foreign_unit"},
		{"br02", "b2", ""}, {"br02", "t1", "foreign_unit"},
		{"vcd01", "b1", ""}, // which he leads
		{"gel01", "prov", ""}, {"gel01", "b2", ""},
		{"tl01", "t1", "foreign_unit"}, {"sup01", "b1", "foreign_unit"}, {"csm01", "t1", "foreign_unit"},
		{"admin", "b2", ""}, {"admin", "", ""},
	} {
		if devices[c.user] == nil {
			devices[c.user] = w.device(c.user)
		}
		d := devices[c.user]
		for _, collection := range []string{"form_definition", "rule_param"} {
			n++
			unit := cmp.Or(c.unit, "null")
			ch := set("form_definition", "", "form", "f"+fmt.Sprint(n), "team", unit, "state", "published")
			if collection == "rule_param" {
				ch = set("rule_param", "", "param", "late_entry_hours", "unit", unit, "value", "48", "valid_from", "2016-05-10")
			}
			warned, err := d.r.ReadOnly(w.ctx, key(collection, "x"), ch.Set)
			w.must(err)
			if warned != (c.why != "") {
				t.Errorf("%s writes a %s of %q: his phone warns: %v", c.user, collection, c.unit, warned)
			}
			k := key(collection, d.write(ch).IDs[0])
			_, err = d.push()
			w.must(err)
			if why := w.whyAside(k); why != c.why || (w.record(k) == nil) != (c.why != "") {
				t.Errorf("%s writes a %s of %q: put aside as %q, want %q", c.user, collection, c.unit, why, c.why)
			}
		}
	}
}

// whyAside is the code for which the write of a record of the organisation was
// put aside, "" when it was not.
func (w *world) whyAside(k changesync.Key) string {
	w.t.Helper()
	for _, v := range w.quarantineRecords("org") {
		var reasons []changesync.Reason
		w.must(json.Unmarshal(v["reasons"], &reasons))
		for _, r := range reasons {
			if r.Record == k.ID {
				return r.Code
			}
		}
	}
	return ""
}

// What another head wrote is retired by him alone, and a head who has gone to
// another branch has nothing to say any more.
func TestAHeadLeavesHisUnit(t *testing.T) {
	w := newWorld(t)
	w.units()
	one, two := w.device("br01"), w.device("br02")
	k := key("form_definition", one.write(set("form_definition", "", "form", "f", "team", "b1", "state", "published")).IDs[0])
	one.sync()
	two.sync()
	two.write(set(k.Collection, k.ID, "state", "retired"))
	two.sync()
	if got := w.shown(k, "state"); got != `"published"` {
		t.Errorf("another branch's head made it %s", got)
	}
	one.write(set(k.Collection, k.ID, "state", "retired"))
	one.sync()
	if got := w.shown(k, "state"); got != `"retired"` {
		t.Errorf("its own head retired it: %s", got)
	}
	w.office("", set("staff", "s-br01", "team", "b2"))
	one.write(set(k.Collection, k.ID, "state", "published")) // he has not heard of it
	one.sync()
	if got := w.shown(k, "state"); got != `"retired"` {
		t.Errorf("who was head once made it %s", got)
	}
}
