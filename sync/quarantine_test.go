package changesync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

func target(collection, id string, scope models.Scope, isNew bool) changesync.Target {
	return changesync.Target{Key: key(collection, id), Scope: scope, New: isNew}
}

func value(field, v string, replaces ...changesync.Dot) changesync.Write {
	return changesync.Write{Field: field, Value: json.RawMessage(v), Replaces: replaces}
}

// What cannot be represented or is not allowed puts the whole changeset aside,
// with reasons that name the fields; it changes nothing and blocks nothing.
func TestWhatGoesIntoQuarantine(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c2", set("customer", "c2", "customer_no", "KH0002", "customer_name", "别家"))
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	fixed := w.dots(key("key_person", "k1"), "customer")
	c1, c2, k1 := target("customer", "c1", "customer/c1", false), target("customer", "c2", "customer/c2", false), target("key_person", "k1", "customer/c1", false)
	element := func(field, elem, v string) changesync.Write {
		return changesync.Write{Field: field, Elem: elem, Value: json.RawMessage(v)}
	}
	d := w.device("csm01")
	p := d.pen()
	for _, c := range []struct {
		name   string
		header changesync.Header
		writes []changesync.Write
		codes  string
		field  string
	}{
		{"wrong type", changesync.Header{Records: []changesync.Target{c1}}, []changesync.Write{value("address", `7`)}, "[wrong_type]", "address"},
		{"over-long text", changesync.Header{Records: []changesync.Target{c1}}, []changesync.Write{value("address", `"`+strings.Repeat("长", 201)+`"`)}, "[too_long]", "address"},
		{"one of many is unfit", changesync.Header{Records: []changesync.Target{c1}}, []changesync.Write{value("marketing_grid", `"HZ-09"`), value("address", `7`)}, "[wrong_type]", "address"},
		{"outside the grants", changesync.Header{Records: []changesync.Target{c2}}, []changesync.Write{value("address", `"x"`)}, "[outside_grants]", ""},
		{"outside, beside an own one", changesync.Header{Records: []changesync.Target{c1, c2}}, []changesync.Write{value("address", `"x"`), {Record: 1, Field: "address", Value: json.RawMessage(`"x"`)}}, "[outside_grants]", ""},
		{"another scope than the record's", changesync.Header{Records: []changesync.Target{target("key_person", "k1", "event/e1", false)}}, []changesync.Write{value("department", `"x"`)}, "[wrong_scope]", ""},
		{"another's record moved into an own scope", changesync.Header{Records: []changesync.Target{target("customer", "c2", "customer/c1", false)}}, []changesync.Write{value("address", `"x"`)}, "[wrong_scope outside_grants]", ""},
		{"new, with a home its fields do not lead to", changesync.Header{Records: []changesync.Target{target("key_person", "k9", "customer/c1", true)}}, []changesync.Write{value("customer", `"c2"`)}, "[wrong_scope]", ""},
		{"in another's name", changesync.Header{Actor: "am01", Records: []changesync.Target{c1}}, []changesync.Write{value("address", `"x"`)}, "[outside_grants]", ""},
		{"a fixed field again", changesync.Header{Records: []changesync.Target{k1}}, []changesync.Write{value("customer", `"c9"`, fixed...)}, "[fixed_field]", "customer"},
		{"a set written whole", changesync.Header{Records: []changesync.Target{k1}}, []changesync.Write{value("declined_fields", `["a"]`)}, "[wrong_type]", "declined_fields"},
		{"an element under another name", changesync.Header{Records: []changesync.Target{k1}}, []changesync.Write{element("declined_fields", `"a"`, `"b"`)}, "[wrong_type]", "declined_fields"},
		{"a plain field by element", changesync.Header{Records: []changesync.Target{k1}}, []changesync.Write{element("department", `"a"`, `"a"`)}, "[wrong_type]", "department"},
		{"a deletion that is none", changesync.Header{Records: []changesync.Target{k1}}, []changesync.Write{value(changesync.DeletedField, `"yes"`)}, "[wrong_type]", changesync.DeletedField},
		{"a record that is not there", changesync.Header{Records: []changesync.Target{target("key_person", "k7", "customer/c1", false)}}, []changesync.Write{value("department", `"x"`)}, "[needs_quarantined]", ""},
		{"amends nothing", changesync.Header{Amends: "nobody:4", Records: []changesync.Target{c1}}, []changesync.Write{value("address", `"x"`)}, "[not_found]", ""},
	} {
		before := w.record(key("customer", "c1")).Encode()
		cs := p.next(c.header, c.writes...)
		r := p.push(cs)[0]
		if r.Outcome != changesync.OutcomeQuarantined || fmt.Sprint(reasonCodes(r.Reasons)) != c.codes {
			t.Errorf("%s: %s %v, want %s", c.name, r.Outcome, r.Reasons, c.codes)
			continue
		}
		if r.Reasons[0].Field != c.field {
			t.Errorf("%s: the reason names field %q, want %q", c.name, r.Reasons[0].Field, c.field)
		}
		if string(before) != string(w.record(key("customer", "c1")).Encode()) {
			t.Errorf("%s: it changed the customer", c.name)
		}
	}
	if r := p.push(customerEdit(p, "address", `"fine"`))[0]; r.Outcome != changesync.OutcomeApplied {
		t.Errorf("what comes after is blocked: %v", r.Reasons)
	}
}

