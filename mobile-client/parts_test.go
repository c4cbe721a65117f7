package mobile_test

import (
	"fmt"
	"testing"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
)

// twoCustomers gives csm01 a second customer c9, and then c9 to csm02 while an
// edit of both waits on the phone of csm01.
func twoCustomers(w *world) (author, owner *phone, dot changesync.Dot) {
	w.office("customer/c9", "customer", "c9", `{"customer_no":"KH0009","customer_name":"宁波第二机床厂","control_level":"市级",
		"industry_category":"大企业","marketing_grid":"NB-01","is_vpn_group":true,"is_industry_app":false}`)
	w.office("customer/c9", "assignment", "a9", `{"customer":"c9","staff":"s-csm01","post":"CSM","valid_from":"2016-01-01","reason":"分配"}`)
	author = w.device("csm01")
	_, err := author.Write(ctx,
		mobile.Change{Key: mobile.Key{Collection: "customer", ID: "c1"}, Set: values(w.TB, `{"special_visit_need":"甲方周五"}`)},
		mobile.Change{Key: mobile.Key{Collection: "customer", ID: "c9"}, Set: values(w.TB, `{"special_visit_need":"乙方周一"}`)})
	w.ok(err)
	w.office("customer/c9", "assignment", "a9", `{"valid_to":"2016-05-09"}`)
	w.office("customer/c9", "assignment", "a10", `{"customer":"c9","staff":"s-csm02","post":"CSM","valid_from":"2016-01-01","reason":"分配"}`)
	owner = w.device("csm02")
	if sum := author.sync(); sum.Quarantined != 1 {
		w.Fatalf("not put aside: %+v", sum)
	}
	owner.sync()
	list := owner.quarantine()
	if len(list) != 1 || len(list[0].Writes) != 1 || list[0].Writes[0].Record != "c9" || list[0].Made == nil {
		w.Fatalf("the owner sees %+v", list)
	}
	return author, owner, list[0].ID
}

// A changeset over two customers is settled part by part: neither owner can
// close what is the other's.
func TestEachSettlesHisPart(t *testing.T) {
	for name, first := range map[string]string{"owner accepts first": "owner", "owner dismisses": "dismiss", "author first": "author"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			author, owner, dot := twoCustomers(w)
			accept := func(p *phone) {
				_, err := p.Amend(ctx, dot)
				w.ok(err)
				p.sync()
			}
			want := `"乙方周一"`
			switch first {
			case "author":
				accept(author)
				owner.sync()
				accept(owner)
			case "dismiss":
				_, err := owner.Dismiss(ctx, dot)
				w.ok(err)
				owner.sync()
				author.sync()
				accept(author)
				want = ""
			default:
				accept(owner)
				author.sync()
				if list := author.quarantine(); len(list) != 1 {
					t.Fatalf("the author's part is gone from his list: %+v", list)
				}
				accept(author)
			}
			author.sync()
			owner.sync()
			if got := author.value("customer", "c1", "special_visit_need"); got != `"甲方周五"` {
				t.Errorf("the part of c1 is %s", got)
			}
			if got := owner.value("customer", "c9", "special_visit_need"); got != want {
				t.Errorf("the part of c9 is %s, want %s", got, want)
			}
			for _, p := range []*phone{author, owner} {
				if list := p.quarantine(); len(list) != 0 {
					t.Errorf("still in quarantine: %+v", list)
				}
			}
		})
	}
}

// The author's dismissal takes the changeset from his own list only.
func TestTheAuthorDismissesNobodyElsesPart(t *testing.T) {
	w := newWorld(t)
	author, owner := reassigned(w, func(a *phone) { a.put("customer", "c1", `{"special_visit_need":"周五下午"}`) })
	dot := author.quarantine()[0].ID
	_, err := author.Dismiss(ctx, dot)
	w.ok(err)
	author.sync()
	owner.sync()
	if n := len(author.quarantine()); n != 0 {
		t.Errorf("the author still has %d", n)
	}
	if list := owner.quarantine(); len(list) != 1 || list[0].ID != dot {
		t.Fatalf("the owner has %+v", list)
	}
	_, err = owner.Amend(ctx, dot)
	w.ok(err)
	owner.sync()
	if got := owner.value("customer", "c1", "special_visit_need"); got != `"周五下午"` {
		t.Errorf("accepted: %s", got)
	}
}

// What is larger than one quarantine record comes whole to the new owner.
func TestALargeChangesetIsAcceptedWhole(t *testing.T) {
	const people = 150 // with 5 fields each, and what the client adds
	w := newWorld(t)
	author, owner := reassigned(w, func(a *phone) {
		var all []mobile.Change
		for i := range people {
			all = append(all, mobile.Change{Key: mobile.Key{Collection: "key_person", ID: fmt.Sprintf("0191f1a2-7c3b-7def-8a4b-%012d", i)}, Set: values(t, fmt.Sprintf(
				`{"customer":"c1","kp_name":"王%d","department":"采购部","position":"经理","own_mobile":"138%08d","submission":"draft"}`, i, i))})
		}
		_, err := a.Write(ctx, all...)
		w.ok(err)
	})
	list := owner.quarantine()
	if len(list) != 1 || len(list[0].Writes) < 5*people {
		t.Fatalf("%d in quarantine, %d writes", len(list), len(list[0].Writes))
	}
	_, err := owner.Amend(ctx, list[0].ID)
	w.ok(err)
	if sum := owner.sync(); sum.Quarantined != 0 {
		t.Fatalf("the correction was put aside: %+v", sum)
	}
	author.sync()
	got, err := owner.List(ctx, "key_person", "", 1000)
	w.ok(err)
	if len(got) != people {
		t.Errorf("%d of %d people came", len(got), people)
	}
	for _, p := range []*phone{author, owner} {
		if n := len(p.quarantine()); n != 0 {
			t.Errorf("%d still in quarantine", n)
		}
	}
}

// A colleague settles the part that he shares with the author; the other part
// stays with the author, who holds both.
func TestAColleagueSettlesTheSharedPart(t *testing.T) {
	w := newWorld(t)
	w.office("customer/c9", "customer", "c9", `{"customer_no":"KH0009","customer_name":"宁波第二机床厂","control_level":"市级",
		"industry_category":"大企业","marketing_grid":"NB-01","is_vpn_group":true,"is_industry_app":false}`)
	w.office("customer/c9", "assignment", "a9", `{"customer":"c9","staff":"s-csm01","post":"CSM","valid_from":"2016-01-01","reason":"分配"}`)
	author, colleague := w.device("csm01"), w.device("am01")
	author.sync()
	c1 := mobile.Key{Collection: "customer", ID: "c1"}
	dot := author.overlong("customer", "c1", `{}`, mobile.Change{Key: mobile.Key{Collection: "customer", ID: "c9"}, Set: values(t, `{"marketing_grid":"NB-02"}`)})
	colleague.sync()
	_, err := colleague.Amend(ctx, dot, mobile.Change{Key: c1, Set: values(t, `{"special_visit_need":"周五"}`)})
	w.ok(err)
	colleague.sync()
	author.sync()
	if list := author.quarantine(); len(list) != 1 {
		t.Fatalf("the author's other part is gone from his list: %+v", list)
	}
	if got := author.value("customer", "c9", "marketing_grid"); got != `"NB-02"` {
		t.Errorf("and from his screen: %s", got)
	}
}
