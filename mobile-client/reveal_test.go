package mobile_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/sync"
)

// full is a database without room.
type full struct{ changesync.Local }

func (full) Update(context.Context, func(changesync.LocalTx) error) error {
	return errors.New("disk full")
}

// TestSensitiveValuesAreAskedFor: a record and a conflict show them as masks, a
// list shows no whole number and no third person; each is given when it is asked
// for, and only when that could be noted.
func TestSensitiveValuesAreAskedFor(t *testing.T) {
	const one, other = "11010519491231002X", "330106197005100011"
	w := newWorld(t)
	a, b := w.device("csm01"), w.device("am01")
	a.put("key_person", "kp1", `{"customer":"c1","kp_name":"王建国","own_mobile":"13800001111","customer_consent":true,"submission":"draft"}`)
	a.put("customer_info_form", "f1", `{"customer":"c1","family_members":"一子","customer_consent":true,"submission":"draft"}`)
	a.sync()
	b.sync()
	a.put("key_person", "kp1", `{"id_card_no":"`+one+`"}`)
	b.put("key_person", "kp1", `{"id_card_no":"`+other+`"}`)
	b.sync()
	a.sync()
	if got := a.value("key_person", "kp1", "id_card_no"); strings.Contains(got, one) || !strings.Contains(got, "••••") {
		t.Errorf("the record shows %s", got)
	}
	if got := a.value("key_person", "kp1", "own_mobile"); got != `"13800001111"` {
		t.Errorf("a number alone is shown as %s", got)
	}
	people, err := a.List(ctx, "key_person", "", 10)
	w.ok(err)
	forms, err := a.List(ctx, "customer_info_form", "", 10)
	w.ok(err)
	if len(people) != 1 || string(people[0].Values["own_mobile"]) != `"••••1111"` || len(forms) != 1 || forms[0].Values["family_members"] != nil {
		t.Errorf("lists show %s and %s", people[0].Values["own_mobile"], forms[0].Values["family_members"])
	}
	conflicts, err := a.Conflicts(ctx)
	w.ok(err)
	if len(conflicts) != 1 || len(conflicts[0].Values) != 2 {
		t.Fatalf("conflicts: %+v", conflicts)
	}
	ask := mobile.RevealRequest{Collection: "key_person", ID: "kp1", Field: "id_card_no"}
	var told []string
	for _, side := range conflicts[0].Values {
		if strings.Contains(string(side.Value), "1949") || strings.Contains(string(side.Value), "1970") {
			t.Errorf("the conflict shows %s", side.Value)
		}
		ask.Side = side.Dot
		value, err := a.Reveal(ctx, ask)
		w.ok(err)
		told = append(told, string(value))
	}
	if all := strings.Join(told, " "); !strings.Contains(all, one) || !strings.Contains(all, other) {
		t.Errorf("the sides are %s", all)
	}
	if notes, err := a.List(ctx, "viewing", "", 10); err != nil || len(notes) != 2 {
		t.Errorf("%d notes (%v)", len(notes), err)
	}
	stuck, err := mobile.Open(ctx, mobile.Options{Local: full{a.local}})
	w.ok(err)
	ask.Side = ""
	if value, err := stuck.Reveal(ctx, ask); err == nil || value != nil {
		t.Errorf("shown without a note: %s (%v)", value, err)
	}
	// What was shown and comes back is no new value.
	a.put("key_person", "kp1", `{"id_card_no":`+a.value("key_person", "kp1", "id_card_no")+`}`)
	if n := a.status().Waiting; n != 2 {
		t.Errorf("%d wait", n)
	}
	if c, err := a.Conflicts(ctx); err != nil || len(c) != 1 {
		t.Errorf("a mask that came back settled the conflict: %+v %v", c, err)
	}
}