// quarantineRecords lists the quarantine records of a scope.
func (w *world) quarantineRecords(scope models.Scope) []models.Values {
	w.t.Helper()
	var out []models.Values
	err := w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		rows, err := tx.RecordsIn(changesync.RecordQuery{Scopes: []models.Scope{scope}, Collection: changesync.QuarantineCollection, Limit: 1000})
		for _, row := range rows {
			r, err := changesync.DecodeRecord(row.Body)
			if err != nil {
				return err
			}
			out = append(out, r.Values(models.Default().Collection(changesync.QuarantineCollection)))
		}
		return err
	})
	w.must(err)
	return out
}

// A changeset over several scopes shows each scope its own part only.
func TestQuarantineIsShownScopeByScope(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c2", set("customer", "c2", "customer_no", "KH0002", "customer_name", "别家"))
	p := w.device("csm01").pen()
	p.push(p.next(changesync.Header{Records: []changesync.Target{target("customer", "c1", "customer/c1", false), target("customer", "c2", "customer/c2", false)}},
		value("address", `"part one"`), changesync.Write{Record: 1, Field: "address", Value: json.RawMessage(`"part two"`)}))
	for scope, c := range map[models.Scope][2]string{"customer/c1": {"part one", "part two"}, "customer/c2": {"part two", "part one"}} {
		items := w.quarantineRecords(scope)
		if len(items) != 1 {
			t.Fatalf("%s: %d quarantine records", scope, len(items))
		}
		if content := string(items[0]["content"]); !strings.Contains(content, c[0]) || strings.Contains(content, c[1]) {
			t.Errorf("%s: content %s", scope, content)
		}
	}
	own := w.quarantineRecords("staff/s-csm01")
	if len(own) != 1 || own[0]["content"] != nil || string(own[0]["state"]) != `"open"` {
		t.Errorf("the author's record: %v", own)
	}
}

// Large changesets fit into quarantine too; else their device stands still.
func TestALargeChangesetFitsIntoQuarantine(t *testing.T) {
	w := newWorld(t)
	w.people()
	p := w.device("csm01").pen()
	var h changesync.Header
	var writes []changesync.Write
	for i := range changesync.MaxChangesetRecords {
		scope := models.Scope(fmt.Sprintf("customer/x%d", i))
		h.Records = append(h.Records, target("customer", fmt.Sprintf("x%d", i), scope, true))
		for j := range 15 {
			writes = append(writes, changesync.Write{Record: i, Field: fmt.Sprintf("unknown_%d", j), Value: json.RawMessage(`"` + strings.Repeat("x", 40) + `"`)})
		}
	}
	r := p.push(p.next(h, writes...), customerEdit(p, "address", `"next"`))
	if r[0].Outcome != changesync.OutcomeQuarantined || r[1].Outcome != changesync.OutcomeApplied {
		t.Fatalf("%s then %s", r[0].Outcome, r[1].Outcome)
	}
	one := changesync.Header{Records: []changesync.Target{target("customer", "c2", "customer/c2", true)}}
	writes = nil
	for i := range 9000 {
		writes = append(writes, changesync.Write{Field: fmt.Sprintf("u%d", i), Value: json.RawMessage(`0`)})
	}
	if r := p.push(p.next(one, writes...)); r[0].Outcome != changesync.OutcomeQuarantined {
		t.Fatalf("many writes: %s", r[0].Outcome)
	}
	writes = nil
	for i := range 5000 {
		writes = append(writes, changesync.Write{Field: "address", Elem: fmt.Sprint(i), Value: json.RawMessage(`0`)})
	}
	last := p.push(p.next(changesync.Header{Records: []changesync.Target{target("customer", "c1", "customer/c1", false)}}, writes...))[0]
	if n := len(last.Reasons); n != 501 || last.Reasons[n-1].Code != changesync.CodeMore {
		t.Errorf("%d reasons, the last %v", n, last.Reasons[n-1])
	}
}

