package changesync_test

import (
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// author is who wrote the one live version of a cell at the server.
func (w *world) author(k changesync.Key, cell string) string {
	w.t.Helper()
	live := w.record(k).Cells[cell].Live
	if len(live) != 1 {
		w.t.Fatalf("%s %s has %d live versions", k, cell, len(live))
	}
	return live[0].By
}

// A name in a header makes nobody an author: not when the changeset is put
// aside for it, and not when the same device then corrects its own.
func TestNobodyWritesInAnothersName(t *testing.T) {
	for _, name := range []string{"am01", changesync.ServerUser, "nobody-at-all"} {
		for _, amended := range []string{`"伪造"`, `"另一个"`} {
			w := newWorld(t)
			w.people()
			p := w.device("csm01").pen()
			c1 := []changesync.Target{target("customer", "c1", "customer/c1", false)}
			forged := p.next(changesync.Header{Actor: name, Records: c1}, value("address", `"伪造"`))
			fix := p.next(changesync.Header{Amends: forged.Dot(), Records: c1}, value("address", amended))
			if r := p.push(forged, fix); r[0].Outcome != changesync.OutcomeQuarantined || r[1].Outcome != changesync.OutcomeApplied {
				t.Fatalf("%s: %+v %+v", name, r[0], r[1])
			}
			k := key("customer", "c1")
			if got := w.author(k, "address"); got != "csm01" || w.shown(k, "address") != amended {
				t.Errorf("in the name of %s, corrected to %s: written by %s", name, amended, got)
			}
			if made := w.audited(changesync.AuditOfUser(name), ""); strings.Contains(entries(made), string(forged.Dot())) {
				t.Errorf("the log says that %s did it:\n%s", name, entries(made))
			}
			log := entries(w.audited(changesync.AuditOfUser("csm01"), ""))
			for _, want := range []string{
				"quarantine " + string(forged.Dot()) + " in the name of " + name + "\n",
				"amend customer/c1 " + string(fix.Dot()) + " amends " + string(forged.Dot()) + "\n",
			} {
				if !strings.Contains(log, want) {
					t.Errorf("the log misses %q:\n%s", want, log)
				}
			}
			for scope, want := range map[models.Scope]int{"staff/s-csm01": 1, "staff/s-am01": 0, "customer/c1": 1} {
				items := w.quarantineRecords(scope)
				if len(items) != want || want > 0 && string(items[0]["author"]) != `"csm01"` {
					t.Errorf("%s has %d quarantine records", scope, len(items))
				}
			}
		}
	}
}

// entries are those of the log that a device caused, one a line.
func entries(list []changesync.AuditEvent) (out string) {
	for _, ev := range list {
		if ev.Device == "" || ev.Action == changesync.AuditEnrol {
			continue
		}
		out += ev.Action + " "
		if ev.Action == changesync.AuditAmend {
			out += ev.Collection + "/" + ev.Record + " "
		}
		out += ev.Detail + "\n"
	}
	return out
}

// Who corrects another's changeset is the author of what he changes and adds;
// what he leaves as it was stays that of whoever wrote it.
func TestACorrectionIsItsAuthors(t *testing.T) {
	w := newWorld(t)
	w.people()
	p := w.device("csm01").pen()
	c1 := []changesync.Target{target("customer", "c1", "customer/c1", false)}
	grid := value("marketing_grid", `"HZ-09"`, w.dots(key("customer", "c1"), "marketing_grid")...)
	bad := p.next(changesync.Header{Records: c1}, value("address", `7`), grid, value("special_visit_need", `"周五"`))
	p.push(bad)
	q := w.device("am01").pen()
	fix := q.next(changesync.Header{Amends: bad.Dot(), Records: c1},
		value("address", `"一路1号"`), grid, value("special_visit_need", `"周六"`), value("district", `"城区"`))
	if r := q.push(fix)[0]; r.Outcome != changesync.OutcomeApplied {
		t.Fatalf("%+v", r)
	}
	for field, want := range map[string]string{"address": "am01", "marketing_grid": "csm01", "special_visit_need": "am01", "district": "am01"} {
		if got := w.author(key("customer", "c1"), field); got != want {
			t.Errorf("%s is written by %s, want %s", field, got, want)
		}
	}
}

// What a forger's void write had replaced is not inherited by the right of the
// one whose name he used.
func TestAForgedNameLendsNoRight(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("customer", "c1", "address", "一路1号"))
	k := key("customer", "c1")
	forger := w.device("desk01").pen()
	c1 := []changesync.Target{target("customer", "c1", "customer/c1", false)}
	forged := forger.next(changesync.Header{Actor: "csm01", Records: c1}, value("address", `"x"`, w.dots(k, "address")...))
	forger.push(forged)
	p := w.device("csm01").pen()
	p.push(p.edit(k, "customer/c1", "address", `"二路2号"`, forged.Dot()))
	if n := len(w.dots(k, "address")); n != 2 {
		t.Errorf("%d values stand: the forger replaced one by another's right", n)
	}
}

