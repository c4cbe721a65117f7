package changesync_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"fieldsync/models"
	"fieldsync/sync"
)

// A leader settles what two of the team disagree about, and edits nothing
// (domain.md 1.6), not even by naming a second value that is not there.
func TestLeaderSettlesAndDoesNotEdit(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b, leader := w.device("csm01"), w.device("am01"), w.device("tl01")
	c1 := key("customer", "c1")
	a.write(set("customer", "c1", "special_visit_need", "周五下午"))
	b.write(set("customer", "c1", "special_visit_need", "只在上午"))
	a.sync()
	b.sync()
	leader.sync()
	dots := w.dots(c1, "special_visit_need")
	if len(dots) != 2 {
		t.Fatalf("no conflict: %v", dots)
	}
	if ro, err := leader.r.ReadOnly(w.ctx, c1, nil); err != nil || !ro {
		t.Errorf("the leader's device lets him edit: %v", err)
	}
	if n := leader.standing().Conflicts; n != 1 {
		t.Errorf("%d conflicts for the leader to settle", n)
	}
	if _, err := leader.r.Settle(w.ctx, changesync.ConflictID(c1, "special_visit_need"), string(dots[0]), nil); err != nil {
		t.Fatal(err)
	}
	leader.sync()
	if now := w.dots(c1, "special_visit_need"); len(now) != 1 || leader.standing().Quarantined != 0 {
		t.Fatalf("the leader's word: %v, %+v", now, leader.standing())
	}

	p := leader.pen()
	p.n, p.prev = 1, lastHash(t, leader)
	stands := w.dots(c1, "special_visit_need")[0]
	for _, c := range []struct { // in the order of their numbers
		name string
		c    *changesync.Changeset
	}{
		{"an edit", p.edit(c1, "customer/c1", "special_visit_need", `"随时"`, stands)},
		{"a settlement of one", p.edit(c1, "customer/c1", "special_visit_need", `"随时"`, stands, dots[1])},
		{"a deletion", p.edit(c1, "customer/c1", changesync.DeletedField, `true`)},
	} {
		if r := p.push(c.c)[0]; fmt.Sprint(reasonCodes(r.Reasons)) != "[outside_grants]" {
			t.Errorf("%s: %s %v", c.name, r.Outcome, r.Reasons)
		}
	}
}

// What a scope gives is by collection: a desk holds its event, and of the
// customer where it stands no more than the customer, masked.
func TestRightsAreByCollection(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, desk := w.device("csm01"), w.device("desk01")
	person := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国")).IDs[0]
	a.sync()
	desk.sync()
	if got := desk.value("key_person", person, "kp_name"); got != "(no record)" {
		t.Errorf("the desk has a key person: %s", got)
	}
	if got := desk.value("customer", "c1", "customer_name"); got == "(no record)" {
		t.Error("the desk does not know where it stands")
	}
	p := desk.pen()
	p.n, p.prev = 0, lastHash(t, desk)
	for _, c := range []struct {
		what string
		cs   *changesync.Changeset
		want string
	}{
		{"a sign-up", p.next(changesync.Header{Records: []changesync.Target{target("event_lead", "l1", "event/e1", true)}},
			value("event", `"e1"`), value("name", `"李"`)), changesync.OutcomeApplied},
		{"the plan of the event", p.edit(key("showcase_event", "e1"), "event/e1", "title", `"别的"`), changesync.OutcomeQuarantined},
		{"a new desk", p.next(changesync.Header{Records: []changesync.Target{target("event_desk", "d9", "event/e1", true)}},
			value("event", `"e1"`)), changesync.OutcomeQuarantined},
		{"a person behind the desk", p.next(changesync.Header{Records: []changesync.Target{target("key_person", "kp9", "customer/c1", true)}},
			value("customer", `"c1"`)), changesync.OutcomeQuarantined},
	} {
		if r := p.push(c.cs)[0]; r.Outcome != c.want {
			t.Errorf("%s: %s %v", c.what, r.Outcome, r.Reasons)
		}
	}
	for _, c := range desk.collections() {
		if !slices.Contains([]string{"customer", "showcase_event", "event_desk", "event_lead", "staff", "team", "quarantine_item"}, c) {
			t.Errorf("the desk holds %s", c)
		}
	}
}

// collections are those of which the device holds a record.
func (d *device) collections() (out []string) {
	for _, s := range d.scopes() {
		d.w.must(d.local.View(d.w.ctx, func(tx changesync.LocalReadTx) error {
			rows, err := tx.BaseIn(s, changesync.Key{}, 1000)
			for _, r := range rows {
				out = append(out, r.Key.Collection)
			}
			return err
		}))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Grants that an older program derived, by another table, are derived anew
// when this one opens the history, and devices are told.
func TestGrantsFollowTheTable(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	d.sync()
	w.must(w.store.Update(w.ctx, func(tx changesync.Tx) error {
		return tx.Apply(&changesync.Batch{
			Docs: []changesync.Doc{{Kind: "rights", Key: "table", Body: []byte("older")}},
			Grants: []changesync.Grant{
				{User: "csm01", Scope: "customer/c1", View: "csm", Write: true, Since: w.sinceOf("csm01", "customer/c1"), Ended: 9999},
				{User: "csm01", Scope: "customer/c1", View: "full", Write: true, Since: 9999}},
		})
	}))
	if got := w.grants("csm01"); !slices.Contains(got, "customer/c1 full w") {
		t.Fatalf("the older program's grants: %q", got)
	}
	if rec, err := w.engine.View(w.ctx, "csm01", key("customer", "c1")); err != nil || rec != nil {
		t.Errorf("a view that nobody knows shows %v, %v", rec, err)
	}
	w.restart(nil)
	w.wantGrants("csm01", "org colleague", "staff/s-csm01 self w", "customer/c1 csm w", "event/e1 csm w")
}

func (w *world) sinceOf(user string, scope models.Scope) (since uint64) {
	w.must(w.store.View(context.Background(), func(tx changesync.ReadTx) error {
		rows, _, err := tx.Grants(user)
		for _, g := range rows {
			if g.Scope == scope {
				since = g.Since
			}
		}
		return err
	}))
	return since
}
