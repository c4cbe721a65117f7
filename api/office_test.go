package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/sync"
)

type officeRecord struct {
	Version   string
	Values    map[string]json.RawMessage
	Decisions []struct {
		Decision, Outcome string
		Verdicts          []struct {
			Verdict string
			Label   struct{ ZH, EN string }
			Lacks   *struct{ Code, Field, ZH string }
		}
	}
}

// A reviewer sees at a desk what there is to decide about a record, decides in
// the version seen, and learns when it is not that any more.
func TestDecideAtADesk(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	w.office("org", "staff", "bo01", models.Values{"name": text("审核"), "active": json.RawMessage("true"), "roles": json.RawMessage(`["BO"]`)})
	w.must(w.engine.PutUser(t.Context(), changesync.User{Name: "bo01", Staff: "bo01", Active: true}))
	reviewer, owner, stranger := admin.joins("bo01"), admin.joins("csm01"), admin.joins("csm02")
	w.office("customer/c1", "follow_up", "f1", models.Values{"customer": text("c1"), "origin": text("c1"), "content": text("答复信号问题"),
		"owner": text("csm01"), "status": text("待办"), "submission": text("submitted"), "collected_by": text("csm01")})
	const path = "/v1/office/records/follow_up/f1"
	var rec officeRecord
	reviewer.do("GET", path, nil).want(t, 200, "").into(t, &rec)
	if len(rec.Decisions) != 1 || rec.Decisions[0].Decision != "review" || len(rec.Decisions[0].Verdicts) == 0 || rec.Decisions[0].Verdicts[0].Label.ZH != "通过" {
		t.Fatalf("to decide: %+v", rec.Decisions)
	}
	waiting := func(v *visitor, query string, want int) string {
		t.Helper()
		var list struct {
			Records []struct{ ID, Version string }
			Next    string
		}
		v.do("GET", "/v1/office/pending/follow_up"+query, nil).want(t, 200, "").into(t, &list)
		if len(list.Records) != want || want == 1 && (list.Records[0].ID != "f1" || list.Records[0].Version != rec.Version) {
			t.Errorf("%s has waiting %+v, want %d", v.user, list, want)
		}
		return list.Next
	}
	waiting(reviewer, "", 1)
	waiting(owner, "", 0)
	waiting(stranger, "", 0)
	waiting(reviewer, "?after="+waiting(reviewer, "?limit=1", 1), 0)
	var own officeRecord
	owner.do("GET", path, nil).want(t, 200, "").into(t, &own)
	if len(own.Decisions) != 0 || own.Version != rec.Version {
		t.Errorf("its owner may decide %+v", own.Decisions)
	}
	stranger.do("GET", path, nil).want(t, http.StatusNotFound, "not_found")
	ruling := func(verdict, note, seen string) map[string]string {
		out := map[string]string{"collection": "follow_up", "id": "f1", "decision": "review", "verdict": verdict, "seen": seen}
		if note != "" {
			out["note"] = note
		}
		return out
	}
	owner.do("POST", "/v1/office/decisions", ruling("accept", "", rec.Version)).want(t, http.StatusForbidden, "not_allowed")
	stranger.do("POST", "/v1/office/decisions", ruling("accept", "", rec.Version)).want(t, http.StatusNotFound, "not_found")
	reviewer.do("POST", "/v1/office/decisions", ruling("praise", "", rec.Version)).want(t, http.StatusUnprocessableEntity, "no_decision")
	reviewer.do("POST", "/v1/office/decisions", ruling("return", "", rec.Version)).want(t, http.StatusUnprocessableEntity, "note_required")
	w.office("", "follow_up", "f1", models.Values{"content": text("答复信号问题和账单问题")})
	reviewer.do("POST", "/v1/office/decisions", ruling("return", "写明时间", rec.Version)).want(t, http.StatusConflict, "changed")
	reviewer.do("GET", path, nil).want(t, 200, "").into(t, &rec)
	var done struct{ Outcome, Version string }
	reviewer.do("POST", "/v1/office/decisions", ruling("return", "写明时间", rec.Version)).want(t, 200, "").into(t, &done)
	if done.Outcome != "returned" || done.Version != rec.Version {
		t.Errorf("decided %+v, seen %s", done, rec.Version)
	}
	reviewer.do("GET", path, nil).want(t, 200, "").into(t, &rec)
	waiting(reviewer, "", 0)
	if string(rec.Values["review"]) != `"returned"` || string(rec.Values["reviewer"]) != `"bo01"` || string(rec.Values["review_note"]) != `"写明时间"` {
		t.Errorf("the record says %v", rec.Values)
	}
}

// The supervisor finds at a desk what the plan of an event still lacks, dispatches
// it once it is there, and nobody else does.
func TestDispatchAtADesk(t *testing.T) {
	w, admin := officeWorld(t, api.Options{})
	w.office("org", "staff", "sup01", models.Values{"name": text("主管"), "active": json.RawMessage("true"), "roles": json.RawMessage(`["SUP"]`)})
	w.must(w.engine.PutUser(t.Context(), changesync.User{Name: "sup01", Staff: "sup01", Active: true}))
	sup, am := admin.joins("sup01"), admin.joins("am01")
	w.office("event/e1", "showcase_event", "e1", models.Values{"event_no": text("E1"), "title": text("天翼智能秀"), "customer": text("c1"),
		"status": text("计划中"), "purpose": text("续约"), "plan_month": text("2016-05")})
	var list struct{ Records []officeRecord }
	sup.do("GET", "/v1/office/pending/showcase_event", nil).want(t, 200, "").into(t, &list)
	if len(list.Records) != 1 || len(list.Records[0].Decisions) != 1 || len(list.Records[0].Decisions[0].Verdicts) != 1 {
		t.Fatalf("waiting: %+v", list)
	}
	lacks := list.Records[0].Decisions[0].Verdicts[0].Lacks
	if lacks == nil || lacks.Code != "step_needs" || lacks.Field != "target_reason" || lacks.ZH == "" {
		t.Errorf("the plan lacks %+v", lacks)
	}
	ruling := func(seen string) map[string]string {
		return map[string]string{"collection": "showcase_event", "id": "e1", "decision": "dispatch", "verdict": "dispatch", "seen": seen}
	}
	sup.do("POST", "/v1/office/decisions", ruling(list.Records[0].Version)).want(t, http.StatusUnprocessableEntity, "step_needs")
	_, err := w.engine.WriteAs(t.Context(), "admin", changesync.Edit{Key: changesync.Key{Collection: "showcase_event", ID: "e1"},
		Add: map[string][]json.RawMessage{"target_reason": {text("T4")}}})
	w.must(err)
	var rec officeRecord
	sup.do("GET", "/v1/office/records/showcase_event/e1", nil).want(t, 200, "").into(t, &rec)
	if rec.Decisions[0].Verdicts[0].Lacks != nil {
		t.Errorf("a whole plan lacks %+v", rec.Decisions[0].Verdicts[0].Lacks)
	}
	am.do("POST", "/v1/office/decisions", ruling(rec.Version)).want(t, http.StatusForbidden, "not_allowed")
	sup.do("POST", "/v1/office/decisions", ruling(rec.Version)).want(t, 200, "")
}
