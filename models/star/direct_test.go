package star

import (
	"testing"

	"fieldsync/models"
)

func TestContract(t *testing.T) {
	for _, v := range []struct {
		id, plan, fee string
		growth, bonus int64
	}{
		{"T-032", PlanZunxiang, "599", 8000, 5888}, {"T-032", PlanZunxiang, "598", 6000, 3888}, {"a fen below", PlanZunxiang, "598.99", 6000, 3888},
		{"6★", PlanZunxiang, "399", 6000, 3888}, {"5★", PlanZunxiang, "398.99", 4000, 1888},
		{"T-034", PlanZunxiang, "169", 4000, 1888}, {"T-034", PlanZunxiang, "168", 0, 0},
		{"T-035", PlanIPhone, "589", 8000, 0}, {"T-035", PlanIPhone, "588", 6000, 0}, {"T-035", PlanIPhone, "389", 6000, 0},
		{"T-035", PlanIPhone, "388", 4000, 0}, {"T-035", PlanIPhone, "189", 4000, 0}, {"T-035", PlanIPhone, "188", 0, 0},
	} {
		c := Contract{Plan: v.plan, Fee: *fen(v.fee), Plans: true, Personal: true, From: "2016-01-15", To: "2018-01-14"}
		g, err := c.Grant(Defaults())
		if err != nil || (g != nil) != (v.growth > 0) {
			t.Fatalf("%s %s: %+v, %v", v.id, v.fee, g, err)
		}
		if g == nil {
			continue
		}
		if *g.Account.Value != v.growth || g.Bonus != Whole(v.bonus) || g.Account.ValidTo != "2018-01-14" || g.Account.Kind != ByContract {
			t.Errorf("%s %s: %d, bonus %s, %+v", v.id, v.fee, *g.Account.Value, g.Bonus, g.Account)
		}
	}
	day := Contract{Plan: PlanIPhone, Fee: 189_00, Plans: true, Personal: true, From: "2016-01-15", To: "2016-01-15"}
	if g, err := day.Grant(Defaults()); g == nil || err != nil {
		t.Errorf("a contract of a day: %+v, %v", g, err)
	}
	full := Contract{Plan: PlanZunxiang, Fee: 599_00, Plans: true, Personal: true, From: "2016-01-15"}
	for name, change := range map[string]func(*Contract){
		"no contract plan":  func(c *Contract) { c.Plans = false },
		"a unit's":          func(c *Contract) { c.Personal = false },
		"unknown_plan plan": func(c *Contract) { c.Plan = "乐享4G" },
		"bad_date from":     func(c *Contract) { c.From = "" },
		"bad_term to":       func(c *Contract) { c.To = "2016-01-14" },
	} {
		c := full
		change(&c)
		if g, err := c.Grant(Defaults()); g != nil || err != nil && code(err) != name || err == nil && c.From == "" {
			t.Errorf("%s: %+v, %v", name, g, err)
		}
	}
}

func TestKeyPerson(t *testing.T) {
	p := Defaults()
	p.Revenue = []Band{{From: 1_000_000_00, Growth: 8000}, {From: 100_000_00, Growth: 4000}}
	for _, v := range []struct {
		name string
		kp   KeyPerson
		want int64
	}{
		{"R-KP-07 厅局级", KeyPerson{Category: "党政军", Rank: "厅局级或同等级别"}, 8000},
		{"R-KP-07 处级", KeyPerson{Category: "党政军", Rank: "处级或同等级别"}, 6000},
		{"R-KP-07 科级", KeyPerson{Category: "党政军", Rank: "科级或同等级别"}, 4000},
		{"R-KP-07 other ranks", KeyPerson{Category: "党政军", Rank: "其他"}, 0},
		{"T-049 a bank's president by revenue", KeyPerson{Category: "金融", Rank: "厅局级或同等级别", Revenue: 100_000_00}, 4000},
		{"R-KP-08 highest band", KeyPerson{Category: "高端聚类客户", Revenue: 1_000_000_00}, 8000},
		{"R-KP-08 a fen below", KeyPerson{Category: "大企业", Revenue: 99_999_99}, 0},
		{"no standard", KeyPerson{Category: "校园", Rank: "厅局级或同等级别", Revenue: 1_000_000_00}, 0},
	} {
		v.kp.Approved, v.kp.From = true, "2016-01-01"
		g, err := v.kp.Grant(p)
		if err != nil || (g != nil) != (v.want > 0) || g != nil && (*g.Account.Value != v.want || g.Account.Kind != ByKeyPerson || g.Account.ValidTo != "") {
			t.Errorf("%s: %+v, %v", v.name, g, err)
		}
		v.kp.Approved = false
		if g, err := v.kp.Grant(p); g != nil || err != nil {
			t.Errorf("%s, not approved: %+v, %v", v.name, g, err)
		}
	}
	bank := KeyPerson{Category: "金融", Approved: true, From: "2016-01-01"}
	if _, err := bank.Grant(Defaults()); code(err) != "not_configured revenue" {
		t.Errorf("T-049 without a table: %v", err)
	}
}

