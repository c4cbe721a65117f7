package scenario

import (
	"encoding/json"
	"testing"

	"fieldsync/server/trial"
)

// TestMembersOfTheDemoEvent: the product manager and the support of the demo's
// event see it with its desks, and of its customer no more than the customer
// itself; nobody else's customers.
func TestMembersOfTheDemoEvent(t *testing.T) {
	s := trial.NewServer(t)
	for _, user := range []string{"pm01", "supp01"} {
		p := trial.NewPhone(t, s, s.URL(), user)
		events, desks, customers := p.List("showcase_event"), p.List("event_desk"), p.List("customer")
		if len(events) != 1 || len(desks) != 5 || len(customers) != 1 {
			t.Fatalf("%s sees %d events, %d desks, %d customers", user, len(events), len(desks), len(customers))
		}
		if people, others := p.List("key_person"), p.List("visit_record"); len(people)+len(others) != 0 {
			t.Errorf("%s sees %d key persons and %d visits", user, len(people), len(others))
		}
		p.Put("event_lead", "event="+events[0].ID, "desk="+desks[0].ID, "lead_name=王", "mobile=13800001111", "intent_level=中",
			`entries=[{"desk":"`+desks[0].ID+`","operator":"x","at":"2016-05-10T09:30:00+08:00"}]`)
		var sum struct{ Pushed, Quarantined int }
		if err := json.Unmarshal(p.Field("sync"), &sum); err != nil || sum.Pushed != 1 || sum.Quarantined != 0 {
			t.Errorf("%s signs somebody up: %+v %v", user, sum, err)
		}
	}
}