// Nobody reviews what he wrote, whomever the record names as its collector; a
// collector who is not its author is flagged, and nothing is refused.
func TestNobodyReviewsWhatHeWrote(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("bo01", "BO")
	w.employ("bo02", "BO")
	w.office("org", set("staff", "s-bo01", "roles", `["CSM","BO"]`))
	w.assign("a9", "c1", "bo01", "CSM")
	both, csm := w.device("bo01"), w.device("csm01")
	follow := func(d *device, collector string) changesync.Key {
		k := d.put("follow_up", "", `{"customer":"c1","origin":"c1","content":"答复","owner":"s-csm01","status":"待办","record_no":"160510-AAAAAA",
			"collected_by":"`+collector+`","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted"}`)
		d.sync()
		return k
	}
	mixed := follow(csm, "s-csm01")
	both.sync()
	both.put("follow_up", mixed.ID, `{"content":"答复信号问题"}`)
	both.sync()
	for name, c := range map[string]struct {
		k       changesync.Key
		flagged string
	}{
		"named as its own":     {follow(both, "s-bo01"), ""},
		"named as another's":   {follow(both, "s-csm01"), `["` + changesync.FlagForeignCollector + `"]`},
		"another's, rewritten": {mixed, ""},
	} {
		if got := w.shown(c.k, "flags"); got != c.flagged {
			t.Errorf("%s: flags %s, want %s", name, got, c.flagged)
		}
		if s, err := w.engine.Sight(t.Context(), "bo01", c.k); err != nil || s == nil || len(s.Open) != 0 {
			t.Errorf("%s: offered to its author: %+v %v", name, s, err)
		}
		for _, r := range [][2]string{{"bo01", changesync.CodeOwnRecord}, {"bo02", ""}} {
			if got := w.decides(r[0], c.k, "review", "accept", ""); got != r[1] {
				t.Errorf("%s: %s accepts: %q, want %q", name, r[0], got, r[1])
			}
		}
	}
	k := follow(csm, "s-csm01") // who has only settled and decided is no author
	am := w.device("am01")
	am.sync()
	am.put("follow_up", k.ID, `{"content":"答复资费问题"}`)
	csm.put("follow_up", k.ID, `{"content":"答复流量问题"}`)
	am.sync()
	csm.sync()
	both.sync()
	dots := w.dots(k, "content")
	if len(dots) != 2 {
		t.Fatalf("no conflict: %v", dots)
	}
	_, err := both.r.Settle(w.ctx, changesync.ConflictID(k, "content"), string(dots[0]), nil)
	w.must(err)
	both.sync()
	for _, verdict := range []string{"flag", "accept"} {
		if got := w.decides("bo01", k, "review", verdict, "请核对"); got != "" {
			t.Errorf("%s: %q", verdict, got)
		}
	}
	plan := w.plan(csm)
	for _, verdict := range []string{"confirm", "return"} {
		if got := w.decides("tl01", plan, "confirm", verdict, "请补充"); got != "" {
			t.Errorf("%s: %q", verdict, got)
		}
	}
}
