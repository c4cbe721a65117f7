package mobile_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync/memstore"
)

func TestCommonFields(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	id := a.put("key_person", "", keyPerson).IDs[0]
	rec, err := a.Get(ctx, "key_person", id)
	w.ok(err)
	if rec.Scope != "customer/c1" || !rec.Waiting {
		t.Errorf("%+v", rec)
	}
	var no, by, at, state string
	for name, into := range map[string]*string{"record_no": &no, "collected_by": &by, "collected_at": &at, "submission": &state} {
		w.ok(json.Unmarshal(rec.Values[name], into))
	}
	if !strings.HasPrefix(no, "160510-") || len(no) != 13 || by != "s-csm01" || state != "submitted" || at != "2016-05-10T09:00:00+08:00" {
		t.Errorf("%s %s %s %s", no, by, at, state)
	}
	a.put("key_person", id, `{"own_mobile":"13800000002"}`)
	if got := a.value("key_person", id, "record_no"); got != `"`+no+`"` {
		t.Errorf("an edit changed the record number: %s", got)
	}
	if rec, err := a.Get(ctx, "customer", "c1"); err != nil || rec.Values["record_no"] != nil {
		t.Errorf("a customer is not collected: %v %v", rec.Values["record_no"], err)
	}
}

// TestOneSignUpPerNumber: two devices without a network make one record.
func TestOneSignUpPerNumber(t *testing.T) {
	w := newWorld(t)
	a, desk := w.device("csm01"), w.device("desk01")
	x, y := a.put("event_lead", "", signUp(7)).IDs[0], desk.put("event_lead", "", strings.Replace(signUp(7), "139000", "+86 139 000", 1)).IDs[0]
	if x != y {
		t.Errorf("%s and %s", x, y)
	}
	a.sync()
	desk.sync()
	a.sync()
	list, err := a.List(ctx, "event_lead", "", 10)
	w.ok(err)
	if len(list) != 1 || strings.Count(string(list[0].Values["entries"]), `"operator"`) != 2 {
		t.Errorf("%d records, entries %s", len(list), list[0].Values["entries"])
	}
}

func TestRulesRefuse(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	const visit = `{"customer":"c1","visitor":"s-csm01","onsite_services":["上门收费"]}`
	_, err := a.Put(ctx, "visit_record", "", values(t, visit))
	w.code(err, mobile.CodeEntryRefused)
	refused, ok := errors.AsType[*mobile.RefusedEntry](err)
	if !ok || len(refused.Problems) != 2 || !strings.Contains(err.Error(), "R-VISIT-12") || !strings.Contains(err.Error(), "R-VISIT-16") {
		t.Fatalf("%v", err)
	}
	if s := a.status(); s.Waiting != 0 {
		t.Errorf("a refused entry was written: %+v", s)
	}
	draft := a.put("visit_record", "", strings.Replace(visit, `{`, `{"submission":"draft",`, 1))
	if has(draft.Advice, "required") || !has(draft.Advice, "R-VISIT-06") {
		t.Errorf("advice on a draft: %+v", draft.Advice)
	}
	_, err = a.Put(ctx, "visit_record", draft.IDs[0], values(t, `{"submission":"submitted"}`))
	w.code(err, mobile.CodeEntryRefused)
	done := a.put("visit_record", draft.IDs[0], `{"submission":"submitted","purposes":["V3"],"collected_amount":"120.00"}`)
	if done.Changeset == "" {
		t.Error("the mended draft was not written")
	}
	// A fault that is there already is no reason to refuse another edit.
	w.office("customer/c1", "visit_record", "old", `{"customer":"c1","visitor":"s-csm01","submission":"submitted"}`)
	a.sync()
	a.put("visit_record", "old", `{"opinions":"满意"}`)
}

// TestRulesSeeTheAction: records of one action refer to each other.
func TestRulesSeeTheAction(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	visit := func(appointment string) mobile.Change {
		return mobile.Change{Key: mobile.Key{Collection: "visit_record"}, Set: values(t, `{"customer":"c1","visitor":"s-csm01",
			"purposes":["V3"],"appointment":"`+appointment+`","arrived_at":"2016-05-10T10:30:00+08:00"}`)}
	}
	made := func(id, at string) mobile.Change {
		return mobile.Change{Key: mobile.Key{Collection: "appointment", ID: id}, Set: values(t, `{"customer":"c1","contact":"王","stated_intent":"回访",
			"made_at":"`+at+`","agreed_start":"2016-05-10T10:00:00+08:00","place":"厂区","result":"同意"}`)}
	}
	for _, c := range []struct {
		id, at string
		want   []string
	}{
		{"ap1", "2016-05-09T10:00:00+08:00", []string{"R-VISIT-08"}},
		{"ap2", "2016-05-10T08:00:00+08:00", []string{"R-VISIT-06", "R-VISIT-08"}},
	} {
		// The visit stands first: the order inside an action does not matter.
		written, err := a.Write(ctx, visit(c.id), made(c.id, c.at))
		w.ok(err)
		for _, rule := range []string{"R-VISIT-06", "R-VISIT-08"} {
			if got, want := has(written.Advice, rule), contains(c.want, rule); got != want {
				t.Errorf("%s: %s is %v, want %v", c.at, rule, got, want)
			}
		}
		if written.Changeset == "" || len(written.IDs) != 2 {
			t.Errorf("%+v", written)
		}
	}
}

func has(list []mobile.Advice, code string) bool {
	for _, a := range list {
		if a.Code == code {
			return true
		}
	}
	return false
}

func contains(list []string, want string) bool { return count(list, want) > 0 }

func TestNotEnrolled(t *testing.T) {
	w := newWorld(t)
	p := w.open(memstore.NewLocal())
	_, err := p.Put(ctx, "customer", "c1", models.Values{})
	w.code(err, mobile.CodeNotEnrolled)
	_, err = p.Sync(ctx)
	w.code(err, mobile.CodeNotEnrolled)
	_, err = p.Status(ctx)
	w.code(err, mobile.CodeNotEnrolled)
	w.code(p.Enrol(ctx, "office.example", "X", "x"), "bad_url")
	w.code(p.Enrol(ctx, "http://127.0.0.1", "WRONG-CODES", "x"), "bad_code")
}

func TestDeleteAndList(t *testing.T) {
	w := newWorld(t)
	a, b := w.device("csm01"), w.device("am01")
	id := a.put("key_person", "", keyPerson).IDs[0]
	a.sync()
	b.sync()
	_, err := b.Delete(ctx, "key_person", id)
	w.ok(err)
	_, err = b.Delete(ctx, "key_person", id)
	w.code(err, "not_found")
	_, err = b.List(ctx, "no_such", "", 10)
	w.code(err, "unknown_collection")
	list, err := b.List(ctx, "key_person", "", 10)
	if err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
}
