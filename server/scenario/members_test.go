package scenario

import (
	"encoding/json"
	"slices"
	"testing"

	"fieldsync/server/trial"
)

// TestMembersOfTheDemoEvent: the product manager and the support of the demo's
// event see it with its desks, and its customer masked; nobody else's customers.
func TestMembersOfTheDemoEvent(t *testing.T) {
	s := trial.NewServer(t)
	for _, user := range []string{"pm01", "supp01"} {
		p := trial.NewPhone(t, s, s.URL(), user)
		events, desks, customers := p.List("showcase_event"), p.List("event_desk"), p.List("customer")
		if len(events) != 1 || len(desks) != 5 || len(customers) != 1 {
			t.Fatalf("%s sees %d events, %d desks, %d customers", user, len(events), len(desks), len(customers))
		}
		if people := p.List("key_person"); len(people) == 0 || slices.ContainsFunc(people, func(r trial.Record) bool {
			const whole = 11
			return len(r.Text("own_mobile")) == whole
		}) {
			t.Errorf("%s sees the key persons %v", user, people)
		}
		p.Put("event_lead", "event="+events[0].ID, "desk="+desks[0].ID, "lead_name=王", "mobile=13800001111", "intent_level=中",
			`entries=[{"desk":"`+desks[0].ID+`","operator":"x","at":"2016-05-10T09:30:00+08:00"}]`)
		var sum struct{ Pushed, Quarantined int }
		if err := json.Unmarshal(p.Field("sync"), &sum); err != nil || sum.Pushed != 1 || sum.Quarantined != 0 {
			t.Errorf("%s signs somebody up: %+v %v", user, sum, err)
		}
	}
}
