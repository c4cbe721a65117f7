package mobile_test

import (
	"errors"
	"strings"
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	changesync "fieldsync/sync"
)

// customers adds c2 and c3, held like c1 by csm01 and am01; csm02 holds c1 alone.
func (w *world) customers() {
	w.Helper()
	for _, id := range []string{"c2", "c3"} {
		w.office(models.MakeScope(models.ScopeCustomer, id), "customer", id, `{"customer_no":"KH`+id+`","customer_name":"客户`+id+`"}`)
		for _, who := range []struct{ user, post string }{{"csm01", "CSM"}, {"am01", "AM"}} {
			w.assignTo(id, "a-"+id+who.user, who.user, who.post)
		}
	}
	w.assignTo("c1", "a-c1csm02", "csm02", "CSM")
}

func (w *world) assignTo(customer, id, user, post string) {
	w.Helper()
	scope := models.MakeScope(models.ScopeCustomer, customer)
	w.office(scope, "assignment", id, `{"customer":"`+customer+`","staff":"s-`+user+`","post":"`+post+`","valid_from":"2016-01-01","reason":"分配"}`)
}

func relation(tree, parent, child string, more ...string) string {
	return `{"tree_kind":"` + tree + `","parent":"` + parent + `","child":"` + child + `"` + strings.Join(more, "") + `}`
}

// TestRingsAreRefusedAtEntry: what a phone sees to contradict its own trees is
// refused with field and rule; the same in another tree, or at another time, is
// none.
func TestRingsAreRefusedAtEntry(t *testing.T) {
	w := newWorld(t)
	w.customers()
	a := w.device("csm01")
	first := a.put("customer_relation", "", relation("administrative", "c1", "c2")).IDs[0]
	a.put("customer_relation", "", relation("administrative", "c2", "c3"))
	for set, want := range map[string]string{
		relation("administrative", "c3", "c1"): "R-CUST-04",
		relation("supply-chain", "c1", "c1"):   "R-CUST-04",
		relation("administrative", "c1", "c3"): "second_parent",
	} {
		_, err := a.Put(ctx, "customer_relation", "", values(t, set))
		w.code(err, mobile.CodeEntryRefused)
		refused, ok := errors.AsType[*mobile.RefusedEntry](err)
		if !ok || len(refused.Problems) != 1 || refused.Problems[0].Field != "parent" || refused.Problems[0].Code != want || refused.Problems[0].ZH == "" {
			t.Errorf("%s: %v", set, err)
		}
	}
	for _, set := range []string{
		relation("marketing", "c3", "c1"), relation("supply-chain", "c1", "c3"), relation("supply-chain", "c2", "c3"),
		relation("administrative", "c3", "c1", `,"valid_from":"2015-01-01","valid_to":"2015-12-31"`),
	} {
		if strings.Contains(set, "2015") { // the others have to begin after it
			a.put("customer_relation", first, `{"valid_from":"2016-01-01"}`)
		}
		a.put("customer_relation", "", set)
	}
	// To take the time away again would close the ring from the other side.
	_, err := a.Put(ctx, "customer_relation", first, values(t, `{"valid_from":null}`))
	w.code(err, mobile.CodeEntryRefused)
	// A customer moves in one action.
	old := a.put("customer_relation", "", relation("marketing", "c1", "c2")).IDs[0]
	_, err = a.Write(ctx, mobile.Change{Key: mobile.Key{Collection: "customer_relation", ID: old}, Delete: true},
		mobile.Change{Key: mobile.Key{Collection: "customer_relation"}, Set: values(t, relation("marketing", "c3", "c2"))})
	w.ok(err)
	// Two halves in one action are a ring too.
	_, err = a.Write(ctx,
		mobile.Change{Key: mobile.Key{Collection: "customer_relation", ID: "x1"}, Set: values(t, relation("marketing", "c1", "c2"))},
		mobile.Change{Key: mobile.Key{Collection: "customer_relation", ID: "x2"}, Set: values(t, relation("marketing", "c2", "c3"))})
	w.code(err, mobile.CodeEntryRefused)
}

