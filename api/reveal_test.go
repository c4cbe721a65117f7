package api_test

import (
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
	w.send("POST", "/v1/reveals", "", []byte(`{}`)).want(t, 401, changesync.CodeUnauthorised)
}
