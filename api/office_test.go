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
