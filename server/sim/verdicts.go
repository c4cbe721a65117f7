package sim

import (
	"fmt"
	"slices"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// sameVerdicts lets a phone that knows what the server knows enter two calls,
// and compares what each of them finds wrong with these. A copy is left out: it
// may have to enrol anew first.
func (w *world) sameVerdicts() {
	for _, d := range w.devices {
		if d.isRevoked() || d.rewound || w.failure != nil || !slices.Contains(d.scopes(), "customer/c1") || d.user == decider {
			continue
		}
		if w.must(d.name, d.sync()); w.failure == nil {
			w.enterCall(d)
			w.enterCall(d)
		}
		return
	}
}

// enterCall has a phone enter a call and deliver it.
func (w *world) enterCall(d *device) {
	at := w.truth().In(models.China)
	say := func(t time.Time) []byte { return fmt.Appendf(nil, "%q", t.Format(time.RFC3339)) }
	written, err := d.client.Write(w.ctx, mobile.Change{Key: changesync.Key{Collection: "phone_contact"}, Set: models.Values{
		"customer": []byte(`"c1"`), "direction": []byte(`"外呼"`), "started_at": say(at.Add(-time.Hour)), "ended_at": say(at), "connected": []byte("true"),
		"purpose": []byte(`"定期拜访"`), "is_alert_call": []byte("false"), "key_info_entered": []byte("false"), "submission": []byte(`"submitted"`),
	}})
	d.note()
	w.must(d.name, err)
	w.must(d.name, d.sync())
	if w.failure != nil {
		return
	}
	var phone, server []string
	for _, a := range written.Advice {
		phone = append(phone, a.Code+" "+a.Field)
	}
	receipt := w.receiptOf(d.wrote[len(d.wrote)-1])
	if receipt == nil || receipt.Outcome != changesync.OutcomeApplied {
		return
	}
	for _, f := range receipt.Flags {
		_, entry := rules.ByID(f.Code)
		if f.Record == written.IDs[0] && (entry || known[f.Code] == nil) { // the others only the server asks
			server = append(server, f.Code+" "+f.Field)
		}
	}
	slices.Sort(phone)
	slices.Sort(server)
	w.tracef("%s enters a call: %v", d.name, phone)
	if !slices.Equal(phone, server) {
		w.fail("verdicts", "%s found %v, the server %v", d.name, phone, server)
	}
}

func (w *world) receiptOf(e *entry) *changesync.Receipt {
	h := w.readHistory()
	if h == nil || len(h.stored[identity(e.hash)]) == 0 {
		return nil
	}
	p, err := w.parse(h.stored[identity(e.hash)][0])
	w.must("history", err)
	return p.receipt
}

// paramlessTx has none of the organisation's figures.
type paramlessTx struct{ changesync.LocalReadTx }

func withoutParams(l changesync.Local) changesync.Local {
	return &brokenLocal{Local: l,
		read:  func(tx changesync.LocalReadTx) changesync.LocalReadTx { return paramlessTx{tx} },
		write: func(tx changesync.LocalTx) changesync.LocalTx { return tx },
	}
}

// BaseList has none of them.
func (t paramlessTx) BaseList(collection, after string, limit int) ([]changesync.StoredRecord, error) {
	if collection == "rule_param" {
		return nil, nil
	}
	return t.LocalReadTx.BaseList(collection, after, limit)
}
