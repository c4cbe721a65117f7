package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"fieldsync/api"
	"fieldsync/models"
	"fieldsync/sync"
)

// What somebody may see of a customer's key person (domain.md 1.6).
const (
	nothing = "nothing"
	masked  = "masked"
	never   = "masked, and never revealed"
	inFull  = "in full"
)

// visible is the matrix for the roles: of the team's own customer c1 and of c2,
// which somebody else looks after.
var visible = map[string]struct{ c1, c2 string }{
	"CSM": {inFull, nothing}, "other CSM": {nothing, inFull}, "AM": {inFull, nothing},
	"SSM": {masked, nothing}, "TL": {masked, nothing}, "DESK": {nothing, nothing},
	"ADM": {inFull, inFull}, "GEL": {inFull, inFull}, "VP": {inFull, inFull},
	"SVM": {masked, masked}, "SUP": {nothing, nothing}, "BO": {masked, masked}, "QC": {never, never},
	"CSD": {nothing, nothing}, "PM": {nothing, nothing}, "SUPP": {nothing, nothing}, "COUNS": {nothing, nothing},
	"deactivated": {nothing, nothing},
}

// The persons that are asked for: one of each kind that a door could tell apart.
const (
	ofC1, ofC2, gone, missing = "kp-of-c1", "kp-of-c2", "kp-deleted", "kp-missing"
)

// The private numbers: what stands, the other side of a conflict, what was
// replaced, and what was deleted.
const (
	standing, opposed, replaced, deleted, foreign = "13800000001", "13800000002", "13800000003", "13800000004", "13800000005"
)

// door tries everything that a route can be asked for, and returns all that it said.
type door func(t *testing.T, p *phone) (said string)

// doors are all routes that show something. A route that is in neither of the
// two lists fails the test: say first what it may show.
var doors = map[string]door{
	"GET /v1/records/{collection}/{id}": func(_ *testing.T, p *phone) (said string) {
		for _, id := range []string{ofC1, ofC2, gone, missing} {
			said += p.ask("GET", "/v1/records/key_person/"+id, "")
		}
		return said
	},
	"POST /v1/reveals": nil, // shows what others do not; see revealed
	"GET /v1/feed":     func(_ *testing.T, p *phone) string { return p.pages("/v1/feed?") },
	"GET /v1/snapshot": func(_ *testing.T, p *phone) string { return p.pages("/v1/snapshot?") },
	"GET /v1/conflicts": func(_ *testing.T, p *phone) string {
		return p.ask("GET", "/v1/conflicts?limit=200", "") + p.ask("GET", "/v1/conflicts?after=key_person/"+ofC1+"/address", "")
	},
	"GET /v1/search/{collection}": func(_ *testing.T, p *phone) (said string) {
		for _, number := range []string{standing, opposed, replaced, deleted, foreign} {
			said += p.ask("GET", "/v1/search/key_person?last4="+number[7:], "")
		}
		return said + p.ask("GET", "/v1/search/none?last4=0001", "") + p.ask("GET", "/v1/search/key_person?last4=1", "")
	},
	"GET /v1/counts/{collection}": func(_ *testing.T, p *phone) string {
		return p.ask("GET", "/v1/counts/key_person", "") + p.ask("GET", "/v1/counts/none", "")
	},
	"GET /v1/devices/me": func(_ *testing.T, p *phone) string { return p.ask("GET", "/v1/devices/me", "") },
	"POST /v1/devices/me/wipe": func(_ *testing.T, p *phone) string {
		return p.ask("POST", "/v1/devices/me/wipe", `{"order":"`+ofC1+`","state":"done","unsent":0,"proof":"`+strings.Repeat("A", 86)+`"}`)
	},
	"POST /v1/changesets": func(_ *testing.T, p *phone) string {
		return p.ask("POST", "/v1/changesets", `{"device":"`+ofC1+`"}`)
	},
	"POST /v1/rescue": func(_ *testing.T, p *phone) string {
		return p.ask("POST", "/v1/rescue", `{"device":"`+p.id+`","sealed":["AAAA"]}`)
	},
}

