package changesync_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/memstore"
)

// notebook is a journal of erasures in memory.
type notebook struct{ notes []changesync.ErasureNote }

func (n *notebook) Append(notes ...changesync.ErasureNote) error {
	n.notes = append(n.notes, notes...)
	return nil
}

func (w *world) erase(k changesync.Key, fields ...string) *changesync.Erasure {
	w.t.Helper()
	out, err := w.engine.Erase(w.ctx, changesync.EraseRequest{Key: k, Fields: fields, Actor: "admin", Reason: "asked for by the person"})
	w.must(err)
	return out
}

// serverHolds says where the server still holds a text.
func (w *world) serverHolds(needle string) (places []string) {
	w.t.Helper()
	look := func(raw []byte, place string, args ...any) {
		if bytes.Contains(raw, []byte(needle)) {
			places = append(places, fmt.Sprintf(place, args...))
		}
	}
	w.must(w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		devices, err := tx.DeviceList("")
		w.must(err)
		for _, d := range devices {
			list, err := tx.Changesets(d.ID, 1, d.N)
			w.must(err)
			for _, s := range list {
				look(s.Raw, "changeset %d of %s", s.N, d.ID)
				look(s.Receipt, "receipt %d of %s", s.N, d.ID)
				c, err := changesync.Decode(s.Raw)
				w.must(err)
				look(c.Body().Raw, "carried changeset %d of %s", s.N, d.ID)
			}
		}
		rows, err := tx.RecordsIn(changesync.RecordQuery{})
		w.must(err)
		for _, r := range rows {
			look(r.Body, "record %s", r.Key)
			history, err := tx.History(r.Key)
			w.must(err)
			for _, h := range history {
				look(append([]byte(h.Cell), h.Body...), "history of %s %s", r.Key, h.Dot)
			}
			for _, f := range []string{"mobile", "own_mobile"} {
				ids, err := tx.Referring(r.Key.Collection, f, needle)
				w.must(err)
				if len(ids) > 0 {
					places = append(places, "index "+r.Key.Collection+" "+f)
				}
			}
		}
		log, err := tx.Log(changesync.LogQuery{To: 1 << 50})
		w.must(err)
		for _, e := range log {
			look(e.Body, "log %d %s", e.Seq, e.Key)
		}
		for _, kind := range []string{"quarantine", "amended", "needs", "carried"} {
			docs, err := tx.Docs(kind)
			w.must(err)
			for _, d := range docs {
				look(d.Body, "document %s %s", kind, d.Key)
			}
		}
		audit, err := tx.Audit(changesync.AuditQuery{})
		for _, a := range audit {
			look(a.Body, "audit %d", a.N)
		}
		return err
	}))
	return places
}

// holds says where a device still holds a text.
func (d *device) holds(needle string) (places []string) {
	d.w.t.Helper()
	d.w.must(d.local.View(d.w.ctx, func(tx changesync.LocalReadTx) error {
		scopes, err := tx.BaseScopes()
		d.w.must(err)
		for _, s := range scopes {
			rows, err := tx.BaseIn(s, changesync.Key{}, 1000)
			d.w.must(err)
			for _, r := range rows {
				if bytes.Contains(r.Body, []byte(needle)) {
					places = append(places, "base "+r.Key.String())
				}
			}
		}
		rows, err := tx.Outbox(nil, 0, 1000)
		for _, r := range rows {
			if bytes.Contains(r.Raw, []byte(needle)) {
				places = append(places, fmt.Sprintf("outbox %d, %s", r.N, r.State))
			}
		}
		return err
	}))
	return places
}

// verifyChains follows the chain of every device as it is stored.
func (w *world) verifyChains() {
	w.t.Helper()
	w.must(w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		devices, err := tx.DeviceList("")
		for _, d := range devices {
			list, err := tx.Changesets(d.ID, 1, d.N)
			w.must(err)
			var prev []byte
			for _, s := range list {
				c, err := changesync.Decode(s.Raw)
				if err != nil {
					w.t.Errorf("changeset %d of %s: %v", s.N, d.ID, err)
					continue
				}
				if !bytes.Equal(c.Hash, s.Hash) || !bytes.Equal(c.Header.Prev, prev) {
					w.t.Errorf("changeset %d of %s does not fit its chain", s.N, d.ID)
				}
				prev = s.Hash
			}
		}
		return err
	}))
}

var k1 = key("key_person", "k1")

// secret is what has to go, in all its writings.
const secret = "1380000777"

