package changesync_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// Sensitive values without consent are kept and flagged, never refused; the
// flag goes when the consent is recorded.
func TestConsentIsFlagged(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	k := key("key_person", d.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "home_address", "浙江省杭州市西湖区文三路1号")).IDs[0])
	out, err := d.r.NextPush(w.ctx)
	w.must(err)
	answer, err := d.send(out.Body)
	w.must(err)
	var res changesync.PushResult
	w.must(json.Unmarshal(answer, &res))
	r, err := changesync.ParseReceipt(res.Receipts[0], w.keys.Public().Sign)
	w.must(err)
	found := 0
	for _, f := range r.Flags {
		if f.Code == changesync.FlagNoConsent && f.Field == "home_address" {
			found++
		}
	}
	if r.Outcome != changesync.OutcomeApplied || found != 1 {
		t.Errorf("the receipt says %+v", r)
	}
	d.sync()
	if flags := w.shown(k, "flags"); !strings.Contains(flags, changesync.FlagNoConsent) || w.shown(k, "home_address") == "" {
		t.Errorf("flags %s, address %s", flags, w.shown(k, "home_address"))
	}
	d.write(set("key_person", k.ID, "customer_consent", "true"))
	d.sync()
	if flags := w.shown(k, "flags"); strings.Contains(flags, changesync.FlagNoConsent) {
		t.Errorf("with consent: %s", flags)
	}
}

// Without consent nobody but their author sees sensitive values, whatever he may
// see otherwise and whichever way he asks; with it all see them who may, and
// when it is withdrawn nobody does again. Every sync compares checksums.
func TestWithheldUntilConsent(t *testing.T) {
	const secret, card = "文三路1号", "330106197005100013"
	w := newWorld(t)
	w.people()
	w.employ("svm01", "SVM")
	author, colleague, masked := w.device("csm01"), w.device("am01"), w.device("svm01")
	k := key("key_person", author.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "position", "科长",
		"home_address", "浙江省杭州市西湖区"+secret, "id_card_no", card)).IDs[0])
	all := []*device{author, colleague, masked}
	holds := func(d *device) string {
		t.Helper()
		d.sync()
		v := d.value("key_person", k.ID, "home_address")
		if seen, err := w.engine.View(w.ctx, d.user, k); err != nil || string(seen.Values(models.Default().Collection("key_person"))["home_address"]) != v {
			t.Errorf("%s is shown another value over HTTP: %v", d.user, err)
		}
		if d.value("key_person", k.ID, "position") != `"科长"` {
			t.Errorf("%s sees no position", d.user)
		}
		return v
	}
	reveal := func(d *device) string {
		_, err := w.engine.Reveal(w.ctx, d.caller, k, "home_address", "上门前核对")
		return codeOf(err)
	}
	finds := func(d *device) int {
		found, err := w.engine.Search(w.ctx, d.user, "key_person", "0013", 10)
		w.must(err)
		return len(found)
	}
	const dots, whole, ends = `"••••"`, `"浙江省杭州市西湖区文三路1号"`, `"浙江省杭州市西湖区••••"`
	check := func(step string, consent bool) {
		t.Helper()
		want := map[*device]string{author: whole, colleague: dots, masked: dots}
		refused := changesync.FlagNoConsent
		if consent {
			want[colleague], want[masked], refused = whole, ends, ""
		}
		for _, d := range all {
			if got := holds(d); got != want[d] {
				t.Errorf("%s: %s sees %s, not %s", step, d.user, got, want[d])
			}
			if got := finds(d); d != author && got != map[bool]int{true: 1}[consent] || d == author && got != 1 {
				t.Errorf("%s: %s finds %d", step, d.user, got)
			}
		}
		if reveal(author) != "" || reveal(colleague) != refused || reveal(masked) != refused {
			t.Errorf("%s: revealed: %q %q %q", step, reveal(author), reveal(colleague), reveal(masked))
		}
	}
	author.sync()
	check("collected", false)
	late := w.device("am01") // stands before all that follows
	colleague.write(set("key_person", k.ID, "customer_consent", "true"))
	colleague.sync()
	check("agreed", true)
	for _, address := range []string{"浙江省杭州市上城区", "浙江省杭州市西湖区" + secret} { // in entries of their own
		author.write(set("key_person", k.ID, "home_address", address))
		author.sync()
	}
	check("corrected", true)
	author.write(set("key_person", k.ID, "customer_consent", "false"))
	author.sync()
	check("withdrawn", false)
	if said := late.saidTo(); strings.Contains(said, secret) || strings.Contains(said, card) {
		t.Error("who reads the log from before is sent what was withdrawn")
	}
	if late.sync(); late.value("key_person", k.ID, "home_address") != dots {
		t.Error("and holds it")
	}
}

// saidTo is all that a pull would send to a device.
func (d *device) saidTo() (out string) {
	req, err := d.r.NextPull(d.w.ctx)
	d.w.must(err)
	for {
		page, err := d.w.engine.Pull(d.w.ctx, d.caller, req)
		d.w.must(err)
		raw, err := page.Encode()
		d.w.must(err)
		if out += string(raw); page.Next == "" {
			return out
		}
		req = changesync.PullRequest{Page: page.Next}
	}
}

