package changesync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	changesync "fieldsync/sync"

	"fieldsync/models"
)

// grants are what a user holds, as "scope view" or "scope view w".
func (w *world) grants(user string) []string {
	w.t.Helper()
	var out []string
	err := w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		rows, _, err := tx.Grants(user)
		for _, g := range rows {
			if g.Ended == 0 {
				s := fmt.Sprintf("%s %s", g.Scope, g.View)
				if g.Write {
					s += " w"
				}
				out = append(out, s)
			}
		}
		return err
	})
	w.must(err)
	slices.Sort(out)
	return out
}

func (w *world) wantGrants(user string, want ...string) {
	w.t.Helper()
	slices.Sort(want)
	if got := w.grants(user); !slices.Equal(got, want) {
		w.t.Errorf("%s holds %q, want %q", user, got, want)
	}
}

func TestWhatEachRoleHolds(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.wantGrants("csm01", "org colleague", "staff/s-csm01 self w", "customer/c1 csm w", "event/e1 csm w")
	w.wantGrants("csm02", "org colleague", "staff/s-csm02 self w")
	w.wantGrants("desk01", "org colleague", "staff/s-desk01 self w", "event/e1 desk w", "customer/c1 guest")
	w.wantGrants("tl01", "* events", "org colleague", "staff/s-tl01 leader+self w", "customer/c1 leader w",
		"staff/s-csm01 leader w", "staff/s-csm02 leader w", "staff/s-am01 leader w", "staff/s-desk01 leader w", "staff/s-admin leader w", "staff/s-pm01 leader w")
	w.wantGrants("admin", "org colleague", "staff/s-admin self w", "* admin w")
	w.wantGrants("nobody")
}

// Who loses a right through a change elsewhere loses it at once.
func TestGrantsFollowTheRecords(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("org", set("team", "t0", "name", "分公司", "kind", "班组", "leader", "s-csm02"))
	w.office("org", set("team", "t1", "parent", "t0"))
	has := func(user, grant string, want bool) {
		t.Helper()
		if got := slices.Contains(w.grants(user), grant); got != want {
			t.Errorf("%s holds %q: %v, want %v", user, grant, got, want)
		}
	}
	has("csm02", "customer/c1 leader w", true) // leader of the unit above
	w.office("", set("team", "t1", "parent", "null"))
	has("csm02", "customer/c1 leader w", false)

	has("tl01", "staff/s-am01 leader w", true)
	w.office("", set("staff", "s-am01", "team", "t0"))
	has("tl01", "staff/s-am01 leader w", false)
	has("csm02", "staff/s-am01 leader w", true)

	w.office("", set("team", "t1", "leader", "s-desk01"))
	has("tl01", "customer/c1 leader w", false)
	has("desk01", "staff/s-csm01 leader w", true)

	has("desk01", "event/e1 desk w", true)
	w.office("", set("event_desk", "d1", "operator", "s-csm02"))
	has("desk01", "event/e1 desk w", false)
	has("csm02", "event/e1 desk w", true)

	w.office("customer/c2", set("customer", "c2", "customer_no", "KH2", "customer_name", "别家"))
	w.office("", set("showcase_event", "e1", "title", "新名"))
	w.office("star/s1", set("star_customer", "s1", "customer", "c1"))
	has("csm01", "star/s1 csm w", true)
	w.office("", set("staff", "s-csm01", "active", "false"))
	w.wantGrants("csm01")
}

// An assignment ends by its date although nothing was written that day.
func TestAGrantEndsWhenOnlyTheClockMoved(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("", set("assignment", "a1", "valid_to", "2016-05-10"))
	d := w.device("csm01")
	if got := d.value("customer", "c1", "customer_name"); got != `"杭州第一机床厂"` {
		t.Fatalf("on its last day: %s", got)
	}
	w.now = time.Date(2016, 5, 10, 23, 59, 59, 0, w.now.Location())
	d.sync()
	if d.value("customer", "c1", "customer_name") == "(no record)" {
		t.Error("gone before midnight")
	}
	d.write(set("customer", "c1", "address", "too late"))
	w.now = time.Date(2016, 5, 11, 0, 0, 1, 0, w.now.Location())
	d.sync()
	if got := d.value("customer", "c1", "customer_name"); got != "(no record)" {
		t.Errorf("after its last day: %s", got)
	}
	if s := d.standing(); s.Quarantined != 1 {
		t.Errorf("the edit made under the lost grant: %+v", s)
	}

	w.office("customer/c1", set("assignment", "a9", "customer", "c1", "staff", "s-csm01", "post", "CSM", "valid_from", "2016-05-20", "reason", "分配"))
	d.sync()
	if got := d.value("customer", "c1", "customer_name"); got != "(no record)" {
		t.Errorf("before its first day: %s", got)
	}
	w.now = time.Date(2016, 5, 20, 0, 0, 1, 0, w.now.Location())
	d.sync()
	if got := d.value("customer", "c1", "customer_name"); got != `"杭州第一机床厂"` {
		t.Errorf("regained: %s", got)
	}
	if got := d.value("customer", "c1", "address"); got != `"too late"` {
		t.Errorf("the own quarantined edit is not shown any more: %s", got)
	}
}

