package models

import "testing"

// What is not given inside an object of a list is left out, so that the
// encoded record is fit.
func TestEncodeLeavesOutEmptyMembers(t *testing.T) {
	v, err := Encode(WorkOrder{Notes: []WorkNote{{By: "s1", Text: "已联系"}}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(v["notes"]), `[{"by":"s1","text":"已联系"}]`; got != want {
		t.Errorf("notes = %s, want %s", got, want)
	}
	plan, err := Encode(VisitPlan{Items: []PlanItem{{Customer: "c1", Reason: "other"}}})
	if err != nil {
		t.Fatal(err)
	}
	field := Default().Collection("visit_plan").Field("items")
	list, p := field.Elements(plan["items"])
	if p != nil {
		t.Fatalf("items %s: %+v", plan["items"], p)
	}
	if p := field.Check(list[0]); p != nil && p.Code == "bad_ref" {
		t.Errorf("item %s: %+v", list[0], p)
	}
}
