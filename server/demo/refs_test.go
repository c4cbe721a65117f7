package demo

import (
	"encoding/json"
	"testing"

	"fieldsync/models"
	"fieldsync/sync"
)

// refsOf lists what a field of a record points to, inside objects too.
func refsOf(f *models.Field, value json.RawMessage) (out []changesync.Key) {
	if f.List {
		var list []json.RawMessage
		if json.Unmarshal(value, &list) != nil {
			return nil
		}
		one := *f
		one.List = false
		for _, v := range list {
			out = append(out, refsOf(&one, v)...)
		}
		return out
	}
	if f.Kind == models.Object {
		var members map[string]json.RawMessage
		if json.Unmarshal(value, &members) != nil {
			return nil
		}
		for _, m := range f.Elem {
			out = append(out, refsOf(m, members[m.Name])...)
		}
		return out
	}
	var id string
	if f.Ref == "" || json.Unmarshal(value, &id) != nil || id == "" {
		return nil
	}
	return []changesync.Key{{Collection: f.Ref, ID: id}}
}

func TestReferences(t *testing.T) {
	all := records(Generate(testSeed, 2, testNow))
	keys := byKey(all)
	if len(keys) != len(all) {
		t.Errorf("%d records, %d ids", len(all), len(keys))
	}
	ids := map[string]bool{}
	for k := range keys {
		ids[k.ID] = true
	}
	seen := 0
	for _, r := range all {
		for _, f := range models.Default().Collection(r.Collection).Fields {
			for _, ref := range refsOf(f, r.Values[f.Name]) {
				seen++
				if _, ok := keys[ref]; !ok && !(ref.Collection == models.AnyRecord && ids[ref.ID]) {
					t.Errorf("%s.%s points to %s, which is not there", r.Collection, f.Name, ref)
				}
			}
		}
	}
	if seen < 5000 {
		t.Errorf("only %d references looked at", seen)
	}
}

// The home of a record is a record itself, and the one its values lead to.
func TestHomes(t *testing.T) {
	all := records(Generate(testSeed, 1, testNow))
	keys := byKey(all)
	owner := map[models.ScopeKind]string{models.ScopeCustomer: "customer", models.ScopeStar: "star_customer",
		models.ScopeEvent: "showcase_event", models.ScopeStaff: "staff"}
	kinds := map[models.ScopeKind]bool{}
	for _, r := range all {
		home, ok := models.Default().Collection(r.Collection).HomeScope(r.ID, r.Values)
		kind, id, parsed := models.ParseScope(r.Scope)
		if !ok || !parsed || home != r.Scope {
			t.Errorf("%s %s: scope %q, home %q", r.Collection, r.ID, r.Scope, home)
		}
		kinds[kind] = true
		if kind == models.ScopeOrg {
			continue
		}
		if _, there := keys[changesync.Key{Collection: owner[kind], ID: id}]; !there {
			t.Errorf("%s lives at %s, which is not there", r.Collection, r.Scope)
		}
	}
	if len(kinds) != 5 {
		t.Errorf("kinds of scopes: %v", kinds)
	}
}

// Visits name items of their visitor's plan.
func TestPlanItems(t *testing.T) {
	all := byCollection(records(Generate(testSeed, 1, testNow)))
	planner := map[string]string{}
	for _, r := range all["visit_plan"] {
		plan, err := models.Decode[models.VisitPlan](r.Values)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range plan.Items {
			if planner[item.ID] != "" {
				t.Errorf("item %s is twice in the plans", item.ID)
			}
			planner[item.ID] = plan.Planner
		}
	}
	for _, r := range all["visit_record"] {
		if got := planner[text(r, "plan_item")]; got == "" || got != text(r, "visitor") {
			t.Errorf("visit %s: item of %q, visitor %q", r.ID, got, text(r, "visitor"))
		}
	}
}

// Each customer has one CSM and one AM, and csm01 shares customers with am01.
func TestAssignments(t *testing.T) {
	o := Generate(testSeed, 1, testNow)
	managers := map[string]map[string]string{}
	for _, r := range byCollection(records(o))["assignment"] {
		c, post := text(r, "customer"), text(r, "post")
		if c == "" {
			continue
		}
		if managers[c] == nil {
			managers[c] = map[string]string{}
		}
		if managers[c][post] != "" {
			t.Errorf("customer %s has two %s", c, post)
		}
		managers[c][post] = text(r, "staff")
	}
	shared := 0
	for c, m := range managers {
		if m["AM"] == "" || m["CSM"] == "" || len(m) != 2 {
			t.Errorf("customer %s is assigned to %v", c, m)
		}
		if m["AM"] == o.ID("staff/am01") && m["CSM"] == o.ID("staff/csm01") {
			shared++
		}
	}
	if len(managers) != 64 || shared != 12 {
		t.Errorf("%d customers assigned, %d shared by csm01 and am01", len(managers), shared)
	}
}