func (d *device) scopes() []models.Scope {
	d.w.t.Helper()
	var out []models.Scope
	d.w.must(d.local.View(d.w.ctx, func(tx changesync.LocalReadTx) (err error) {
		out, err = tx.BaseScopes()
		return err
	}))
	return out
}

// A device holds exactly the scopes of its user's grants, through every change.
func TestDeviceHoldsItsScopesExactly(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c2", set("customer", "c2", "customer_no", "KH2", "customer_name", "别家"))
	d := w.device("csm01")
	want := func(when string, scopes ...models.Scope) {
		t.Helper()
		d.sync()
		if got := d.scopes(); !slices.Equal(got, scopes) {
			t.Errorf("%s: holds %v, want %v", when, got, scopes)
		}
	}
	want("own customer", "customer/c1", "event/e1", "org")
	w.office("", set("staff", "s-csm01", "roles", `["CSM","ADM"]`))
	want("administrator too", "customer/c1", "customer/c2", "event/e1", "org")
	if got := d.value("customer", "c2", "customer_name"); got != `"别家"` {
		t.Errorf("c2: %s", got)
	}
	w.office("", set("staff", "s-csm01", "roles", `["CSM"]`))
	want("no longer", "customer/c1", "event/e1", "org")
	if got := d.value("customer", "c1", "customer_name"); got != `"杭州第一机床厂"` {
		t.Errorf("the own customer went with it: %s", got)
	}
	w.office("", set("assignment", "a1", "valid_to", "2016-01-02"))
	want("customer lost", "org")
	w.office("", set("staff", "s-csm01", "roles", `["CSM","ADM"]`))
	want("administrator again", "customer/c1", "customer/c2", "event/e1", "org")
	if got := d.value("customer", "c1", "customer_name"); got != `"杭州第一机床厂"` {
		t.Errorf("a scope once taken away stays hidden: %s", got)
	}
}

// A masked view gets dots and masks, never the values; hidden elements not at all.
func TestMaskedView(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, leader := w.device("csm01"), w.device("tl01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001", "home_address", "杭州市西湖区文三路1号")).IDs[0]
	a.write(set("key_person", id, "own_mobile", "13800000002"))
	a.sync()
	leader.sync()
	s, err := leader.r.Get(w.ctx, key("key_person", id))
	w.must(err)
	raw := string(s.Record.Encode())
	for _, secret := range []string{"13800000001", "13800000002", "文三路"} {
		if strings.Contains(raw, secret) {
			t.Errorf("the leader's phone holds %s", secret)
		}
	}
	if string(s.Values["kp_name"]) != `"王建国"` || string(s.Values["own_mobile"]) != `"••••0002"` {
		t.Errorf("shown: %s %s", s.Values["kp_name"], s.Values["own_mobile"])
	}
	server := w.record(key("key_person", id)).Cells["own_mobile"]
	held := s.Record.Cells["own_mobile"]
	if fmt.Sprint(held.Dots()) != fmt.Sprint(server.Dots()) {
		t.Errorf("dots %v, the server has %v", held.Dots(), server.Dots())
	}
}

// A viewer of masks who may write adds a value of his own and keeps seeing it,
// but neither replaces nor settles what he cannot see.
func TestMaskedViewerMayAddBeside(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("ssm01", "SSM")
	w.assign("a7", "c1", "ssm01", "SSM")
	a, s := w.device("csm01"), w.device("ssm01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001")).IDs[0]
	a.sync()
	s.sync()
	k := key("key_person", id)
	theirs := w.dots(k, "own_mobile")

	s.write(set("key_person", id, "own_mobile", "13800000007"))
	s.write(set("key_person", id, "own_mobile", "13800000008")) // replaces his own
	s.sync()
	if st := s.standing(); st.Quarantined != 0 {
		t.Fatalf("adding beside: %+v %v", st, w.quarantineRecords("staff/s-ssm01"))
	}
	if dots := w.dots(k, "own_mobile"); len(dots) != 2 || !slices.Contains(dots, theirs[0]) {
		t.Fatalf("the cell: %v", dots)
	}
	if got := s.value("key_person", id, "own_mobile"); got != `"13800000008"` {
		t.Errorf("he sees %s of his own", got)
	}
	s.write(set("key_person", id, "own_mobile", "13800000009"))
	s.sync()
	if dots := w.dots(k, "own_mobile"); len(dots) != 2 || !slices.Contains(dots, theirs[0]) {
		t.Errorf("a third edit of his own: %v", dots)
	}

	p := s.pen()
	p.n, p.prev = 3, lastHash(t, s)
	bad := p.edit(k, "customer/c1", "own_mobile", `"13800000666"`, theirs...)
	if r := p.push(bad)[0]; fmt.Sprint(reasonCodes(r.Reasons)) != "[withheld]" {
		t.Errorf("replacing what is withheld: %s %v", r.Outcome, r.Reasons)
	}
	after := p.edit(k, "customer/c1", "own_mobile", `"13800000667"`, bad.Dot())
	if r := p.push(after)[0]; r.Outcome != changesync.OutcomeApplied {
		t.Errorf("replacing his own void write: %v", r.Reasons)
	}
	if dots := w.dots(k, "own_mobile"); !slices.Contains(dots, theirs[0]) {
		t.Errorf("a withheld value was replaced through a void write: %v", dots)
	}
}