// closed are routes that answer about no record.
var closed = []string{
	"POST /v1/devices", "POST /v1/devices/{id}/challenge", "POST /v1/devices/{id}/token", "GET /v1/watch",
	"POST /v1/sessions", "POST /v1/sessions/code", "POST /v1/passwords",
	"GET /healthz", "GET /readyz", "GET /openapi.json", "GET /metrics",
}

// TestDoors walks every route as every role: no door shows more than the matrix
// says, and none but its own holds back what it does say.
func TestDoors(t *testing.T) {
	w := newWorld(t, api.Options{RevealRate: 1000})
	users := w.privacy()
	known := slices.Concat(slices.Sorted(maps.Keys(doors)), slices.Sorted(maps.Keys(ownRooms)), slices.Sorted(maps.Keys(deskRooms)), slices.Sorted(maps.Keys(adminRooms)))
	for _, route := range w.routes() {
		if !slices.Contains(known, route) && !slices.Contains(closed, route) {
			t.Errorf("%s: say in this test what it may show", route)
		}
	}
	visitors := w.visitors(users)
	for role, may := range visible {
		t.Run(role, func(t *testing.T) {
			p := users[role]
			for route, open := range doors {
				if open == nil {
					continue
				}
				said := open(t, p)
				checkSaid(t, route, said, may.c1, may.c2)
				if got := open(t, &phone{w: w, id: p.id, token: visitors[role].token}); !strings.Contains(got, `"unauthorised"`) {
					t.Errorf("%s with a session: %.300s", route, got)
				}
				if got := open(t, &phone{w: w, id: p.id}); !strings.Contains(got, `"unauthorised"`) || strings.Contains(got, ofC2) {
					t.Errorf("%s without a token: %.300s", route, got)
				}
			}
			revealed(t, p, ofC1, standing, may.c1)
			revealed(t, p, ofC2, foreign, may.c2)
			revealed(t, p, gone, "", nothing)
			revealed(t, p, missing, "", nothing)
			walkRooms(t, visitors[role], p, may.c1, may.c2) // last: it signs out
		})
	}
}

// checkSaid holds what a door said against the matrix.
func checkSaid(t *testing.T, route, said, c1, c2 string) {
	t.Helper()
	exports := strings.HasPrefix(route, "GET /v1/exports/")
	shows := route == "GET /v1/feed" || route == "GET /v1/snapshot" || strings.Contains(route, "records")
	for _, c := range []struct {
		value string
		may   bool
		must  bool
	}{
		{standing, c1 == inFull, shows}, {opposed, c1 == inFull, shows || route == "GET /v1/conflicts"},
		{foreign, c2 == inFull, shows || exports}, {replaced, false, false},
		{"王经理", c1 != nothing, shows || exports}, {"李经理", c2 != nothing, shows || exports}, {ofC2 + `"`, c2 != nothing, false},
	} {
		switch has := strings.Contains(said, c.value); {
		case has && !c.may && !(c.value == replaced && c1 == inFull): // the common ancestor of a conflict
			t.Errorf("%s shows %s", route, c.value)
		case !has && c.may && c.must:
			t.Errorf("%s holds back %s: %.500s", route, c.value, said)
		}
	}
	if (c1 != inFull || exports) && strings.Contains(said, deleted) {
		t.Errorf("%s shows a deleted number", route)
	}
}

func revealed(t *testing.T, p *phone, id, value, may string) {
	t.Helper()
	said := p.ask("POST", "/v1/reveals", fmt.Sprintf(`{"collection":"key_person","id":%q,"field":"own_mobile","reason":"回访前核对号码"}`, id))
	shown := value != "" && (strings.Contains(said, value) || id == ofC1 && strings.Contains(said, opposed))
	if shown != (may == inFull || may == masked) {
		t.Errorf("reveal of %s says %s, may be seen %s", id, said, may)
	}
	if may == nothing && !strings.Contains(said, `"not_found"`) || may == never && value != "" && !strings.Contains(said, `"not_allowed"`) {
		t.Errorf("reveal of %s says %s", id, said)
	}
}

