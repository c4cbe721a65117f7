package changesync_test

import (
	"encoding/json"
	"strings"
	"testing"

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
