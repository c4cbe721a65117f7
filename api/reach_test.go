package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fieldsync/api"
	"fieldsync/api/export"
	"fieldsync/models"
	"fieldsync/sync"
)

// TestReach builds organisations at random, with a record of every collection
// in every scope, and holds what each user gets through every door to the table
// of rights: no door shows more, and the feed shows all of it.
func TestReach(t *testing.T) {
	fewer(t)
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPlan(rt)
		w := newWorld(t, api.Options{RevealRate: 1 << 20})
		defer w.srv.Close()
		secrets := w.settle(p)
		for who := range p.people {
			phone := w.enrol(p.people[who].name)
			feed, exports := phone.pages("/v1/feed?"), w.exports(p.people[who].name)
			for _, door := range [][2]string{
				{"feed", feed}, {"snapshot", phone.pages("/v1/snapshot?")}, {"conflicts", phone.ask("GET", "/v1/conflicts?limit=200", "")},
				{"records", phone.asksFor(secrets)}, {"search", phone.searches(secrets)}, {"exports", exports}, {"deliveries", phone.tries(secrets)},
			} {
				name, said := door[0], door[1]
				for _, s := range secrets {
					if name == "search" && strings.Contains(said, `"`+s.id+`"`) && !models.RightIn(p.view(who, s.scope), s.collection).See.Sees() {
						rt.Fatalf("%s (%s) finds a %s in %s, held as %q", p.people[who].name, p.people[who].role, s.collection, s.scope, p.view(who, s.scope))
					}
					if name == "search" && s.sealed && strings.Contains(said, `"`+s.id+`"`) {
						rt.Fatalf("%s (%s) finds a %s by what is kept without consent", p.people[who].name, p.people[who].role, s.collection)
					}
					if strings.Contains(said, s.value) && !p.may(who, s, name == "exports") {
						rt.Fatalf("%s (%s) sees %s of %s in %s as %q, through %s", p.people[who].name, p.people[who].role,
							s.field, s.collection, s.scope, p.view(who, s.scope), name)
					}
				}
			}
			for _, s := range secrets {
				if p.may(who, s, false) && !strings.Contains(feed, s.value) {
					rt.Fatalf("%s (%s) does not get %s of %s in %s, held as %q", p.people[who].name, p.people[who].role,
						s.field, s.collection, s.scope, p.view(who, s.scope))
				}
				// Later ones see what those before them wrote instead.
				if exported := strings.Contains(exports, s.value); exported && models.Unlisted(s.collection, s.field) ||
					who == 0 && exported != (p.may(who, s, true) && !models.Unlisted(s.collection, s.field)) {
					rt.Fatalf("%s (%s) has %s of %s in %s exported: %v, held as %q", p.people[who].name, p.people[who].role,
						s.field, s.collection, s.scope, exported, p.view(who, s.scope))
				}
				shown := strings.Contains(phone.reveals(s), `"value":`)
				if shown != p.asks(who, s) {
					rt.Fatalf("%s (%s) has %s of %s in %s revealed: %v, held as %q", p.people[who].name, p.people[who].role,
						s.field, s.collection, s.scope, shown, p.view(who, s.scope))
				}
			}
		}
	})
}

// fewer bounds the checks of a test whose every check is a whole server, to
// fewer still under the race detector; more than asked for by the command
// line's default is still done when asked for.
func fewer(t *testing.T) {
	n := "15"
	if raceEnabled {
		n = "2"
	}
	f := flag.Lookup("rapid.checks")
	if was := f.Value.String(); was == f.DefValue {
		if err := f.Value.Set(n); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Value.Set(was) })
	}
}

// settle makes the organisation of the plan and returns what lies in it.
func (w *world) settle(p plan) (secrets []secret) {
	w.t.Helper()
	for _, c := range []string{"k1", "k2"} {
		w.office(models.Scope("customer/"+c), "customer", c, models.Values{"customer_no": text(c)})
	}
	w.office("star/s1", "star_customer", "s1", models.Values{"customer": text("k1")})
	w.office("event/e1", "showcase_event", "e1", models.Values{"customer": text("k1")})
	team := map[int]string{}
	for i, person := range p.people {
		for _, m := range person.leads {
			team[m] = "t1"
			w.office("org", "team", "t1", models.Values{"leader": text(p.people[i].name)})
		}
	}
	for i, person := range p.people {
		staff := models.Values{"name": text(person.name), "active": json.RawMessage("true"), "roles": json.RawMessage(`["` + person.role + `"]`)}
		if team[i] != "" {
			staff["team"] = text(team[i])
		}
		w.office("org", "staff", person.name, staff)
		for held, post := range person.posts {
			scope, field := models.Scope("customer/"+held), "customer"
			if held == "s1" {
				scope, field = "star/s1", "star_customer"
			}
			w.office(scope, "assignment", "a-"+person.name+held, models.Values{field: text(held), "staff": text(person.name), "post": text(post)})
		}
		w.must(w.engine.PutUser(context.Background(), changesync.User{Name: person.name, Staff: person.name, Active: true}))
	}
	for m, post := range p.team {
		_, err := w.engine.WriteAs(context.Background(), "admin", changesync.Edit{Key: changesync.Key{Collection: "showcase_event", ID: "e1"},
			Add: map[string][]json.RawMessage{"team": {json.RawMessage(fmt.Sprintf(`{"member":%q,"post":%q}`, p.people[m].name, post))}}})
		w.must(err)
	}
	for _, d := range p.desks {
		w.office("event/e1", "event_desk", fmt.Sprint("d", d), models.Values{"event": text("e1"), "operator": text(p.people[d].name)})
	}
	for _, scope := range []models.Scope{"customer/k1", "customer/k2", "star/s1", "event/e1", models.Scope("staff/" + p.people[0].name), "org"} {
		for _, col := range models.Default().Collections() {
			secrets = append(secrets, w.hide(col, scope, p.agreed)...)
		}
	}
	return secrets
}

