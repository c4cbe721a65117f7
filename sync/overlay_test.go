package changesync_test

import (
	"encoding/json"
	"fmt"
	"testing"

	changesync "fieldsync/sync"
)

// Own edits stay on the screen through any pull, whatever became of the push.
func TestOwnEditsStay(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "position", "科长")).IDs[0]
	mine := func(when, want string) {
		t.Helper()
		if got := a.value("key_person", id, "position"); got != want {
			t.Errorf("%s: %s, want %s", when, got, want)
		}
	}
	mine("before any push", `"科长"`)
	w.must(a.pull())
	mine("after a pull", `"科长"`)

	out, err := a.r.NextPush(w.ctx)
	w.must(err)
	_, err = a.send(out.Body) // the answer is lost
	w.must(err)
	w.must(a.pull())
	mine("after a lost answer", `"科长"`)
	b.sync()
	b.write(set("key_person", id, "position", "处长"))
	b.sync()
	w.must(a.pull())
	mine("replaced by somebody who saw it, before the receipt", `"处长"`)
	if c, err := a.r.Conflicts(w.ctx); err != nil || len(c) != 0 {
		t.Errorf("conflicts %v %v", c, err)
	}
	a.sync()
	mine("after the repeat", `"处长"`)
	if s := a.standing(); s.Waiting != 0 {
		t.Errorf("standing %+v", s)
	}

	a.write(set("key_person", id, "position", "主任"))
	ack, err := a.push()
	if err != nil || ack.Applied != 1 {
		t.Fatalf("%+v %v", ack, err)
	}
	mine("acknowledged, not yet pulled", `"主任"`)
	w.must(a.r.DropPull(w.ctx, true))
	w.must(a.pull())
	mine("after everything came anew", `"主任"`)

	// Unsent, while the other edits as well: the own value stays in the cell.
	a.write(set("key_person", id, "position", "局长"))
	b.sync()
	b.write(set("key_person", id, "position", "厅长"))
	b.sync()
	w.must(a.pull())
	s, err := a.r.Get(w.ctx, key("key_person", id))
	w.must(err)
	if n := len(s.Record.Cells["position"].Live); n != 2 || !s.Waiting {
		t.Errorf("%d versions side by side, waiting %v", n, s.Waiting)
	}
}

// An edit in quarantine stays on its author's screen until it is corrected.
func TestQuarantinedEditsStay(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	a.write(set("customer", "c1", "address", "first"))
	a.sync()
	w.must(w.engine.Revoke(w.ctx, a.caller.ID))
	a.write(set("customer", "c1", "address", "second"))
	revoked := a.caller
	revoked.Status = changesync.DeviceRevoked
	a.caller = revoked
	_, err := a.push()
	w.must(err)
	if got := a.value("customer", "c1", "address"); got != `"second"` {
		t.Errorf("shown %s", got)
	}
	list, err := a.r.Quarantined(w.ctx)
	w.must(err)
	if len(list) != 1 || list[0].Reasons[0].Code != changesync.CodeRevoked {
		t.Errorf("quarantined: %+v", list)
	}
}

// A carried changeset whose first sending was answered into the void: its
// first name stands, the following edits replace it, nothing counts twice.
func TestAdoptAfterALostAnswer(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	id := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "position", "一")).IDs[0]
	a.sync()
	a.write(set("key_person", id, "position", "二"))
	out, err := a.r.NextPush(w.ctx)
	w.must(err)
	_, err = a.send(out.Body)
	w.must(err)
	a.write(set("key_person", id, "position", "三"))
	a.enrolAnew()
	a.write(set("key_person", id, "position", "四"))
	if got := a.value("key_person", id, "position"); got != `"四"` {
		t.Errorf("it shows %s", got)
	}
	a.sync()
	if dots := w.dots(key("key_person", id), "position"); len(dots) != 1 {
		t.Errorf("live: %v", dots)
	}
	if got := w.shown(key("key_person", id), "position"); got != `"四"` {
		t.Errorf("the server shows %s", got)
	}
	if s := a.standing(); s.Waiting != 0 || s.Conflicts != 0 {
		t.Errorf("%+v", s)
	}
	// And once more: what was carried is carried again under its first name.
	a.write(set("key_person", id, "position", "五"))
	a.enrolAnew()
	a.enrolAnew()
	a.sync()
	if dots := w.dots(key("key_person", id), "position"); len(dots) != 1 || w.shown(key("key_person", id), "position") != `"五"` {
		t.Errorf("carried twice: %v", dots)
	}
}