// An erased field is gone from everything that the server keeps and from every
// device that syncs; chains, checksums and all that stood beside it hold.
func TestEraseAField(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b, leader := w.device("csm01"), w.device("am01"), w.device("tl01")
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", secret+"0"))
	a.sync()
	b.sync()
	a.write(set("key_person", "k1", "own_mobile", secret+"1", "department", "财务处")) // replaces
	b.write(set("key_person", "k1", "own_mobile", secret+"2"))                      // a conflict
	a.sync()
	b.sync()
	// In quarantine, beside a write that stays.
	q := b.write(set("key_person", "k1", "own_mobile", secret+"3", "position", "处长"), set("customer", "c1", "address", "新地址"))
	w.office("customer/c1", set("assignment", "a2", "valid_to", "2016-05-09"))
	b.sync()
	if n := len(b.holds(secret)); n == 0 || b.standing().Quarantined != 1 {
		t.Fatalf("changeset %d is not in quarantine: the test proves nothing", q.N)
	}
	// Carried over by a copy, under another name.
	copied := &device{w: w, local: a.local.Clone(), user: "csm01", caller: a.caller}
	copied.open()
	a.write(set("customer", "c1", "special_visit_need", "周五"))
	a.sync()
	copied.write(set("key_person", "k1", "own_mobile", secret+"4"))
	copied.enrolAnew()
	copied.sync()
	leader.sync()
	w.office("customer/c1", set("assignment", "a2", "valid_to", "2030-01-01"))
	for _, d := range []*device{a, b, copied, leader} {
		d.sync()
	}
	before := w.serverHolds(secret)
	for _, want := range []string{"carried", "history", "log", "record key_person", "record quarantine_item"} {
		if !slices.ContainsFunc(before, func(p string) bool { return strings.HasPrefix(p, want) }) {
			t.Errorf("before, nothing to erase in %q: %v", want, before)
		}
	}

	out := w.erase(k1, "own_mobile")
	if places := w.serverHolds(secret); len(places) > 0 {
		t.Errorf("the server still has it: %v", places)
	}
	w.verifyChains()
	if out.Values == 0 || out.History == 0 || out.Log == 0 || out.Changesets < 5 || out.Quarantine == 0 || out.Seq == 0 {
		t.Errorf("it says %+v", out)
	}
	for _, d := range []*device{a, b, copied, leader, w.device("csm01")} {
		d.sync() // fails where a checksum does not fit
		if places := d.holds(secret); len(places) > 0 {
			t.Errorf("the device of %s still has it: %v", d.user, places)
		}
		if c, err := d.r.Conflicts(w.ctx); err != nil || len(c) > 0 {
			t.Errorf("%s: conflicts %v %v", d.user, c, err)
		}
	}
	if got := a.value("key_person", "k1", "department"); got != `"财务处"` {
		t.Errorf("what stood beside it in the changeset is %s", got)
	}
	items, err := a.r.QuarantineItems(w.ctx)
	w.must(err)
	if len(items) != 1 || !strings.Contains(string(items[0].Content), "处长") {
		t.Errorf("what else was put aside: %v", items)
	}
	log, err := w.engine.AuditLog(w.ctx, changesync.AuditQuery{Subject: changesync.AuditOfRecord(k1)})
	w.must(err)
	if last := log[len(log)-1]; last.Action != changesync.AuditErase || last.Detail != "own_mobile" || last.Reason == "" {
		t.Errorf("audited as %+v", last)
	}
}