// A pull under way when consent is withdrawn begins again: its pages would say
// what they must not, or not fit its checksums.
func TestConsentWithdrawnDuringAPull(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	k := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "home_address", "文三路1号", "customer_consent", "true")).IDs[0]
	for i := range 5 {
		a.write(set("key_person", "", "customer", "c1", "kp_name", strings.Repeat("王", i+1)))
	}
	a.sync()
	page, err := w.engine.Pull(w.ctx, b.caller, changesync.PullRequest{Bytes: 1})
	w.must(err)
	a.write(set("key_person", k, "customer_consent", "false"))
	a.sync()
	if _, err := w.engine.Pull(w.ctx, b.caller, changesync.PullRequest{Page: page.Next}); codeOf(err) != changesync.CodeRestartPull {
		t.Errorf("the next page: %v", err)
	}
}

// Colleagues may add beside a value that they do not see, and both stand there
// when the person has agreed; nobody has lost anything.
func TestBesideAWithheldValue(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	k := a.write(set("key_person", "", "customer", "c1", "kp_name", "王建国", "id_card_no", "330106197005100013")).IDs[0]
	a.sync()
	b.sync()
	b.write(set("key_person", k, "id_card_no", "330106197005100021"))
	b.sync()
	a.sync()
	if a.value("key_person", k, "id_card_no") == `"330106197005100021"` || b.value("key_person", k, "id_card_no") != `"330106197005100021"` {
		t.Errorf("%s and %s", a.value("key_person", k, "id_card_no"), b.value("key_person", k, "id_card_no"))
	}
	open, err := w.engine.OpenConflicts(w.ctx, "csm01", changesync.Key{}, "", 10)
	w.must(err)
	if raw, err := json.Marshal(open); err != nil || strings.Contains(string(raw), "0021") || !strings.Contains(string(raw), "0013") {
		t.Errorf("conflicts show %s", raw)
	}
	a.write(set("key_person", k, "customer_consent", "true"))
	a.sync()
	b.sync()
	for _, d := range []*device{a, b} {
		if list, err := d.r.Conflicts(w.ctx); err != nil || len(list) != 1 || len(list[0].Values) != 2 {
			t.Errorf("%s: %v %v", d.user, list, err)
		}
	}
}

// In quarantine sensitive values without consent are shown to nobody else, and
// go along with what is accepted; what was shown goes when consent does.
func TestWithheldInQuarantine(t *testing.T) {
	for _, agreed := range []bool{false, true} {
		w := newWorld(t)
		w.people()
		a, b := w.device("csm01"), w.device("am01")
		fields := []string{"customer", "c1", "kp_name", "王建国", "home_address", "文三路1号"}
		if agreed {
			fields = append(fields, "customer_consent", "true")
		}
		k := a.write(set("key_person", "", fields...)).IDs[0]
		a.sync()
		b.sync()
		late := w.device("am01")
		w.must(w.engine.Revoke(w.ctx, a.caller.ID))
		a.caller.Status = changesync.DeviceRevoked
		a.write(set("key_person", k, "position", "处长", "home_address", "文三路2号"))
		_, err := a.push()
		w.must(err)
		shows := func(d *device, want bool) *changesync.Aside {
			t.Helper()
			w.must(d.pull())
			items, err := d.r.QuarantineItems(w.ctx)
			w.must(err)
			if len(items) != 1 || strings.Contains(string(items[0].Content), "文三路2号") != want || !strings.Contains(string(items[0].Content), "处长") {
				t.Fatalf("agreed %v: %+v", agreed, items)
			}
			if told := strings.Join(reasonCodes(items[0].Reasons), " "); strings.Contains(told, changesync.FlagNoConsent) == want {
				t.Errorf("agreed %v: reasons %s", agreed, told)
			}
			return &items[0]
		}
		aside := shows(b, agreed)
		if agreed {
			b.write(set("key_person", k, "customer_consent", "false"))
			_, err = b.push()
			w.must(err)
			shows(b, false)
			if strings.Contains(late.saidTo(), "文三路2号") {
				t.Error("who reads the log from before is sent what was withdrawn")
			}
		}
		_, err = b.r.Amend(w.ctx, aside.Dot, set("key_person", k, "position", "处长"))
		w.must(err)
		b.sync()
		if b.value("key_person", k, "home_address") != `"••••"` || w.shown(key("key_person", k), "home_address") != `"文三路2号"` {
			t.Errorf("accepted: %s, %s", b.value("key_person", k, "home_address"), w.shown(key("key_person", k), "home_address"))
		}
		b.write(set("key_person", k, "customer_consent", "true"))
		if b.sync(); b.value("key_person", k, "home_address") != `"文三路2号"` {
			t.Errorf("agreed to: %s", b.value("key_person", k, "home_address"))
		}
		if own := w.record(key("key_person", k)).Cells["home_address"]; len(own.Live) != 1 || own.Live[0].By != "csm01" {
			t.Errorf("%+v", own)
		}
	}
}