// hide puts a record of the collection into a scope, if it can live there,
// with one value that anybody may read who sees the record, one personal, and
// those for which the handbook is stricter.
func (w *world) hide(col *models.Collection, scope models.Scope, agreed map[string]bool) (out []secret) {
	w.t.Helper()
	kind, owner, _ := models.ParseScope(scope)
	values, id, home := models.Values{}, "", ""
	for h := &col.Home; h != nil && id == ""; h = h.Else {
		switch {
		case h.Kind != kind:
		case h.Field == "" && kind != models.ScopeOrg:
			id = owner // the record is its own scope
		default:
			id = fmt.Sprintf("%s-%s-%s", col.Name, kind, owner)
			if h.Field != "" {
				home = h.Field
				values[home] = text(owner)
			}
		}
	}
	if id == "" {
		return nil
	}
	asks := col.Field(models.ConsentField) != nil
	if asks && agreed[string(kind)] {
		values[models.ConsentField] = json.RawMessage("true")
	}
	put := func(f *models.Field) {
		sum := sha256.Sum224([]byte(id + f.Name))
		value := fmt.Sprintf("~%s %x~", kind, sum)[:38]
		if f.Kind == models.Money {
			value = fmt.Sprintf("9%012d.00", binary.BigEndian.Uint64(sum[:])%1e12)
		}
		values[f.Name] = text(value)
		out = append(out, secret{col.Name, id, f.Name, value, scope, f.Class >= models.Personal, home,
			asks && f.Class >= models.Sensitive && !agreed[string(kind)], f.Kind == models.Money})
	}
	for _, personal := range []bool{false, true} {
		if f := plainField(col, values, personal); f != nil {
			put(f)
		}
	}
	for _, f := range col.Fields {
		if _, single := stricter[col.Name+"."+f.Name]; single {
			put(f)
		}
	}
	w.office(scope, col.Name, id, values)
	return out
}

// plainField is a field that takes any short text.
func plainField(col *models.Collection, taken models.Values, personal bool) *models.Field {
	for _, f := range col.Fields {
		if f.Kind == models.Text && !f.List && f.Norm == "" && len(f.Options) == 0 && (f.Max == 0 || f.Max >= 40) &&
			(f.Class >= models.Personal) == personal && taken[f.Name] == nil && f.Line == "" && f.Mask != models.MaskName {
			return f
		}
	}
	return nil
}

// exports takes out everything that somebody can.
func (w *world) exports(user string) string {
	w.t.Helper()
	var out bytes.Buffer
	for i, col := range models.Default().Collections() {
		format := []string{"csv", "json"}[i%2]
		_, err := export.Write(context.Background(), w.engine, export.Request{User: user, What: col.Name, Format: format}, &out)
		var coded *models.Error
		if !errors.As(err, &coded) || coded.Code != changesync.CodeNotFound {
			w.must(err)
		}
	}
	return out.String()
}

// searches looks for every personal value by its end.
func (p *phone) searches(secrets []secret) (said string) {
	for _, s := range secrets {
		if s.personal {
			said += p.ask("GET", "/v1/search/"+s.collection+"?last4="+url.QueryEscape(s.value[len(s.value)-4:]), "")
		}
	}
	return said
}

// asksFor asks for every record by name.
func (p *phone) asksFor(secrets []secret) (said string) {
	for _, s := range secrets {
		said += p.ask("GET", "/v1/records/"+s.collection+"/"+s.id, "")
	}
	return said
}

// tries edits every record, as a program would that is not ours and knows their
// names, and hears what the server says about it.
func (p *phone) tries(secrets []secret) (said string) {
	for _, s := range secrets {
		_, err := p.Write(context.Background(), changesync.Change{
			Key: changesync.Key{Collection: s.collection, ID: s.id}, Set: s.overwritten()})
		var refused *models.Error
		if errors.As(err, &refused) && refused.Code == changesync.CodeServerField {
			continue // our own program does not even try
		}
		p.w.must(err)
		said += string(p.push().body)
	}
	return said
}

func (p *phone) reveals(s secret) string {
	return p.ask("POST", "/v1/reveals", fmt.Sprintf(`{"collection":%q,"id":%q,"field":%q,"reason":"回访前核对"}`, s.collection, s.id, s.field))
}
