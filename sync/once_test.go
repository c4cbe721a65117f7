package changesync_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

func customerEdit(p *pen, field, value string, replaces ...changesync.Dot) *changesync.Changeset {
	return p.edit(key("customer", "c1"), "customer/c1", field, value, replaces...)
}

func TestExactlyOnce(t *testing.T) {
	w := newWorld(t)
	w.people()
	d := w.device("csm01")
	p := d.pen()
	first, second := customerEdit(p, "address", `"1"`), customerEdit(p, "address", `"2"`)

	res, err := w.engine.Push(w.ctx, d.caller, p.run(first))
	w.must(err)
	if res.ExpectedN != 2 {
		t.Errorf("expected_n %d, want 2", res.ExpectedN)
	}
	again, err := w.engine.Push(w.ctx, d.caller, p.run(first))
	w.must(err)
	if len(again.Receipts) != 1 || !bytes.Equal(res.Receipts[0], again.Receipts[0]) {
		t.Error("a repeat gets another receipt")
	}
	both, err := w.engine.Push(w.ctx, d.caller, p.run(first, second))
	w.must(err)
	if len(both.Receipts) != 2 || !bytes.Equal(res.Receipts[0], both.Receipts[0]) || both.ExpectedN != 3 {
		t.Errorf("a repeat with more: %d receipts, expected_n %d", len(both.Receipts), both.ExpectedN)
	}

	third, fourth := customerEdit(p, "address", `"3"`), customerEdit(p, "address", `"4"`)
	res, err = w.engine.Push(w.ctx, d.caller, p.run(fourth))
	if err != nil || len(res.Receipts) != 0 || res.ExpectedN != 3 {
		t.Errorf("a gap: %+v %v, want expected_n 3", res, err)
	}
	_ = third

	copied := &pen{d: d, n: 1, prev: first.Hash}
	other := customerEdit(copied, "address", `"of a copy"`)
	if _, err := w.engine.Push(w.ctx, d.caller, p.run(other)); codeOf(err) != changesync.CodeFork {
		t.Errorf("the same number with other content: %v", err)
	}
	branch := customerEdit(copied, "address", `"of a copy"`)
	if _, err := w.engine.Push(w.ctx, d.caller, p.run(branch)); codeOf(err) != changesync.CodeFork {
		t.Errorf("the next number of another chain: %v", err)
	}
	if _, err := w.engine.Push(w.ctx, d.caller, p.run(other)); codeOf(err) != changesync.CodeFork {
		t.Errorf("once more: %v", err)
	}
	log := w.audited(changesync.AuditOfUser("csm01"), changesync.AuditFork)
	if len(log) != 1 || log[0].Device != d.caller.ID || log[0].Detail != "at changeset 2" {
		t.Errorf("the copy in the log: %+v", log)
	}
	copies, err := w.engine.Copied(w.ctx)
	if at := copies[d.caller.ID]; err != nil || len(copies) != 1 || at != log[0].At {
		t.Errorf("copied: %v %v", copies, err)
	}
	if got := w.shown(key("customer", "c1"), "address"); got != `"2"` && got != `"1"` {
		t.Errorf("a fork changed the record: %s", got)
	}
}

func TestPushIsRefused(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	p := a.pen()
	c := customerEdit(p, "address", `"1"`)
	if _, err := w.engine.Push(w.ctx, b.caller, p.run(c)); codeOf(err) != changesync.CodeBadSignature {
		t.Errorf("another device's changesets: %v", err)
	}
	forged := changesync.EncodeRun(a.caller.ID, [][]byte{c.Raw}, 1, 1, c.Hash, b.r.Identity().Key)
	run, err := changesync.DecodeRun(forged)
	w.must(err)
	if _, err := w.engine.Push(w.ctx, a.caller, run); codeOf(err) != changesync.CodeBadSignature {
		t.Errorf("another device's key: %v", err)
	}
	if got := w.shown(key("customer", "c1"), "address"); got != "" {
		t.Errorf("a refused push wrote %s", got)
	}
}

// Two connections push the same run at once, many times over, and other
// devices push as well: every changeset counts once and both hear the same.
func TestManyDevicesAtOnce(t *testing.T) {
	w := newWorld(t)
	w.people()
	const devices, each = 12, 10
	type work struct {
		caller changesync.Device
		run    *changesync.Run
	}
	var all []work
	for range devices {
		d := w.device("csm01")
		p := d.pen()
		var cs []*changesync.Changeset
		for i := range each {
			cs = append(cs, customerEdit(p, "address", fmt.Sprintf(`"%d"`, i)))
		}
		all = append(all, work{d.caller, p.run(cs...)})
	}
	w.parallel(nil)
	answers := make([][2]*changesync.PushResult, devices)
	var wg sync.WaitGroup
	for i, one := range all {
		for j := range 2 {
			wg.Go(func() {
				res, err := w.engine.Push(w.ctx, one.caller, one.run)
				if err != nil {
					t.Error(err)
				}
				answers[i][j] = res
			})
		}
	}
	wg.Wait()
	for i, pair := range answers {
		for n := range each {
			if !bytes.Equal(pair[0].Receipts[n], pair[1].Receipts[n]) {
				t.Errorf("device %d changeset %d: two answers", i, n+1)
			}
		}
	}
	// Nothing replaced anything: every write stands in the cell.
	if n := len(w.record(key("customer", "c1")).Cells["address"].Live); n != devices*each {
		t.Errorf("%d writes in the cell, want %d", n, devices*each)
	}
}

