package models

import (
	"encoding/json"
	"testing"
)

func TestHomeScope(t *testing.T) {
	for _, c := range []struct {
		collection, values, want string
	}{
		{"customer", `{}`, "customer/r1"},
		{"star_customer", `{}`, "star/r1"},
		{"showcase_event", `{"customer":"c1"}`, "event/r1"},
		{"staff", `{"team":"t1"}`, "org"},
		{"team", `{}`, "org"},
		{"key_person", `{"customer":"c1","star_customer":"s1"}`, "customer/c1"},
		{"key_person", `{"customer":null,"star_customer":"s1"}`, "star/s1"},
		{"key_person", `{}`, ""},
		{"key_person", `{"customer":7}`, ""},
		{"key_person", `{"customer":"a/b"}`, ""},
		{"event_lead", `{"event":"e1"}`, "event/e1"},
		{"visit_plan", `{"planner":"p1"}`, "staff/p1"},
		{"monthly_bill", `{"star_customer":"s1"}`, "star/s1"},
		{"follow_up", `{"event":"e1"}`, "event/e1"},
		{"quarantine_item", `{"scope":"customer/c1"}`, ""},
	} {
		var v Values
		if err := json.Unmarshal([]byte(c.values), &v); err != nil {
			t.Fatal(err)
		}
		got, ok := Default().Collection(c.collection).HomeScope("r1", v)
		if ok != (c.want != "") || ok && string(got) != c.want {
			t.Errorf("%s %s = %q, %v; want %q", c.collection, c.values, got, ok, c.want)
		}
	}
}

func TestParseScope(t *testing.T) {
	for _, s := range []Scope{"customer/c1", "star/s1", "event/e1", "staff/p1", "org"} {
		kind, id, ok := ParseScope(s)
		if !ok || MakeScope(kind, id) != s {
			t.Errorf("%s: %q %q %v", s, kind, id, ok)
		}
	}
	for _, s := range []Scope{"", "customer", "customer/", "team/t1", "org/x", "customer/a/b"} {
		if kind, id, ok := ParseScope(s); ok {
			t.Errorf("%q is accepted as %q %q", s, kind, id)
		}
	}
}
