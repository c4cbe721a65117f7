package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/sync"
)

// A masked value is shown over HTTP for a reason, a few times a minute, and
// who may not see the record learns nothing from the answer.
func TestRevealOverHTTP(t *testing.T) {
	w := newWorld(t, api.Options{RevealRate: 4})
	w.office("customer/c1", "key_person", "k1", models.Values{"customer": text("c1"), "kp_name": text("王经理"), "own_mobile": text("13800001234")})
	a, b := w.enrol("csm01"), w.enrol("csm02")
	ask := func(p *phone, id, field, reason string) answer {
		return w.send("POST", "/v1/reveals", p.token, []byte(`{"collection":"key_person","id":"`+id+`","field":"`+field+`","reason":"`+reason+`"}`))
	}
	if got := ask(a, "k1", "own_mobile", "回访前核对号码").want(t, 200, ""); string(got.body) != `{"value":"13800001234"}` {
		t.Errorf("shown: %s", got.body)
	}
	bare := func(a answer) string {
		return strings.ReplaceAll(string(a.want(t, 404, changesync.CodeNotFound).body), a.header.Get("X-Request-Id"), "")
	}
	if hidden, missing := bare(ask(b, "k1", "own_mobile", "回访前核对号码")), bare(ask(b, "none", "own_mobile", "回访前核对号码")); hidden != missing {
		t.Errorf("hidden: %s\nmissing: %s", hidden, missing)
	}
	ask(a, "k1", "own_mobile", "  ").want(t, 422, changesync.CodeBadReason)
	ask(a, "k1", "kp_service_manager", "回访前核对号码").want(t, 422, changesync.CodeNotPersonal)
	w.send("POST", "/v1/reveals", a.token, []byte(`{"collection":"key_person","id":"k1","field":"own_mobile"}`)).want(t, 422, "invalid")
	ask(a, "k1", "own_mobile", "回访前核对号码").want(t, 200, "")
	if got := ask(a, "k1", "own_mobile", "回访前核对号码").want(t, 429, "rate_limited"); got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	sealed := w.enrol("am01") // the key person's address stands without consent
	w.office("customer/c1", "key_person", "k1", models.Values{"home_address": text("一路1号")})
	if got := ask(sealed, "k1", "home_address", "回访前核对地址").want(t, 403, changesync.FlagNoConsent); !strings.Contains(string(got.body), "尚未记录客户同意") {
		t.Errorf("told %s", got.body)
	}
	w.send("POST", "/v1/reveals", "", []byte(`{}`)).want(t, 401, changesync.CodeUnauthorised)
}

// At a desk sensitive values are masks, also to those who may see them, until
// one is asked for, which is noted; a list shows the ends of numbers and no
// third person.
func TestRevealAtADesk(t *testing.T) {
	const card = "11010519491231002X"
	w, admin := officeWorld(t, api.Options{})
	w.office("customer/c1", "key_person", "k1", models.Values{"customer": text("c1"), "kp_name": text("王经理"), "id_card_no": text(card),
		"customer_consent": json.RawMessage("true"), "own_mobile": text("13800001234"), "submission": text("submitted"), "collected_by": text("x")})
	w.office("customer/c1", "customer_info_form", "f1", models.Values{"customer": text("c1"), "customer_name": text("王经理"), "family_members": text("一子一女"),
		"customer_consent": json.RawMessage("true"), "main_number": text("13800001234"), "submission": text("submitted"), "collected_by": text("x")})
	w.office("org", "staff", "tl01", models.Values{"name": text("班长"), "active": json.RawMessage("true"), "roles": json.RawMessage(`["TL"]`)})
	w.must(w.engine.PutUser(t.Context(), changesync.User{Name: "tl01", Staff: "tl01", Active: true}))
	owner, stranger := admin.joins("csm01"), admin.joins("csm02")
	phone := w.enrol("csm01")
	for door, said := range map[string]string{
		"desk":   string(owner.do("GET", "/v1/office/records/key_person/k1", nil).want(t, 200, "").body),
		"device": phone.ask("GET", "/v1/records/key_person/k1", ""),
	} {
		if strings.Contains(said, card) || !strings.Contains(said, "110105••••002X") || !strings.Contains(said, "13800001234") {
			t.Errorf("%s: %s", door, said)
		}
	}
	if said := phone.pages("/v1/feed?"); !strings.Contains(said, card) {
		t.Error("the feed of who may see it masks it too")
	}
	ask := map[string]string{"collection": "key_person", "id": "k1", "field": "id_card_no", "reason": "上门核对证件"}
	if got := owner.do("POST", "/v1/office/reveals", ask).want(t, 200, ""); !strings.Contains(string(got.body), card) {
		t.Errorf("revealed: %s", got.body)
	}
	stranger.do("POST", "/v1/office/reveals", ask).want(t, 404, changesync.CodeNotFound)
	// Whoever is signed in finds and counts as his devices do.
	for path, has := range map[string]string{"search/key_person?last4=1234": `"k1"`, "counts/key_person": `"count":1`, "conflicts": `"conflicts":[]`} {
		if said := string(owner.do("GET", "/v1/office/"+path, nil).want(t, 200, "").body); !strings.Contains(said, has) {
			t.Errorf("%s: %s", path, said)
		}
		if said := string(stranger.do("GET", "/v1/office/"+path, nil).body); strings.Contains(said, "k1") || strings.Contains(said, `"count":1`) {
			t.Errorf("a stranger's %s: %s", path, said)
		}
	}
	log, err := w.engine.AuditLog(t.Context(), changesync.AuditQuery{Subject: changesync.AuditOfRecord(changesync.Key{Collection: "key_person", ID: "k1"}), Limit: 100})
	w.must(err)
	var seen []changesync.AuditEvent
	for _, ev := range log {
		if ev.Action == changesync.AuditReveal {
			seen = append(seen, ev)
		}
	}
	if len(seen) != 1 || seen[0].User != "csm01" || !strings.HasPrefix(seen[0].Device, "session ") || seen[0].Field != "id_card_no" {
		t.Errorf("the audit log says %+v", seen)
	}
	w.office("org", "team", "t1", models.Values{"leader": text("tl01")})
	w.office("org", "staff", "csm01", models.Values{"team": text("t1")})
	leader := admin.joins("tl01")
	if said := string(leader.do("GET", "/v1/office/pending/customer_info_form", nil).want(t, 200, "").body); !strings.Contains(said, "••••1234") || strings.Contains(said, "family_members") {
		t.Errorf("the list says %s", said)
	}
}