func TestAFailingStoreAcknowledgesNothing(t *testing.T) {
	failing := []faultstore.Point{faultstore.Begin, faultstore.NextSeq, faultstore.Apply, faultstore.CommitBefore, faultstore.CommitAfter}
	for _, point := range failing {
		for _, cause := range []error{errors.New("power cut"), changesync.ErrFull, changesync.ErrBusy} {
			w := newWorld(t)
			w.people()
			d := w.device("csm01")
			d.write(set("customer", "c1", "address", "1"))
			ill := false // while the engine opens
			w.store = faultstore.Store(w.store, func(p faultstore.Point) error {
				if ill && p == point {
					return cause
				}
				return nil
			})
			w.start()
			ill = true
			if _, err := d.push(); !errors.Is(err, cause) {
				t.Errorf("%s: %v, want %v", point, err, cause)
			}
			ill = false
			if s := d.standing(); s.Waiting != 1 {
				t.Errorf("%s: %d wait after a failed push, want 1", point, s.Waiting)
			}
			d.sync()
			if s := d.standing(); s.Waiting != 0 {
				t.Errorf("%s: %d wait after a good push", point, s.Waiting)
			}
			if n := len(w.record(key("customer", "c1")).Cells["address"].Live); n != 1 {
				t.Errorf("%s: written %d times", point, n)
			}
		}
	}
}

// What makes the program panic is put aside alone: what came with it, before it
// and after it, is taken.
func TestAPanicTakesNothingElseWithIt(t *testing.T) {
	w := newWorld(t)
	w.people()
	a, b := w.device("csm01"), w.device("am01")
	p, q := a.pen(), b.pen()
	one := customerEdit(p, "address", `"before"`)
	trap := p.next(changesync.Header{Records: []changesync.Target{{Key: key("event_lead", "x"), Scope: "event/e1", New: true}}},
		changesync.Write{Field: "event", Value: []byte(`"e1"`)},
		changesync.Write{Field: "entries", Elem: "1", Value: []byte(`{"desk":"d1"}`)})
	two := customerEdit(p, "address", `"after"`, one.Dot())
	runA, runB := p.run(one, trap, two), q.run(customerEdit(q, "industry_category", `"金融"`))
	w.parallel(func(o *changesync.Options) { o.Registry = trappedRegistry(t) })

	var wg sync.WaitGroup
	var res *changesync.PushResult
	wg.Go(func() {
		var err error
		if res, err = w.engine.Push(w.ctx, a.caller, runA); err != nil {
			t.Error(err)
		}
	})
	wg.Go(func() {
		if _, err := w.engine.Push(w.ctx, b.caller, runB); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	if res == nil || len(res.Receipts) != 3 {
		t.Fatalf("the run with the trap: %+v", res)
	}
	r, err := changesync.ParseReceipt(res.Receipts[1], nil)
	w.must(err)
	if r.Outcome != changesync.OutcomeQuarantined || r.Reasons[0].Code != changesync.CodeInternal {
		t.Errorf("the trap: %s %v", r.Outcome, r.Reasons)
	}
	if got := w.shown(key("customer", "c1"), "address"); got != `"after"` {
		t.Errorf("address %s", got)
	}
	if got := w.shown(key("customer", "c1"), "industry_category"); got != `"金融"` {
		t.Errorf("the other device's edit: %s", got)
	}
}

// trappedRegistry is a registry whose check of one field panics.
func trappedRegistry(t *testing.T) *models.Registry {
	t.Helper()
	reg, err := models.NewRegistry(models.Customer{}, models.KeyPerson{}, models.EventLead{}, models.WorkOrder{},
		models.DecisionChainMember{}, models.StarCustomer{}, models.AccountNumber{}, models.MonthlyBill{}, models.StopEvent{},
		models.GrowthAccount{}, models.VisitPlan{}, models.Appointment{}, models.VisitPreparation{}, models.VisitRecord{},
		models.CustomerInfoForm{}, models.FollowUp{}, models.ShowcaseEvent{}, models.EventDesk{}, models.EventGift{},
		models.Staff{}, models.Team{}, models.Assignment{}, models.VPNUser{}, models.EventEvaluation{}, models.QuarantineItem{}, models.FormDefinition{})
	if err != nil {
		t.Fatal(err)
	}
	reg.Collection("event_lead").Field("entries").Elem[0] = nil
	return reg
}