// A chain that waits for a quarantined creation is released by its correction,
// in order; each changeset once, and the server's own chain stays whole.
func TestCorrectionReleasesWhatWaitedForIt(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	p := d.pen()
	create := p.next(changesync.Header{Records: []changesync.Target{target("key_person", "k1", "customer/c1", true)}},
		value("customer", `"c1"`), value("kp_name", `7`), value("position", `"科长"`))
	k1 := changesync.Header{Records: []changesync.Target{target("key_person", "k1", "customer/c1", false)}}
	edit := p.next(k1, value("position", `"处长"`, create.Dot()))
	again := p.next(k1, value("department", `"采购部"`))
	bad := p.next(k1, value("department", `9`))
	rs := p.push(create, edit, again, bad)
	for i, codes := range []string{"[wrong_type]", "[needs_quarantined]", "[needs_quarantined]", "[needs_quarantined wrong_type]"} {
		if got := fmt.Sprint(reasonCodes(rs[i].Reasons)); got != codes {
			t.Errorf("changeset %d: %s, want %s", i+1, got, codes)
		}
	}
	h := changesync.Header{Amends: create.Dot(), Records: []changesync.Target{target("key_person", "k1", "customer/c1", true)}}
	fix := p.next(h, value("customer", `"c1"`), value("kp_name", `"王建国"`), value("position", `"科长"`))
	if r := p.push(fix)[0]; r.Outcome != changesync.OutcomeApplied || r.Effective != rs[0].Effective {
		t.Fatalf("the correction: %+v, want the first one's effective time %d", r, rs[0].Effective)
	}
	k := key("key_person", "k1")
	for field, want := range map[string]string{"kp_name": `"王建国"`, "position": `"处长"`, "department": `"采购部"`} {
		if got := w.shown(k, field); got != want {
			t.Errorf("%s = %s, want %s", field, got, want)
		}
	}
	if n := len(w.record(k).Cells["position"].Live); n != 1 {
		t.Errorf("position has %d live versions: the later edit replaced the corrected one", n)
	}
	states := map[string]int{}
	for _, item := range w.quarantineRecords("customer/c1") {
		states[string(item["state"])]++
	}
	if states[`"amended"`] != 3 || states[`"open"`] != 1 {
		t.Errorf("quarantine records: %v", states)
	}
	second := p.next(h, value("kp_name", `"another"`))
	if r := p.push(second)[0]; fmt.Sprint(reasonCodes(r.Reasons)) != "[already_amended]" {
		t.Errorf("a second correction: %s %v", r.Outcome, r.Reasons)
	}
	w.serverChainIsWhole()
}

// The edit that waits comes in the same push as the correction, and waits for
// two records whose creations are corrected one after the other.
func TestCorrectionReleasesWhatCameWithIt(t *testing.T) {
	w := newWorld(t)
	w.people()
	p := w.device("csm01").pen()
	person := func(id string) changesync.Target { return target("key_person", id, "customer/c1", true) }
	create := func(id, name string, amends changesync.Dot) *changesync.Changeset {
		return p.next(changesync.Header{Amends: amends, Records: []changesync.Target{person(id)}}, value("customer", `"c1"`), value("kp_name", name))
	}
	one, two := create("k1", `7`, ""), create("k2", `7`, "")
	p.push(one, two)
	both := p.next(changesync.Header{Records: []changesync.Target{target("key_person", "k1", "customer/c1", false), target("key_person", "k2", "customer/c1", false)}},
		value("department", `"一部"`), changesync.Write{Record: 1, Field: "department", Value: json.RawMessage(`"二部"`)})
	fixOne := create("k1", `"甲"`, one.Dot())
	if r := p.push(both, fixOne); r[0].Outcome != changesync.OutcomeQuarantined || r[1].Outcome != changesync.OutcomeApplied {
		t.Fatalf("%+v", r)
	}
	if got := w.shown(key("key_person", "k1"), "department"); got != "" {
		t.Errorf("half of a changeset was applied: %s", got)
	}
	p.push(create("k2", `"乙"`, two.Dot()))
	for id, want := range map[string]string{"k1": `"一部"`, "k2": `"二部"`} {
		if got := w.shown(key("key_person", id), "department"); got != want {
			t.Errorf("%s: department %s, want %s", id, got, want)
		}
	}
	w.serverChainIsWhole()
}