func TestOldCard(t *testing.T) {
	for card, want := range map[string]int64{"钻卡": 8000, "金卡": 6000, "银卡": 4000} {
		g, err := OldCard(card, "2014-01-01", "2016-08-31", Defaults())
		if err != nil || *g.Account.Value != want || g.Account.ValidTo != "2016-08-31" || g.Account.Basis != card {
			t.Errorf("%s: %+v, %v", card, g, err)
		}
	}
	// T-050 and T-052 whole: the card, the rating, and the months after it.
	card, _ := OldCard("金卡", "2014-01-01", "2016-08-31", Defaults())
	in := grown("2016-01", "2300")
	in.Accounts = []models.GrowthAccount{card.Account}
	r := rate(t, in)
	wants(t, r.Held, 6, "2016-02-01", "2016-08-31", ByContract)
	in = grown("2016-08", "2300")
	in.Accounts, in.Current = []models.GrowthAccount{card.Account}, r.Held
	wants(t, rate(t, in).Held, 4, "2016-09-01", "2017-08-31", ByGrade)
	for want, f := range map[string][2]string{"unknown_card card": {"铜卡", "2016-08-31"}, "bad_date to": {"金卡", ""}, "bad_term to": {"金卡", "2013-12-31"}} {
		if _, err := OldCard(f[0], "2014-01-01", models.CalDate(f[1]), Defaults()); code(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestPurchase(t *testing.T) {
	lines := func(kind string, n int) Input {
		in := grown("2016-03", "0")
		for i := range n {
			in.Numbers = append(in.Numbers, number("9"+string(rune('0'+i)), kind, "2012-01"))
		}
		return in
	}
	for _, v := range []struct {
		name  string
		in    Input
		field string
	}{
		{"five lines", lines("宽带", 5), ""},
		{"T-047 six lines", lines("宽带", 6), "numbers"},
		{"six mobiles", lines("移动", 6), "numbers"},
		{"six of what is not named", lines("无线宽带", 6), ""},
		{"T-047 a unit's certificate", func() Input { in := lines("宽带", 0); in.Who.IDDocType = "单位证件"; return in }(), "id_doc_type"},
	} {
		g, problems, err := Purchase(v.in, 3, Defaults())
		if err != nil || (g == nil) != (v.field != "") || v.field != "" && (len(problems) != 1 || problems[0].Field != v.field || problems[0].Code != "R-STAR-05" || problems[0].ZH == "") {
			t.Errorf("%s: %+v, %v, %v", v.name, g, problems, err)
		}
		if g != nil && (*g.Account.Value != 1500 || g.Account.ValidFrom != "2016-04-01" || g.Account.ValidTo != "2017-03-31" || g.Account.Kind != ByPurchase) {
			t.Errorf("%s: %+v", v.name, g.Account)
		}
	}
	for star, want := range map[int]string{0: "out_of_range star", 8: "out_of_range star", 1: "", 7: ""} {
		if _, _, err := Purchase(lines("宽带", 0), star, Defaults()); code(err) != want {
			t.Errorf("%d★: %v", star, err)
		}
	}
	// What is bought is compared in the month it is bought in.
	in := lines("宽带", 0)
	g, _, _ := Purchase(in, 3, Defaults())
	in.Accounts = []models.GrowthAccount{g.Account}
	wants(t, rate(t, in).Held, 3, "2016-04-01", "2017-03-31", ByPurchase)
}