// What was written before its author knew of the erasure has no effect, its
// body is not kept and the receipt says so; the rest of it is applied. The same
// again gets the same answer.
func TestLateWriteToAnErasedField(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", secret+"0"))
	a, b := w.device("csm01"), w.device("am01")
	a.write(set("key_person", "k1", "own_mobile", secret+"1", "department", "财务处"))
	late, err := a.r.NextPush(w.ctx)
	w.must(err)
	carried := &device{w: w, local: a.local.Clone(), user: "csm01", caller: a.caller}
	carried.open()

	w.erase(k1, "own_mobile")
	b.sync()
	b.write(set("key_person", "k1", "own_mobile", "13900000009")) // who has seen it may
	b.sync()
	answer, err := a.send(late.Body)
	w.must(err)
	var res changesync.PushResult
	w.must(json.Unmarshal(answer, &res))
	r, err := changesync.ParseReceipt(res.Receipts[0], w.keys.Public().Sign)
	w.must(err)
	if r.Outcome != changesync.OutcomeApplied || len(r.Void) != 1 || r.Void[0].Code != changesync.CodeErased || r.Void[0].Field != "own_mobile" {
		t.Errorf("the receipt says %+v", r)
	}
	again, err := a.send(late.Body)
	w.must(err)
	var same changesync.PushResult
	w.must(json.Unmarshal(again, &same))
	if string(same.Receipts[0]) != string(res.Receipts[0]) {
		t.Errorf("a repeat was answered\n%s\nnot\n%s", same.Receipts[0], res.Receipts[0])
	}
	carried.enrolAnew() // the same once more, in an envelope
	carried.sync()
	a.sync()
	b.sync()
	for _, d := range []*device{a, b, carried} {
		if got := d.value("key_person", "k1", "own_mobile") + d.value("key_person", "k1", "department"); got != `"13900000009""财务处"` {
			t.Errorf("%s shows %s", d.user, got)
		}
		if places := d.holds(secret); len(places) > 0 {
			t.Errorf("%s holds %v", d.user, places)
		}
	}
	if places := w.serverHolds(secret); len(places) > 0 {
		t.Errorf("the server has it: %v", places)
	}
	w.verifyChains()
}

// What its author has in quarantine is erased on his devices too when its scope
// has left them: his own quarantine record says so. It also says so to a device
// that had its answer in a history which was lost.
func TestErasedInTheAuthorsQuarantine(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国"))
	b := w.device("am01")
	backup := w.store.(*memstore.Store).Clone()
	b.write(set("key_person", "k1", "own_mobile", secret+"3", "position", "处长"))
	w.office("customer/c1", set("assignment", "a2", "valid_to", "2016-05-09"))
	b.sync()
	other := &device{w: w, local: b.local.Clone(), user: "am01", caller: b.caller}
	other.open()
	if b.standing().Quarantined != 1 || b.value("key_person", "k1", "position") != "(no record)" {
		t.Fatal("the changeset is not in quarantine, or the customer still here")
	}
	w.erase(k1, "own_mobile")
	b.sync()
	if places := b.holds(secret); len(places) > 0 {
		t.Errorf("the author's device holds %v", places)
	}
	list, err := b.r.Quarantined(w.ctx)
	w.must(err)
	if len(list) != 1 || !strings.Contains(string(list[0].Content), "处长") {
		t.Errorf("what else he had in quarantine: %v", list)
	}

	w.restore(backup)
	w.office("customer/c1", set("assignment", "a2", "valid_to", "2016-05-09"))
	w.erase(k1, "own_mobile")
	other.handBack()
	other.sync()
	if places := append(other.holds(secret), w.serverHolds(secret)...); len(places) > 0 {
		t.Errorf("after the restore: %v", places)
	}
}

// A sign-up is erased whole; the same person signs up once more at a desk that
// knows of it, and is there again under the same id.
func TestSignUpAfterErasure(t *testing.T) {
	w := newWorld(t)
	w.people()
	desk, stale := w.device("desk01"), w.device("desk01")
	signUp := func(d *device, name string) string {
		return d.write(set("event_lead", "", "event", "e1", "desk", "d1", "lead_name", name, "mobile", "13800007770",
			"entries", `[{"desk":"d1","operator":"s-desk01","at":"2016-05-10T10:00:00+08:00","said":"`+name+`"}]`)).IDs[0]
	}
	id := signUp(desk, "孙悟空")
	desk.sync()
	stale.sync()
	late := signUp(stale, "孙行者")
	if id != late {
		t.Fatalf("one number, two sign-ups: %s, %s", id, late)
	}
	out := w.erase(key("event_lead", id))
	if len(out.Records) != 1 || !out.Records[0].Deleted {
		t.Errorf("erased %+v", out)
	}
	stale.sync()
	desk.sync()
	for _, needle := range []string{"孙悟空", "孙行者", "13800007770"} {
		places := append(append(w.serverHolds(needle), desk.holds(needle)...), stale.holds(needle)...)
		if len(places) > 0 {
			t.Errorf("%s is still in %v", needle, places)
		}
	}
	if again := signUp(desk, "孙大圣"); again != id {
		t.Errorf("signed up again as %s, not %s", again, id)
	}
	desk.sync()
	stale.sync()
	if got := stale.value("event_lead", id, "lead_name"); got != `"孙大圣"` {
		t.Errorf("after the new sign-up it shows %s", got)
	}
	list, err := stale.r.List(w.ctx, "event_lead", "", 10)
	w.must(err)
	if len(list) != 1 {
		t.Errorf("%d sign-ups are listed", len(list))
	}
}