// TestTwoHalvesOfARing: two phones without a network each add half. Both facts
// stay; one relation is ignored, the same on every phone and on the server, also
// for somebody who sees only part of the ring; and it is followed again when the
// other one is gone.
func TestTwoHalvesOfARing(t *testing.T) {
	w := newWorld(t)
	w.customers()
	a, b, part := w.device("csm01"), w.device("am01"), w.device("csm02")
	down := a.put("customer_relation", "", relation("administrative", "c1", "c2")).IDs[0]
	up := b.put("customer_relation", "", relation("administrative", "c2", "c1")).IDs[0]
	for _, p := range []*phone{b, a, b, part} {
		p.sync()
	}
	for _, p := range []*phone{a, b} {
		if d, u := p.value("customer_relation", down, "ignored"), p.value("customer_relation", up, "ignored"); d != "" || u != `"loop"` {
			t.Errorf("ignored: %q and %q, want the later one", d, u)
		}
		list, err := p.List(ctx, "customer_relation", "", 10)
		w.ok(err)
		if len(list) != 2 {
			t.Errorf("%d facts of 2", len(list))
		}
	}
	if got := part.value("customer_relation", down, "ignored"); got != "-" {
		t.Fatalf("csm02 sees the other half: %q", got)
	}
	if got := part.value("customer_relation", up, "ignored"); got != `"loop"` {
		t.Errorf("who sees half of the ring follows it: %q", got)
	}
	server, err := w.engine.View(ctx, "csm01", changesync.Key{Collection: "customer_relation", ID: up})
	w.ok(err)
	if v := server.Cells["ignored"]; string(v.Shown(nil).Value) != `"loop"` {
		t.Errorf("on the server: %s", v.Shown(nil).Value)
	}
	if _, err := a.Delete(ctx, "customer_relation", down); err != nil {
		t.Fatal(err)
	}
	a.sync()
	b.sync()
	part.sync()
	for _, p := range []*phone{a, b, part} {
		if got := p.value("customer_relation", up, "ignored"); got != "" {
			t.Errorf("without the other half it is still ignored: %q", got)
		}
	}
}

// TestAnOlderServerKnowsNoTrees: it passes relations on as they are, and the
// phones still ignore the same one.
func TestAnOlderServerKnowsNoTrees(t *testing.T) {
	w := newWorld(t)
	w.customers()
	reg, err := models.NewRegistry(models.Customer{}, models.StarCustomer{}, models.KeyPerson{}, models.VPNUser{}, models.FormDefinition{},
		models.Staff{}, models.Team{}, models.Assignment{}, models.QuarantineItem{})
	w.ok(err)
	w.engine.Close()
	w.engine, err = changesync.NewEngine(ctx, w.store, changesync.Options{Keys: w.keys, Now: w.clock, Random: w.random, NewID: w.newID, Registry: reg})
	w.ok(err)
	w.Cleanup(w.engine.Close)
	a, b := w.device("csm01"), w.device("am01")
	down := a.put("customer_relation", "", relation("administrative", "c1", "c2")).IDs[0]
	up := b.put("customer_relation", "", relation("administrative", "c2", "c1")).IDs[0]
	for _, p := range []*phone{b, a, b} {
		p.sync()
	}
	for _, p := range []*phone{a, b} {
		list, err := p.List(ctx, "customer_relation", "", 10)
		w.ok(err)
		if len(list) != 2 {
			t.Fatalf("%d facts of 2", len(list))
		}
		for _, rec := range list {
			if got, want := string(rec.Values["ignored"]), map[string]string{down: "", up: `"loop"`}[rec.ID]; got != want || p.value("customer_relation", rec.ID, "ignored") != want {
				t.Errorf("%s is ignored: %q, want %q", rec.ID, got, want)
			}
		}
	}
}