func lastHash(t *testing.T, d *device) []byte {
	t.Helper()
	var h []byte
	err := d.local.View(t.Context(), func(tx changesync.LocalReadTx) (err error) {
		h, _, err = tx.Meta("last_hash")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// maskedView is a profile that sees a collection masked, "" for none.
func maskedView(collection string) string {
	for _, p := range models.Profiles() {
		if models.RightIn(p, collection).See == models.LevelMasked {
			return p
		}
	}
	return ""
}

// Elements of a personal set are named by their values: masks hide them whole.
func TestMaskedViewHidesSetElements(t *testing.T) {
	for _, c := range models.Default().Collections() {
		for _, f := range c.Fields {
			if f.Policy != models.Set || f.Class < models.Personal {
				continue
			}
			r := changesync.NewRecord(key(c.Name, "x"), "customer/c1")
			r.Cells[f.Name+`/"secret"`] = *cellOf(version("a:1", 1, `"secret"`))
			if seen := r.SeenBy(changesync.Viewer{View: maskedView(c.Name)}, c); seen != nil {
				t.Errorf("%s.%s: %s", c.Name, f.Name, seen.Encode())
			}
		}
	}
	r := changesync.NewRecord(key("event_lead", "x"), "event/e1")
	r.Cells["entries/1"] = *cellOf(version("a:1", 1, `{"said":"secret"}`))
	if raw := string(r.SeenBy(changesync.Viewer{View: "bo"}, models.Default().Collection("event_lead")).Encode()); strings.Contains(raw, "secret") {
		t.Errorf("entries: %s", raw)
	}
}

// From full to masked, the values leave the device; back to full they return.
func TestDowngradeAndBack(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("", set("team", "t1", "leader", "s-csm01"))
	w.assign("a5", "c1", "csm02", "CSM") // a member keeps the customer, so the leader sees masks
	a := w.device("csm01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国")).IDs[0]
	a.sync()
	b := w.device("am01")
	b.write(set("key_person", id, "own_mobile", "13800000001"))
	b.sync()
	a.sync()
	if got := a.value("key_person", id, "own_mobile"); got != `"13800000001"` {
		t.Fatalf("full: %s", got)
	}
	w.office("", set("assignment", "a1", "valid_to", "2016-01-02"))
	a.sync()
	if got := a.value("key_person", id, "own_mobile"); got != `"••••0001"` {
		t.Errorf("masked: %s", got)
	}
	w.office("", set("assignment", "a1", "valid_to", "null"))
	a.sync()
	if got := a.value("key_person", id, "own_mobile"); got != `"13800000001"` {
		t.Errorf("full again: %s", got)
	}
}

func TestOfficeViewsObeyTheGrants(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "own_mobile", "13800000001")).IDs[0]
	a.sync()
	b.sync()
	a.write(set("key_person", id, "own_mobile", "13800000002"))
	b.write(set("key_person", id, "own_mobile", "13800000003"))
	a.sync()
	b.sync()
	for user, want := range map[string]string{"csm01": "13800000002 13800000003", "tl01": "••••0002 ••••0003", "csm02": ""} {
		list, err := w.engine.OpenConflicts(w.ctx, user, changesync.Key{}, "", 10)
		w.must(err)
		var values []string
		for _, c := range list {
			for _, v := range c.Values {
				values = append(values, strings.Trim(string(v.Value), `"`))
			}
			if c.Base == nil || !json.Valid(c.Base) || strings.Contains(string(c.Base), "13800000001") != (user == "csm01") {
				t.Errorf("%s: base %s", user, c.Base)
			}
		}
		slices.Sort(values)
		if got := strings.Join(values, " "); got != want {
			t.Errorf("%s sees conflict values %q, want %q", user, got, want)
		}
		r, err := w.engine.View(w.ctx, user, key("key_person", id))
		w.must(err)
		if (r != nil) != (want != "") {
			t.Errorf("%s sees the record: %v", user, r != nil)
		}
	}
}
