package changesync_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// A field for which the table of rights is stricter than for its record: a
// service manager does not see what a customer brings in, has his own figure
// taken all the same, and keeps seeing that. Every sync compares checksums.
func TestAFieldIsWithheldFromWhoSeesItsRecord(t *testing.T) {
	const dots, first, own = `"••••"`, `"120000.00"`, `"99000.00"`
	w := newWorld(t)
	w.people()
	w.employ("svm01", "SVM")
	w.employ("vp01", "VP")
	am, csm := w.device("am01"), w.device("csm01")
	svm, vp := w.device("svm01"), w.device("vp01")
	sees := func(step string, want map[*device]string) {
		t.Helper()
		for _, d := range []*device{am, csm, svm, vp} {
			d.sync()
			seen, err := w.engine.View(w.ctx, d.user, key("customer", "c1"))
			w.must(err)
			shown := string(seen.Values(models.Default().Collection("customer"))["annual_revenue"])
			if got := d.value("customer", "c1", "annual_revenue"); got != want[d] || shown != got {
				t.Errorf("%s: %s sees %s and %s over HTTP, want %s", step, d.user, got, shown, want[d])
			}
		}
	}
	am.write(set("customer", "c1", "annual_revenue", "120000.00"))
	am.sync()
	sees("entered", map[*device]string{am: first, vp: first, csm: dots, svm: dots})
	csm.write(set("customer", "c1", "annual_revenue", "99000.00", "marketing_grid", "HZ-09"))
	if got := csm.value("customer", "c1", "annual_revenue"); got != own {
		t.Errorf("its author sees %s before it is delivered", got)
	}
	csm.sync()
	if cell := w.record(key("customer", "c1")).Cells["annual_revenue"]; len(cell.Live) != 2 {
		t.Errorf("what he did not see does not stand beside his own: %+v", cell.Live)
	}
	sees("by somebody who does not see it", map[*device]string{am: own, vp: own, csm: own, svm: dots})
	if _, err := w.engine.Reveal(w.ctx, csm.caller, key("customer", "c1"), "annual_revenue", "上门前核对"); codeOf(err) != changesync.CodeNotAllowed {
		t.Errorf("revealed to a service manager: %v", err)
	}
	w.office("", set("team", "t1", "leader", "s-csm01")) // and now leads those who hold it
	sees("a leader", map[*device]string{am: own, vp: own, csm: own, svm: dots})
	am.write(set("customer", "c1", "annual_revenue", "130000.00"))
	am.sync()
	sees("corrected", map[*device]string{am: `"130000.00"`, vp: `"130000.00"`, csm: `"130000.00"`, svm: dots})
	w.office("", set("team", "t1", "leader", "s-tl01"))
	sees("a leader no more", map[*device]string{am: `"130000.00"`, vp: `"130000.00"`, csm: dots, svm: dots})
}

// Nobody who settles a changeset in quarantine sees such a field by it, and it
// goes along with what he accepts.
func TestAFieldIsWithheldInQuarantine(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("am01"), w.device("csm01")
	b.sync()
	w.must(w.engine.Revoke(w.ctx, a.caller.ID))
	a.caller.Status = changesync.DeviceRevoked
	a.write(set("customer", "c1", "annual_revenue", "120000.00", "marketing_grid", "HZ-09"))
	_, err := a.push()
	w.must(err)
	b.sync()
	items, err := b.r.QuarantineItems(w.ctx)
	w.must(err)
	if len(items) != 1 || strings.Contains(string(items[0].Content), "120000") || !strings.Contains(string(items[0].Content), "HZ-09") {
		t.Fatalf("the quarantine shows %+v", items)
	}
	if codes := strings.Join(reasonCodes(items[0].Reasons), " "); !strings.Contains(codes, changesync.CodeWithheld) {
		t.Errorf("reasons %s", codes)
	}
	_, err = b.r.Amend(w.ctx, items[0].Dot, set("customer", "c1", "marketing_grid", "HZ-09"))
	w.must(err)
	b.sync()
	if b.value("customer", "c1", "annual_revenue") != `"••••"` || w.shown(key("customer", "c1"), "annual_revenue") != `"120000.00"` {
		t.Errorf("accepted: %s, %s", b.value("customer", "c1", "annual_revenue"), w.shown(key("customer", "c1"), "annual_revenue"))
	}
}

// What an inspector hears is for desks of the office: his device gets a mask.
func TestAFieldForDesksAlone(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("qc01", "QC")
	w.office("staff/s-csm01", set("recording_qc", "r1", "manager", "s-csm01", "recording", "20260510-0012.wav", "problems", "语速过快"))
	d := w.device("qc01")
	d.sync()
	if got := d.value("recording_qc", "r1", "recording"); got != `"••••"` || d.value("recording_qc", "r1", "problems") == "" {
		t.Errorf("the device shows %s", got)
	}
	s, err := w.engine.Sight(w.ctx, "qc01", key("recording_qc", "r1"))
	w.must(err)
	if got := s.Record.Values(models.Default().Collection("recording_qc"))["recording"]; string(got) != `"20260510-0012.wav"` {
		t.Errorf("the desk shows %s", got)
	}
}

// A new table of rights reaches what devices hold already: whoever holds a
// scope by a profile that gives other rights now is sent it anew.
func TestANewTableOfRightsReachesDevices(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("svm01", "SVM")
	am, csm, svm := w.device("am01"), w.device("csm01"), w.device("svm01")
	for _, d := range []*device{am, csm, svm} {
		d.sync()
	}
	var prints map[string]string
	w.must(w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		body, _, err := tx.Doc("rights", "table")
		w.must(err)
		return json.Unmarshal(body, &prints)
	}))
	for _, p := range []string{"csm", "svm"} {
		prints[p] = "of an older table"
	}
	body, err := json.Marshal(prints)
	w.must(err)
	w.must(w.store.Update(w.ctx, func(tx changesync.Tx) error {
		return tx.Apply(&changesync.Batch{Docs: []changesync.Doc{{Kind: "rights", Key: "table", Body: body}}})
	}))
	w.start()
	for d, anew := range map[*device]models.Scope{am: "", csm: "customer/c1", svm: changesync.AllScopes} {
		req, err := d.r.NextPull(w.ctx)
		w.must(err)
		page, err := w.engine.Pull(w.ctx, d.caller, req)
		w.must(err)
		begun := models.Scope("")
		for _, b := range page.Begin {
			if b.Scope == anew {
				begun = anew
			}
		}
		if begun != anew || anew == "" && len(page.Begin) > 0 {
			t.Errorf("%s is sent anew %v", d.user, page.Begin)
		}
		d.sync()
	}
}