// serverChainIsWhole walks the changesets of the server's own device.
func (w *world) serverChainIsWhole() {
	w.t.Helper()
	err := w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		id := "server-" + w.engine.Epoch()
		devices, err := tx.Devices(id)
		if err != nil {
			return err
		}
		list, err := tx.Changesets(id, 1, 1<<40)
		if err != nil {
			return err
		}
		if uint64(len(list)) != devices[id].N {
			w.t.Errorf("the server's device is at %d and has %d changesets", devices[id].N, len(list))
		}
		var prev []byte
		for i, s := range list {
			c, err := changesync.Decode(s.Raw)
			if err != nil {
				return err
			}
			if c.Header.N != uint64(i)+1 || string(c.Header.Prev) != string(prev) {
				w.t.Errorf("server changeset %d does not follow", i+1)
			}
			prev = c.Hash
		}
		return nil
	})
	w.must(err)
}

// A correction keeps out what its author has no right to replace.
func TestCorrectionInheritsNoRights(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	k1 := key("key_person", "k1")
	fixed := w.dots(k1, "customer")
	p := w.device("csm01").pen()
	bad := p.edit(k1, "customer/c1", "customer", `"c9"`, fixed...)
	fix := p.next(changesync.Header{Amends: bad.Dot(), Records: []changesync.Target{target("key_person", "k1", "customer/c1", false)}}, value("customer", `"c9"`))
	p.push(bad, fix)
	if dots := w.dots(k1, "customer"); !slices.Contains(dots, fixed[0]) {
		t.Errorf("a correction replaced a fixed field: %v", dots)
	}
	if got := w.shown(k1, "customer"); got != `"c1"` {
		t.Errorf("customer %s", got)
	}
}

func TestRevokedDeviceDeliversIntoQuarantine(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	d.write(set("customer", "c1", "address", "unsent"))
	w.must(w.engine.Revoke(w.ctx, d.caller.ID))
	d.caller.Status = changesync.DeviceRevoked
	ack, err := d.push()
	if err != nil || ack.Quarantined != 1 {
		t.Fatalf("push of a revoked device: %+v %v", ack, err)
	}
	if _, err := w.engine.Pull(w.ctx, d.caller, changesync.PullRequest{}); codeOf(err) != changesync.CodeRevoked {
		t.Errorf("pull of a revoked device: %v", err)
	}
	if got := w.shown(key("customer", "c1"), "address"); got != "" {
		t.Errorf("address %s", got)
	}
	if err := w.engine.Revoke(w.ctx, "nobody"); codeOf(err) != changesync.CodeNotFound {
		t.Errorf("revoking nobody: %v", err)
	}
	if err := w.engine.Revoke(w.ctx, "server-"+w.engine.Epoch()); codeOf(err) != changesync.CodeNotFound {
		t.Errorf("revoking the server itself: %v", err)
	}
}

func TestDeactivatedUserDeliversIntoQuarantine(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	d.write(set("customer", "c1", "address", "unsent"))
	w.must(w.engine.PutUser(w.ctx, changesync.User{Name: "csm01", Staff: "s-csm01"}))
	d.sync()
	if s := d.standing(); s.Quarantined != 1 || s.Waiting != 0 {
		t.Errorf("standing %+v", s)
	}
	if got := d.value("customer", "c1", "customer_name"); got != "(no record)" {
		t.Errorf("he still sees %s", got)
	}
	if _, err := w.engine.NewCode(w.ctx, "csm01"); codeOf(err) != changesync.CodeNotFound {
		t.Errorf("a new code for him: %v", err)
	}
}

// The office is told at once what does not fit; nothing goes into quarantine.
func TestOfficeEditThatDoesNotFit(t *testing.T) {
	w := newWorld(t)
	w.people()
	_, err := w.engine.WriteAs(w.ctx, "admin", changesync.Edit{Key: key("customer", "c1"), Set: models.Values{"address": json.RawMessage(`7`)}})
	if codeOf(err) != "wrong_type" {
		t.Errorf("%v", err)
	}
	w.office("", set("customer", "c1", "address", "fits"))
	if got := w.shown(key("customer", "c1"), "address"); got != `"fits"` {
		t.Errorf("address %s", got)
	}
	w.serverChainIsWhole()
}