// A backup from before the erasure is restored: the journal is replayed, and
// what devices hand back of it has no effect, but for what was written by who
// had seen it.
func TestErasureOutlivesARestore(t *testing.T) {
	w := newWorld(t)
	journal := &notebook{}
	w.restart(func(o *changesync.Options) { o.Journal = journal })
	w.people()
	a, late := w.device("csm01"), w.device("csm01")
	first := w.store.(*memstore.Store).Clone()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", secret+"0"))
	a.sync()
	a.write(set("key_person", "k1", "own_mobile", secret+"1", "department", "财务处"))
	a.sync()
	second := w.store.(*memstore.Store).Clone()
	late.sync()
	late.write(set("key_person", "k1", "own_mobile", secret+"2"))
	w.erase(k1, "own_mobile")
	a.sync()
	a.write(set("key_person", "k1", "own_mobile", "13900000009"))
	a.sync()

	for name, backup := range map[string]*memstore.Store{"from before the record": first, "with the value": second} {
		t.Run(name, func(t *testing.T) {
			b := w.branch(t)
			b.store = backup
			unused := &notebook{}
			b.restart(func(o *changesync.Options) { o.Journal = unused })
			b.must(b.engine.BeginEpoch(b.ctx))
			open, err := b.engine.Outstanding(b.ctx, journal.notes)
			b.must(err)
			replayed, err := b.engine.Replay(b.ctx, journal.notes)
			b.must(err)
			if len(open) != 1 || len(replayed) != 1 || replayed[0] != k1 {
				t.Fatalf("outstanding %v, replayed %v", open, replayed)
			}
			if len(unused.notes) > 0 {
				t.Errorf("the replay noted itself: %v", unused.notes)
			}
			if open, err = b.engine.Outstanding(b.ctx, journal.notes); err != nil || len(open) > 0 {
				t.Errorf("after the replay %v is outstanding, %v", open, err)
			}
			for _, d := range []*device{a, late} {
				c := &device{w: b, local: d.local.Clone(), user: d.user, caller: d.caller}
				c.open()
				c.handBack()
				c.caller = d.caller
				c.sync()
				want := `"13900000009"`
				if c.sync(); d == late && c.value("key_person", "k1", "own_mobile") != want {
					t.Errorf("it shows %s, want %s", c.value("key_person", "k1", "own_mobile"), want)
				}
				if places := c.holds(secret); len(places) > 0 {
					t.Errorf("the device holds %v", places)
				}
			}
			if places := b.serverHolds(secret); len(places) > 0 {
				t.Errorf("the restored server has it: %v", places)
			}
			if got := b.shown(k1, "department"); got != `"财务处"` {
				t.Errorf("what was not erased is %s", got)
			}
			b.verifyChains()
		})
	}
}

// A backup from after the erasure is restored: nothing is outstanding, and
// whoever pulls from the new history has seen it.
func TestErasureInABackup(t *testing.T) {
	w := newWorld(t)
	journal := &notebook{}
	w.restart(func(o *changesync.Options) { o.Journal = journal })
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", secret+"0"))
	a := w.device("csm01")
	a.write(set("key_person", "k1", "own_mobile", secret+"1"))
	w.erase(k1, "own_mobile")
	w.restore(w.store.(*memstore.Store).Clone())
	if open, err := w.engine.Outstanding(w.ctx, journal.notes); err != nil || len(open) > 0 {
		t.Errorf("outstanding: %v %v", open, err)
	}
	a.sync() // what it wrote before is void here too
	a.write(set("key_person", "k1", "own_mobile", "13900000009"))
	a.sync()
	if got := w.shown(k1, "own_mobile"); got != `"13900000009"` {
		t.Errorf("after the restore it shows %s", got)
	}
	if n, err := w.engine.Erasures(w.ctx); n != 1 || err != nil {
		t.Errorf("the store counts %d erasures, %v", n, err)
	}
}

// What a device knew of a history that was lost is not what happened since, be
// its place there further on.
func TestSeenInALostHistory(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", secret+"0"))
	a := w.device("csm01")
	backup := w.store.(*memstore.Store).Clone()
	for i := range 9 {
		w.office("customer/c1", set("customer", "c1", "address", fmt.Sprint(i)))
	}
	a.sync()
	a.write(set("key_person", "k1", "own_mobile", secret+"1"))
	w.restore(backup)
	w.erase(k1, "own_mobile")
	a.sync()
	if got, places := w.shown(k1, "own_mobile"), w.serverHolds(secret); got != "" || len(places) > 0 {
		t.Errorf("it shows %s, %v", got, places)
	}
}

