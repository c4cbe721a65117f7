package mobile_test

import (
	"testing"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
	"fieldsync/sync"
)

// reassigned gives the customer to csm02 while csm01 holds unsent edits of it,
// and returns both phones after they synced.
func reassigned(w *world, write func(a *phone)) (a, c *phone) {
	a = w.device("csm01")
	write(a)
	w.office("", "assignment", "a1", `{"valid_to":"2016-05-09"}`)
	w.assign("a3", "csm02", "CSM")
	c = w.device("csm02")
	if sum := a.sync(); sum.Quarantined == 0 {
		w.Fatalf("nothing was put aside: %+v", sum)
	}
	c.sync()
	return a, c
}

func (p *phone) quarantine() []mobile.Aside {
	p.w.Helper()
	list, err := p.Quarantine(ctx)
	p.w.ok(err)
	return list
}

// TestNewOwnerAccepts: edits made under a lost grant wait for the new owner,
// who corrects one value and accepts the rest.
func TestNewOwnerAccepts(t *testing.T) {
	w := newWorld(t)
	a, c := reassigned(w, func(a *phone) {
		a.put("customer", "c1", `{"special_visit_need":"周五下午","marketing_grid":"HZ-09"}`)
	})
	if a.value("customer", "c1", "customer_name") != "-" {
		t.Error("the customer is still on the old manager's phone")
	}
	list := c.quarantine()
	if len(list) != 1 || list[0].Own || list[0].Author != "csm01" || len(list[0].Writes) != 2 || len(list[0].Reasons) == 0 {
		t.Fatalf("%+v", list)
	}
	if s := c.status(); s.State != mobile.StateAttention || s.Attention != 1 {
		t.Errorf("%+v", s)
	}
	_, err := c.Amend(ctx, list[0].ID, mobile.Change{Key: mobile.Key{Collection: "customer", ID: "c1"}, Set: values(t, `{"marketing_grid":"HZ-10"}`)})
	w.ok(err)
	c.sync()
	if c.value("customer", "c1", "special_visit_need") != `"周五下午"` || c.value("customer", "c1", "marketing_grid") != `"HZ-10"` {
		t.Error("the correction is not there")
	}
	a.sync()
	for _, p := range []*phone{a, c} {
		if n := len(p.quarantine()); n != 0 {
			t.Errorf("%d still in quarantine", n)
		}
	}
}

// TestAuthorAmends: the author corrects a value the server cannot take; what
// was right in the same changeset comes along.
func TestAuthorAmends(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	dot := a.overlong("customer", "c1", `{"special_visit_need":"x","marketing_grid":"HZ-07"}`)
	list := a.quarantine()
	if len(list) != 1 || !list[0].Own || list[0].ID != dot || list[0].Reasons[0].Field != "special_visit_need" || list[0].Raw == nil {
		t.Fatalf("%+v", list)
	}
	if got := a.value("customer", "c1", "marketing_grid"); got != `"HZ-07"` {
		t.Errorf("the own edit left the screen: %s", got)
	}
	_, err := a.Amend(ctx, dot, mobile.Change{Key: mobile.Key{Collection: "customer", ID: "c1"}, Set: values(t, `{"special_visit_need":"周五"}`)})
	w.ok(err)
	a.sync()
	b := w.device("am01")
	for _, p := range []*phone{a, b} {
		if p.value("customer", "c1", "special_visit_need") != `"周五"` || p.value("customer", "c1", "marketing_grid") != `"HZ-07"` {
			t.Errorf("%s %s", p.value("customer", "c1", "special_visit_need"), p.value("customer", "c1", "marketing_grid"))
		}
	}
	if n := len(a.quarantine()); n != 0 {
		t.Errorf("%d still in quarantine", n)
	}
	_, err = a.Amend(ctx, dot)
	w.code(err, changesync.CodeNotFound)
}