// ask makes one request and returns what came, whatever it is.
func (p *phone) ask(method, path, body string) string {
	var raw []byte
	if body != "" {
		raw = []byte(body)
	}
	return string(p.w.send(method, path, p.token, raw).body)
}

// pages reads a feed to its end, without the memory of a device.
func (p *phone) pages(path string) (all string) {
	for page := ""; ; {
		said := p.ask("GET", path+page, "")
		all += said
		var next struct{ Next string }
		if json.Unmarshal([]byte(said), &next) != nil || next.Next == "" {
			return all
		}
		page = "page=" + next.Next
	}
}

// routes are those that the server says it has.
func (w *world) routes() (out []string) {
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	w.must(json.Unmarshal(fetchDocument(w.t, w.api), &doc))
	for path, methods := range doc.Paths {
		for method := range methods {
			out = append(out, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(out)
	return out
}

// privacy adds key persons with private numbers and a device for every role.
func (w *world) privacy() map[string]*phone {
	w.t.Helper()
	for id, c := range map[string]struct{ customer, name, number string }{
		ofC1: {"c1", "王经理", replaced}, ofC2: {"c2", "李经理", foreign}, gone: {"c1", "赵经理", deleted}} {
		w.office(models.Scope("customer/"+c.customer), "key_person", id, models.Values{
			"customer": text(c.customer), "kp_name": text(c.name), "own_mobile": text(c.number)})
	}
	w.office("customer/c1", "showcase_event", "e1", models.Values{"customer": text("c1"), "title": text("智能秀")})
	users := map[string]*phone{"CSM": w.enrol("csm01"), "AM": w.enrol("am01"), "other CSM": w.enrol("csm02")}
	users["CSM"].pull("")
	users["AM"].pull("")
	users["CSM"].writes(ofC1, standing)
	users["AM"].writes(ofC1, opposed) // without having seen the other
	users["CSM"].writes(gone, "")
	for role := range visible {
		if users[role] == nil {
			users[role] = w.employ(role)
		}
	}
	w.must(w.engine.PutUser(context.Background(), changesync.User{Name: "deactivated", Staff: "deactivated"}))
	return users
}

// employ makes a member of staff with a role, an account and a device.
func (w *world) employ(role string) *phone {
	w.t.Helper()
	staff := models.Values{"name": text(role), "active": json.RawMessage("true")}
	if role == strings.ToUpper(role) {
		staff["roles"] = json.RawMessage(`["` + role + `"]`)
	}
	w.office("org", "staff", role, staff)
	switch role {
	case "TL":
		w.office("org", "team", "t1", models.Values{"name": text("一班"), "leader": text("TL")})
		w.office("org", "staff", "csm01", models.Values{"team": text("t1")})
	case "SSM":
		w.office("customer/c1", "assignment", "a-ssm", models.Values{"customer": text("c1"), "staff": text("SSM"), "post": text("SSM")})
	case "DESK":
		w.office("event/e1", "event_desk", "d1", models.Values{"event": text("e1"), "operator": text("DESK")})
	}
	w.must(w.engine.PutUser(context.Background(), changesync.User{Name: role, Staff: role, Active: true}))
	return w.enrol(role)
}

// writes changes a number, or deletes the person for "", and delivers.
func (p *phone) writes(id, number string) {
	p.w.t.Helper()
	change := changesync.Change{Key: changesync.Key{Collection: "key_person", ID: id}, Delete: number == ""}
	if number != "" {
		change.Set = models.Values{"own_mobile": text(number)}
	}
	_, err := p.Write(context.Background(), change)
	p.w.must(err)
	p.push()
}