// A dry run tells the same and does nothing; what cannot be erased is said.
func TestEraseRefusals(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", secret+"0"))
	before := len(w.serverHolds(secret))
	plan, err := w.engine.Erase(w.ctx, changesync.EraseRequest{Key: k1, Fields: []string{"own_mobile"}, Actor: "admin", Reason: "dry", DryRun: true})
	if codeOf(err) != changesync.CodeBadReason {
		t.Errorf("a reason of three letters: %v %v", plan, err)
	}
	plan, err = w.engine.Erase(w.ctx, changesync.EraseRequest{Key: k1, Fields: []string{"own_mobile"}, Actor: "admin", Reason: "to see", DryRun: true})
	w.must(err)
	if plan.Values != 1 || plan.Changesets != 1 || plan.Seq != 0 || len(w.serverHolds(secret)) != before {
		t.Errorf("the dry run says %+v, and left %d of %d places", plan, len(w.serverHolds(secret)), before)
	}
	for field, code := range map[string]string{"customer": changesync.CodeFixedField, "review": changesync.CodeServerField, "nonsense": "unknown_field"} {
		_, err := w.engine.Erase(w.ctx, changesync.EraseRequest{Key: k1, Fields: []string{field}, Actor: "admin", Reason: "to see"})
		if codeOf(err) != code {
			t.Errorf("%s: %v, want %s", field, err, code)
		}
	}
	if _, err := w.engine.Erase(w.ctx, changesync.EraseRequest{Key: key("key_person", "none"), Actor: "admin", Reason: "to see"}); codeOf(err) != changesync.CodeNotFound {
		t.Errorf("a record that is not there: %v", err)
	}
}

// Of a person also goes what other records hold of him.
func TestEraseAPersonWithDependants(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王建国", "own_mobile", secret+"0"))
	w.office("customer/c1", set("decision_chain_member", "m1", "customer", "c1", "person_name", "王建国", "phone", secret+"0", "key_person", "k1", "chain_role", "user"))
	w.office("customer/c1", set("decision_chain_member", "m2", "customer", "c1", "person_name", "李四", "phone", "13900000001", "chain_role", "user"))
	out := w.erase(k1)
	if len(out.Records) != 2 {
		t.Errorf("erased %+v", out.Records)
	}
	for _, needle := range []string{secret, "王建国"} {
		if places := w.serverHolds(needle); len(places) > 0 {
			t.Errorf("%s is still in %v", needle, places)
		}
	}
	if w.shown(key("decision_chain_member", "m1"), "chain_role") != `"user"` || w.shown(key("decision_chain_member", "m2"), "person_name") != `"李四"` {
		t.Error("more was erased than of this person")
	}
	if life := w.record(k1).Life(models.Default().Collection("key_person")); life != changesync.Deleted {
		t.Errorf("the person is %v, not deleted", life)
	}
}

// No device states the hash of an envelope: only the server does, of one from
// which something was erased.
func TestNoDeviceStatesAHash(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	p := d.pen()
	inner := p.edit(key("customer", "c1"), "customer/c1", "address", `"x"`)
	outer := &changesync.Changeset{Header: changesync.Header{Device: d.caller.ID, N: 1, Actor: "csm01", At: inner.Header.At, App: "pen/1", Schema: 1, Carries: inner.Raw}}
	w.must(outer.Encode(w.random))
	outer, err := changesync.Decode(outer.Raw)
	w.must(err)
	less, void, err := outer.Redacted(func(changesync.Target, *changesync.Write) bool { return true })
	w.must(err)
	if len(void) != 1 || !less.Stated || !bytes.Equal(less.Hash, outer.Hash) || !bytes.Equal(less.Inner.Hash, inner.Hash) || less.Inner.Erased != 1 {
		t.Fatalf("redacted to %s", less.Raw)
	}
	run := changesync.EncodeRun(d.caller.ID, [][]byte{less.Raw}, 1, 1, less.Hash, d.r.Identity().Key)
	if _, err := changesync.DecodeRun(run); codeOf(err) != changesync.CodeMalformed {
		t.Errorf("a device's run with it: %v", err)
	}
	bare := bytes.Replace(inner.Raw, []byte(`]}`), []byte(`],"hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`), 1)
	if _, err := changesync.Decode(append(bare[:0:0], bare...)); err == nil {
		t.Error("a changeset that carries nothing states its hash")
	}
}