// TestAuthorAmendsCreation: a quarantined creation, with a set and a list, is
// corrected on the device that made it; what followed it comes along.
func TestAuthorAmendsCreation(t *testing.T) {
	w := newWorld(t)
	a := w.device("csm01")
	dot := a.overlong("key_person", "kp1", `{"customer":"c1","kp_name":"王建国","declined_fields":["birthday","qq_no"]}`)
	a.put("key_person", "kp1", `{"own_mobile":"13800000009","customer_consent":true}`)
	a.sync()
	if n := len(a.quarantine()); n != 2 {
		t.Fatalf("%d in quarantine", n)
	}
	_, err := a.Amend(ctx, dot, mobile.Change{Key: mobile.Key{Collection: "key_person", ID: "kp1"}, Set: values(t, `{"personal_detail":"短","submission":"draft"}`)})
	w.ok(err)
	if sum := a.sync(); sum.Quarantined != 0 {
		t.Errorf("the correction was put aside again: %+v", sum)
	}
	b := w.device("am01")
	for _, p := range []*phone{a, b} {
		for field, want := range map[string]string{"personal_detail": `"••••"`, "kp_name": `"王建国"`, "declined_fields": `["birthday","qq_no"]`, "own_mobile": `"13800000009"`} {
			if got := p.value("key_person", "kp1", field); got != want {
				t.Errorf("%s = %s, want %s", field, got, want)
			}
		}
		if got, err := p.Reveal(ctx, mobile.RevealRequest{Collection: "key_person", ID: "kp1", Field: "personal_detail"}); err != nil || string(got) != `"短"` {
			t.Errorf("personal_detail = %s (%v)", got, err)
		}
	}
	if n := len(a.quarantine()); n != 0 {
		t.Errorf("%d still in quarantine", n)
	}
}

// overlong writes with an older program's idea of a field, which takes longer
// texts than the server does, and syncs.
func (p *phone) overlong(collection, id, set string, more ...changesync.Change) changesync.Dot {
	p.w.Helper()
	r, err := changesync.OpenReplica(ctx, p.local.Again(), changesync.DeviceOptions{
		Registry: lax(p.w), Now: p.w.clock, Random: p.w.random, NewID: p.w.newID, App: "old/1",
	})
	p.w.ok(err)
	v := values(p.w, set)
	v[map[string]string{"customer": "special_visit_need", "key_person": "personal_detail"}[collection]] = longText
	written, err := r.Write(ctx, append(more, changesync.Change{Key: changesync.Key{Collection: collection, ID: id}, Set: v})...)
	p.w.ok(err)
	p.sync()
	return written.Dot
}

var longText = func() []byte {
	b := []byte{'"'}
	for range 2500 {
		b = append(b, 'x')
	}
	return append(b, '"')
}()

// lax is a registry of an older program.
func lax(w *world) *models.Registry {
	w.Helper()
	r, err := models.NewRegistry(oldCustomer{}, oldKeyPerson{})
	w.ok(err)
	return r
}

type oldCustomer struct {
	_ struct{} `collection:"customer" home:"customer" zh:"客户" en:"Customer"`

	MarketingGrid    string `json:"marketing_grid" merge:"latest" validate:"omitempty,max=60" zh:"营销网格" en:"Marketing grid"`
	SpecialVisitNeed string `json:"special_visit_need" merge:"review" validate:"omitempty,max=3000" zh:"特殊需求" en:"Special visit need"`
}

type oldKeyPerson struct {
	_ struct{} `collection:"key_person" home:"customer:customer" zh:"关键人" en:"Key person"`

	Customer       string   `json:"customer" merge:"fixed" validate:"required" ref:"customer" zh:"所属客户" en:"Customer"`
	KpName         string   `json:"kp_name" merge:"review" validate:"required,max=60" zh:"名称" en:"Name"`
	DeclinedFields []string `json:"declined_fields" merge:"set" validate:"omitempty,dive,max=60" zh:"客户拒绝提供" en:"Declined"`
	PersonalDetail string   `json:"personal_detail" merge:"review" validate:"omitempty,max=3000" priv:"3" zh:"详细描述" en:"About"`
}
