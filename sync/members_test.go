package changesync_test

import (
	"encoding/json"
	"slices"
	"testing"

	changesync "fieldsync/sync"
)

// member is an element of an event's team.
func member(user, post string) json.RawMessage {
	return json.RawMessage(`{"member":"s-` + user + `","post":"` + post + `"}`)
}

// team writes who joins and who leaves the team of an event.
func (w *world) team(event string, join, leave []json.RawMessage) {
	w.t.Helper()
	_, err := w.engine.WriteAs(w.ctx, "admin", changesync.Edit{Key: key("showcase_event", event),
		Add: map[string][]json.RawMessage{"team": join}, Remove: map[string][]json.RawMessage{"team": leave}})
	w.must(err)
}

// TestMembersOfAnEvent: who is in the team of an event holds the event, as long
// as he is in it (domain.md 1.6): those who work at it see the customer masked,
// managers only what is their own.
func TestMembersOfAnEvent(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("event/e2", set("showcase_event", "e2", "event_no", "E2", "title", "别处", "customer", "c2"))
	own := func(user string, more ...string) []string {
		return append([]string{"org colleague", "staff/s-" + user + " self w"}, more...)
	}
	w.team("e1", []json.RawMessage{member("csm02", "CSM"), member("pm01", "PM")}, nil)
	w.wantGrants("csm02", own("csm02", "event/e1 member w")...)
	w.wantGrants("pm01", own("pm01", "event/e1 desk w", "customer/c1 guest")...)

	w.team("e2", []json.RawMessage{member("pm01", "PM")}, nil)
	w.team("e1", []json.RawMessage{member("pm01", "SUPP")}, []json.RawMessage{member("pm01", "PM")})
	w.wantGrants("pm01", own("pm01", "event/e1 desk w", "customer/c1 guest", "event/e2 desk w", "customer/c2 guest")...)
	w.team("e1", nil, []json.RawMessage{member("pm01", "SUPP"), member("csm02", "CSM")})
	w.wantGrants("pm01", own("pm01", "event/e2 desk w", "customer/c2 guest")...)
	w.wantGrants("csm02", own("csm02")...)

	w.team("e1", []json.RawMessage{member("desk01", "DESK")}, nil)
	w.office("", set("event_desk", "d1", "operator", "s-csm01"))
	w.wantGrants("desk01", own("desk01", "event/e1 desk w", "customer/c1 guest")...)
}

// TestPhoneOfAMember: a member put in by a manager's phone gets the event, and
// loses it with all that belongs to it.
func TestPhoneOfAMember(t *testing.T) {
	w := newWorld(t)
	w.people()
	manager, phone := w.device("csm01"), w.device("pm01")
	manager.write(set("showcase_event", "e1", "team", `[`+string(member("pm01", "PM"))+`]`))
	manager.sync()
	phone.sync()
	if got := phone.value("event_desk", "d1", "desk_kind"); got != `"D1"` {
		t.Errorf("the desks of the event: %s", got)
	}
	if got := phone.value("customer", "c1", "customer_name"); got == "(no record)" {
		t.Error("the customer is not there at all")
	}
	manager.write(set("showcase_event", "e1", "team", `[]`))
	manager.sync()
	phone.sync()
	if got := phone.scopes(); slices.Contains(got, "event/e1") || slices.Contains(got, "customer/c1") {
		t.Errorf("taken out, the phone holds %v", got)
	}
}

// TestOlderIndex: a program that finds records by more values than the one
// before brings the index up to date, and with it what follows from it.
func TestOlderIndex(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.team("e1", []json.RawMessage{member("pm01", "PM")}, nil)
	want := w.grants("pm01")
	w.engine.Close()
	w.must(w.store.Update(w.ctx, func(tx changesync.Tx) error {
		rows, _, err := tx.Grants("pm01")
		if err != nil {
			return err
		}
		b := &changesync.Batch{Unindexed: []changesync.Key{key("showcase_event", "e1")}}
		for _, g := range rows {
			if g.Scope != "org" {
				g.Ended = g.Since + 1
				b.Grants = append(b.Grants, g)
			}
		}
		for _, kind := range []string{"index", "rights"} {
			docs, err := tx.Docs(kind)
			if err != nil || len(docs) == 0 {
				t.Errorf("nothing tells by what the records are found: %v", err)
			}
			for _, d := range docs {
				b.Docs = append(b.Docs, changesync.Doc{Kind: d.Kind, Key: d.Key})
			}
		}
		return tx.Apply(b)
	}))
	if got := w.grants("pm01"); slices.Equal(got, want) {
		t.Fatal("the test took nothing away")
	}
	w.start()
	w.wantGrants("pm01", want...)
	w.must(w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		for field, value := range map[string]string{"team.member": "s-pm01", "customer": "c1", "event_no": "E1"} {
			ids, err := tx.Referring("showcase_event", field, value)
			if err != nil || !slices.Equal(ids, []string{"e1"}) {
				t.Errorf("by %s %s: %v %v", field, value, ids, err)
			}
		}
		return nil
	}))
}