// Two copies of a phone both carry over what they wrote under the same number:
// each chain's later edits replace its own earlier ones and not the other's.
func TestTwoCopiesAdopt(t *testing.T) {
	w := newWorld(t)
	w.people()
	first := w.device("csm01")
	id := first.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "position", "一")).IDs[0]
	first.sync()
	var copies []*device
	for range 2 {
		c := &device{w: w, local: first.local.Clone(), user: "csm01", caller: first.caller}
		c.open()
		copies = append(copies, c)
	}
	first.write(set("key_person", id, "position", "of the first"))
	first.sync()
	for i, c := range copies {
		c.write(set("key_person", id, "position", fmt.Sprintf("copy %d, one", i)))
		c.write(set("key_person", id, "position", fmt.Sprintf("copy %d, two", i)))
		c.enrolAnew()
		c.sync()
	}
	dots := w.dots(key("key_person", id), "position")
	if len(dots) != 3 {
		t.Errorf("live %v, want one of each phone", dots)
	}
	var got []string
	c := w.record(key("key_person", id)).Cells["position"]
	for _, v := range c.Live {
		got = append(got, string(v.Value))
	}
	for _, v := range got {
		if v == `"copy 0, one"` || v == `"copy 1, one"` {
			t.Errorf("an edit its own author replaced is live: %v", got)
		}
	}
}

// A carried changeset that was quarantined under its first name stays so.
func TestAdoptOfWhatWasQuarantined(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	w.office("", set("assignment", "a1", "valid_to", "2016-01-02"))
	a.write(set("customer", "c1", "address", "not mine any more"))
	out, err := a.r.NextPush(w.ctx)
	w.must(err)
	_, err = a.send(out.Body) // quarantined, the answer is lost
	w.must(err)
	a.enrolAnew()
	ack, err := a.push()
	w.must(err)
	if ack.Quarantined != 1 || ack.Applied != 0 {
		t.Errorf("carried: %+v", ack)
	}
	if items := w.quarantineRecords("customer/c1"); len(items) != 1 {
		t.Errorf("%d quarantine records", len(items))
	}
	// The owner corrects it; the author's second identity learns of it.
	b := w.device("am01")
	items, err := b.r.QuarantineItems(w.ctx)
	w.must(err)
	if len(items) != 1 {
		t.Fatalf("items %+v", items)
	}
	_, err = b.r.Amend(w.ctx, items[0].Dot, set("customer", "c1", "address", "accepted"))
	w.must(err)
	b.sync()
	a.sync()
	if s := a.standing(); s.Quarantined != 0 {
		t.Errorf("the author: %+v", s)
	}
	if got := w.shown(key("customer", "c1"), "address"); got != `"accepted"` {
		t.Errorf("address %s", got)
	}
}

// What a new identity carries into quarantine can be corrected by its author.
func TestAmendWhatWasCarried(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	w.office("", set("assignment", "a1", "valid_to", "2016-01-02"))
	a.write(set("customer", "c1", "address", "carried"))
	a.enrolAnew()
	a.sync()
	if s := a.standing(); s.Quarantined != 1 {
		t.Fatalf("%+v", s)
	}
	w.office("", set("assignment", "a1", "valid_to", "null"))
	a.sync()
	list, err := a.r.Quarantined(w.ctx)
	w.must(err)
	_, err = a.r.Amend(w.ctx, list[0].Dot, set("customer", "c1", "address", "corrected"))
	w.must(err)
	a.sync()
	if s := a.standing(); s.Quarantined != 0 {
		t.Errorf("after the correction: %+v", s)
	}
	if got := w.shown(key("customer", "c1"), "address"); got != `"corrected"` {
		t.Errorf("address %s", got)
	}
}

// An answer that was changed on its way, or is for something else, acknowledges
// nothing.
func TestForgedAnswers(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("csm01")
	a.write(set("customer", "c1", "address", "a"))
	b.write(set("customer", "c1", "address", "b"))
	outA, err := a.r.NextPush(w.ctx)
	w.must(err)
	outB, err := b.r.NextPush(w.ctx)
	w.must(err)
	_, err = a.send(outA.Body)
	w.must(err)
	answerB, err := b.send(outB.Body)
	w.must(err)
	var res changesync.PushResult
	w.must(json.Unmarshal(answerB, &res))
	for name, answer := range map[string][]byte{"another device's": answerB, "noise": []byte("{"), "no receipt": []byte(`{"receipts":[{}]}`)} {
		if _, err := a.r.TakeAnswer(w.ctx, answer); err == nil {
			t.Errorf("%s answer was taken", name)
		}
	}
	if s := a.standing(); s.Waiting != 1 {
		t.Errorf("waiting %d", s.Waiting)
	}
}

// What its author replaced does not come back from quarantine when the later
// edit has left the overlay; what that had replaced does not either.
func TestReplacedEditsInQuarantineStayReplaced(t *testing.T) {
	w := newWorld(t)
	w.people()
	a := w.device("csm01")
	w.office("", set("assignment", "a1", "valid_to", "2016-01-02"))
	a.write(set("customer", "c1", "special_visit_need", "one"))
	a.write(set("customer", "c1", "special_visit_need", "two"))
	a.sync()
	w.office("", set("assignment", "a1", "valid_to", "null"))
	a.sync()
	if s := a.standing(); s.Quarantined != 2 {
		t.Fatalf("%+v", s)
	}
	for _, v := range []string{"three", "four"} {
		a.write(set("customer", "c1", "special_visit_need", v))
		a.sync()
		s, err := a.r.Get(w.ctx, key("customer", "c1"))
		w.must(err)
		c := s.Record.Cells["special_visit_need"]
		if len(c.Live) != 1 || string(c.Live[0].Value) != `"`+v+`"` {
			t.Errorf("after %q: %v", v, c.Dots())
		}
	}
}
