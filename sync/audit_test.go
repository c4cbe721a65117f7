package changesync_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"

	changesync "fieldsync/sync"
)

const secretMobile = "13800001234"

// audited is a world in which csm01 has a key person, whom desk01 sees masked.
func auditedWorld(t *testing.T) *world {
	w := newWorld(t)
	w.people()
	w.office("customer/c1", set("key_person", "k1", "customer", "c1", "kp_name", "王经理", "own_mobile", secretMobile))
	return w
}

// Who sees a field masked may have it shown for a reason, and everybody can
// tell later who has seen it.
func TestReveal(t *testing.T) {
	w := auditedWorld(t)
	leader, csm, stranger := w.device("tl01"), w.device("csm01"), w.device("csm02")
	w.employ("qc01", "QC")
	inspector, desk := w.device("qc01"), w.device("desk01")
	leader.sync()
	if got := leader.value("key_person", "k1", "own_mobile"); strings.Contains(got, secretMobile) || got == "" {
		t.Fatalf("the leader sees %s", got)
	}
	k1 := key("key_person", "k1")
	for _, d := range []*device{leader, csm} {
		got, err := w.engine.Reveal(w.ctx, d.caller, k1, "own_mobile", " 活动现场联系客户 ")
		w.must(err)
		if string(got) != `"`+secretMobile+`"` {
			t.Errorf("%s is shown %s", d.user, got)
		}
	}
	for name, c := range map[string]struct {
		caller               changesync.Device
		key                  changesync.Key
		field, reason, wants string
	}{
		"another's customer": {stranger.caller, k1, "own_mobile", "活动现场联系", changesync.CodeNotFound},
		"nothing there":      {leader.caller, key("key_person", "none"), "own_mobile", "活动现场联系", changesync.CodeNotFound},
		"no such collection": {leader.caller, key("none", "k1"), "own_mobile", "活动现场联系", changesync.CodeNotFound},
		"no need":            {inspector.caller, k1, "own_mobile", "抽查资料完整性", changesync.CodeNotAllowed},
		"not to be seen":     {desk.caller, k1, "own_mobile", "活动现场联系", changesync.CodeNotFound},
		"no reason":          {leader.caller, k1, "own_mobile", "  x  ", changesync.CodeBadReason},
		"a long reason":      {leader.caller, k1, "own_mobile", strings.Repeat("长", 201), changesync.CodeBadReason},
		"a broken reason":    {leader.caller, k1, "own_mobile", "abcd\xff", changesync.CodeBadReason},
		"not masked":         {leader.caller, k1, "kp_service_manager", "活动现场联系", changesync.CodeNotPersonal},
		"no such field":      {leader.caller, k1, "none", "活动现场联系", changesync.CodeNotPersonal},
	} {
		if _, err := w.engine.Reveal(w.ctx, c.caller, c.key, c.field, c.reason); codeOf(err) != c.wants {
			t.Errorf("%s: %v, want %s", name, err, c.wants)
		}
	}
	seen := w.audited(changesync.AuditOfRecord(k1), changesync.AuditReveal)
	if len(seen) != 2 || seen[0].User != "tl01" || seen[0].Field != "own_mobile" || seen[0].Reason != "活动现场联系客户" ||
		seen[0].Device != leader.caller.ID || seen[1].User != "csm01" {
		t.Errorf("who has seen it: %+v", seen)
	}
	tried := w.audited(changesync.AuditOfRecord(k1), changesync.AuditRefused)
	codes := map[string]string{}
	for _, ev := range tried {
		codes[ev.User+" "+ev.Field] = ev.Detail
	}
	if codes["csm02 own_mobile"] != changesync.CodeNotFound || codes["qc01 own_mobile"] != changesync.CodeNotAllowed || codes["tl01 kp_service_manager"] != changesync.CodeNotPersonal {
		t.Errorf("who has tried: %v", codes)
	}
	if mine := w.audited(changesync.AuditOfUser("tl01"), changesync.AuditReveal); len(mine) != 1 {
		t.Errorf("what tl01 has seen: %+v", mine)
	}
}

// What a device sends without the right to is in the log, by rule and field;
// nothing in the log is a value of a record.
func TestAuditOfWhatWasTried(t *testing.T) {
	w := auditedWorld(t)
	csm := w.device("csm01")
	csm.sync()
	p, k1 := csm.pen(), key("key_person", "k1")
	p.push(p.edit(k1, "customer/c1", "review", `"accepted"`), p.edit(k1, "customer/c1", "own_mobile", `"13899998888"`))
	w.must(w.engine.Revoke(w.ctx, csm.caller.ID))
	csm.caller.Status = changesync.DeviceRevoked
	p.push(p.edit(key("customer", "c1"), "customer/c1", "address", `"秘密地址一号"`))
	if got := w.audited(changesync.AuditOfRecord(key("key_person", "k1")), changesync.AuditServerField); len(got) != 1 || got[0].Field != "review" || got[0].User != "csm01" {
		t.Errorf("the server's field: %+v", got)
	}
	if got := w.audited(changesync.AuditOfUser("csm01"), changesync.AuditQuarantine); len(got) != 1 || got[0].Reason == "" || got[0].Detail == "" {
		t.Errorf("what was put aside: %+v", got)
	}
	for _, action := range []string{changesync.AuditEnrol, changesync.AuditCode, changesync.AuditRevoke, changesync.AuditUser} {
		if got := w.audited(changesync.AuditOfUser("csm01"), action); len(got) != 1 {
			t.Errorf("%s of csm01: %+v", action, got)
		}
	}
	w.must(w.store.View(w.ctx, func(tx changesync.ReadTx) error {
		rows, err := tx.Audit(changesync.AuditQuery{})
		var before []byte
		for _, r := range rows {
			hash := sha256.Sum256(append(before, r.Body...))
			if before = hash[:]; !bytes.Equal(before, r.Hash) {
				t.Errorf("entry %d does not carry the hash of the one before", r.N)
			}
			for _, value := range []string{secretMobile, "13899998888", "秘密地址一号", "王经理"} {
				if strings.Contains(string(r.Body), value) {
					t.Errorf("the log holds a value: %s", r.Body)
				}
			}
		}
		n, wrong, verifyErr := changesync.VerifyAudit(tx, nil, nil)
		if n != uint64(len(rows)) || n == 0 || wrong != "" || verifyErr != nil {
			t.Errorf("%d of %d entries hold: %s %v", n, len(rows), wrong, verifyErr)
		}
		return err
	}))
}

func (w *world) audited(subject, action string) (out []changesync.AuditEvent) {
	w.t.Helper()
	all, err := w.engine.AuditLog(w.ctx, changesync.AuditQuery{Subject: subject})
	w.must(err)
	for _, ev := range all {
		if action == "" || ev.Action == action {
			out = append(out, ev)
		}
	}
	return out
}
