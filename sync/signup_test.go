package changesync_test

import (
	"strings"
	"testing"
)

// The same person at the same desk again, before and after a sync, is one
// sign-up with two entries, and no conflict.
func TestSignUpTwice(t *testing.T) {
	w := newWorld(t)
	w.people()
	desk := w.device("desk01")
	first := desk.write(signUp(1)).IDs[0]
	desk.sync()
	again := signUp(1)
	again.Set["mobile"] = []byte(`"+86 139 0000 0001"`)
	again.Set["collected_at"] = []byte(`"2016-05-10T11:00:00+08:00"`)
	if id := desk.write(again).IDs[0]; id != first {
		t.Errorf("a second record %s beside %s", id, first)
	}
	desk.sync()
	if got := desk.value("event_lead", first, "entries"); strings.Count(got, `"said"`) != 2 {
		t.Errorf("entries: %s", got)
	}
	if s := desk.standing(); s.Conflicts != 0 || s.Quarantined != 0 || s.Waiting != 0 {
		t.Errorf("standing: %+v", s)
	}
}

// A sign-up made without its event's key would be a second one of the same
// person: it is put aside.
func TestSignUpUnderAnotherID(t *testing.T) {
	w := newWorld(t)
	w.people()
	desk := w.device("desk01")
	made := signUp(1)
	made.Key.ID = w.newID()
	desk.write(made)
	desk.sync()
	aside, err := desk.r.Quarantined(w.ctx)
	w.must(err)
	if len(aside) != 1 || aside[0].Reasons[0].Code != "wrong_id" {
		t.Fatalf("in quarantine: %+v", aside)
	}
	// It is closed without writing anything.
	_, err = desk.r.Amend(w.ctx, aside[0].Dot)
	w.must(err)
	desk.sync()
	desk.sync()
	if s := desk.standing(); s.Quarantined != 0 || s.Waiting != 0 {
		t.Errorf("after closing it: %+v", s)
	}
	list, err := desk.r.List(w.ctx, "event_lead", "", 10)
	w.must(err)
	if len(list) != 0 {
		t.Errorf("%d sign-ups are shown", len(list))
	}
}
