package star

import (
	"strings"
	"testing"

	"fieldsync/models"
)

// The vectors T-… are those of domain.md section 6.

func TestTable(t *testing.T) {
	for _, v := range []struct {
		id, growth string
		want       int
	}{
		{"T-001", "0", 0}, {"T-001", "599", 0}, {"T-001", "599.99", 0},
		{"T-002", "600", 1}, {"T-002", "999", 1}, {"999.99 is not rounded", "999.99", 1}, {"2★", "1000", 2}, {"2★", "1499.99", 2},
		{"T-004", "1500", 3}, {"T-004", "2299", 3}, {"T-005", "2300", 4}, {"T-005", "3999", 4},
		{"5★", "4000", 5}, {"5★", "5999.99", 5}, {"T-007", "6000", 6}, {"T-007", "7999", 6},
		{"T-008", "8000", 7}, {"T-008", "12000", 7}, {"a credit", "-20", 0},
	} {
		r := rate(t, grown("2016-02", v.growth))
		if r.Grade.Star != v.want || r.Star != v.want || r.Grade.Growth != pointsOf(*fen(v.growth)) {
			t.Errorf("%s: growth %s gives %d★ (%d★ by the table), want %d", v.id, r.Grade.Growth, r.Star, r.Grade.Star, v.want)
		}
	}
}

func TestCustomerA(t *testing.T) {
	for _, v := range []struct {
		id, rated, from, to             string
		main, tenure, plus, stops, less int64
		growth                          int64
	}{
		{"3.4", "2015-09", "2014-09", "2015-08", 1080, 23, 230, 2, 20, 1290},
		{"T-010", "2015-10", "2014-10", "2015-09", 1140, 24, 240, 3, 30, 1350},
	} {
		in := customerA(t)
		in.Month = models.CalMonth(v.rated)
		want := Grade{From: models.CalMonth(v.from), To: models.CalMonth(v.to), Main: Whole(v.main), Tenure: int(v.tenure), Plus: Whole(v.plus),
			Stops: int(v.stops), Minus: Whole(v.less), Growth: Whole(v.growth), Star: 2}
		r := rate(t, in)
		if r.Grade != want || r.Star != 2 || r.Source != ByGrade {
			t.Errorf("%s: %+v, %d★; want %+v", v.id, r.Grade, r.Star, want)
		}
	}
}

// The star of September holds when October comes, and is not begun anew.
func TestCustomerAMonthByMonth(t *testing.T) {
	in := customerA(t)
	first := rate(t, in)
	wants(t, first.Held, 2, "2015-10-01", "2016-09-30", ByGrade)
	in.Month, in.Current = "2015-10", first.Held
	wants(t, rate(t, in).Held, 2, "2015-10-01", "2016-09-30", ByGrade)
}

func TestMain(t *testing.T) {
	t.Run("T-011 only a fixed line", func(t *testing.T) {
		in := person("2016-02", number("0001", "固话", "2001-01"), strings.Fields(strings.Repeat("50 ", 12))...)
		if g := rate(t, in).Grade; g.Main != Whole(600) || g.Plus != 0 || g.Minus != 0 || g.Star != 1 {
			t.Errorf("%+v", g)
		}
	})
	t.Run("a month more is outside", func(t *testing.T) {
		in := person("2016-02", number("0001", "固话", "2001-01"), strings.Fields("99"+strings.Repeat(" 50", 12))...)
		in.Bills = append(in.Bills, models.MonthlyBill{AccountNumber: "0001", Month: "2016-02", Receivable: fen("77")})
		if g := rate(t, in).Grade; g.Main != Whole(600) || g.From != "2015-02" || g.To != "2016-01" {
			t.Errorf("%+v", g)
		}
	})
	t.Run("one-off and other fees do not count", func(t *testing.T) {
		in := grown("2016-02", "600.00")
		in.Bills[0].OneOff, in.Bills[0].NonTelecom = fen("0.01"), fen("10")
		if g := rate(t, in).Grade; g.Growth.String() != "589.99" || g.Star != 0 {
			t.Errorf("%s", g.Growth)
		}
	})
	t.Run("bills of a unit's number do not count", func(t *testing.T) {
		in := grown("2016-02", "600")
		unit := number("0002", "移动", "2001-01")
		unit.Unit = true
		in.Numbers = append(in.Numbers, unit)
		in.Bills = append(in.Bills, models.MonthlyBill{AccountNumber: "0002", Month: "2016-01", Receivable: fen("5000")})
		in.Stops = append(in.Stops, stop("0002", "双停", "2016-01-02"))
		if g := rate(t, in).Grade; g.Growth != Whole(600) {
			t.Errorf("%+v", g)
		}
	})
}

func TestTenure(t *testing.T) {
	for _, v := range []struct {
		name   string
		number Number
		want   int
	}{
		{"a mobile", number("0002", "移动", "2015-12"), 2},
		{"joined in the month of rating", number("0002", "移动", "2016-02"), 0},
		{"no mobile", number("0002", "宽带", "2015-12"), 0},
	} {
		in := grown("2016-02", "600")
		in.Numbers = append(in.Numbers, v.number)
		if g := rate(t, in).Grade; g.Tenure != v.want || g.Plus != Whole(int64(10*v.want)) {
			t.Errorf("%s: %+v", v.name, g)
		}
		*in.Numbers[1].InUse = false
		if g := rate(t, in).Grade; g.Tenure != 0 {
			t.Errorf("%s, no longer used: %+v", v.name, g)
		}
	}
}

func TestDoubleStops(t *testing.T) {
	for _, v := range []struct {
		name  string
		stops []models.StopEvent
		want  int64
	}{
		{"T-013", []models.StopEvent{stop("0002", "双停", "2015-05-01"), stop("0003", "双停", "2015-05-20")}, 20},
		{"T-014", []models.StopEvent{stop("0002", "双停", "2015-01-31")}, 0},
		{"first day of the window", []models.StopEvent{stop("0002", "双停", "2015-02-01")}, 10},
		{"last day of the window", []models.StopEvent{stop("0002", "双停", "2016-01-31")}, 10},
		{"month of rating", []models.StopEvent{stop("0002", "双停", "2016-02-01")}, 0},
		{"one way", []models.StopEvent{stop("0002", "单停", "2015-05-01")}, 0},
		{"not a mobile", []models.StopEvent{stop("0001", "双停", "2015-05-01")}, 0},
		{"twice in a month", []models.StopEvent{stop("0002", "双停", "2015-05-01"), stop("0002", "双停", "2015-05-20")}, 20},
	} {
		in := grown("2016-02", "600")
		in.Numbers = append(in.Numbers, number("0002", "移动", "2012-01"), number("0003", "移动", "2012-01"))
		in.Stops = v.stops
		if g := rate(t, in).Grade; g.Minus != Whole(v.want) || g.Growth != Whole(600+490-v.want) {
			t.Errorf("%s: %+v", v.name, g)
		}
	}
}

func TestNewcomer(t *testing.T) {
	in := person("2016-02", number("0001", "移动", "2016-01"), "300")
	r := rate(t, in)
	if r.Grade.Growth != Whole(310) || r.Star != 0 || r.Grade.From != "2016-01" || strings.Contains(steps(r), "month_missing") {
		t.Errorf("T-016: %+v %s", r.Grade, steps(r))
	}
	in.Month = "2016-01"
	if r := rate(t, in); r.NotRated != "too_new" || r.Star != 0 {
		t.Errorf("in the month of entry: %+v", r)
	}
}

func TestEligible(t *testing.T) {
	five := func(in *Input, n int) {
		for i := range n {
			in.Numbers = append(in.Numbers, number("1"+string(rune('a'+i)), "宽带", "2012-01"))
		}
	}
	for _, v := range []struct {
		name   string
		change func(*Input)
		want   string
	}{
		{"a person", func(*Input) {}, ""},
		{"T-020 wireless only", func(in *Input) { in.Numbers[0].Kind = "无线宽带" }, "wireless_only"},
		{"wireless and more", func(in *Input) { in.Numbers = append(in.Numbers, number("9", "无线宽带", "2012-01")) }, ""},
		{"T-020 城中村", func(in *Input) { in.Who.Name = "某城中村客户" }, "gathered_village"},
		{"X3 收编", func(in *Input) { in.Who.Name = "收编01" }, "gathered_village"},
		{"T-020 blacklist", func(in *Input) { in.Who.Blacklisted = true }, "blacklisted"},
		{"T-020 公话", func(in *Input) { in.Who.PublicPhone = true }, "public_phone"},
		{"E1 the last of eight", func(in *Input) { in.Who.IDDocType = "台湾居民来往内地通行证" }, ""},
		{"E1 a unit's certificate", func(in *Input) { in.Who.IDDocType = "单位证件" }, "no_personal_id"},
		{"X1 five", func(in *Input) { five(in, 5) }, ""},
		{"X1 six", func(in *Input) { five(in, 6) }, "too_many_devices"},
		{"X1 six approved", func(in *Input) { five(in, 6); in.Who.DevicesApproved = true }, ""},
		{"X1 six, one not in use", func(in *Input) { five(in, 6); in.Numbers[6].InUse = nil }, ""},
		{"X2 nothing", func(in *Input) { in.Numbers, in.Bills = nil, nil }, "no_product"},
		{"X2 all dismantled", func(in *Input) { *in.Numbers[0].InUse = false }, "no_product"},
		{"E2 authorised", func(in *Input) { n := &in.Numbers[0]; n.Kind, n.Unit, n.Authorised = "移动", true, true }, ""},
		{"E2 not authorised", func(in *Input) { n := &in.Numbers[0]; n.Kind, n.Unit = "移动", true }, "none_authorised"},
		{"E2 by an agent", func(in *Input) {
			n := &in.Numbers[0]
			n.Kind, n.Unit, n.Authorised, n.Agent = "移动", true, true, true
		}, "none_authorised"},
		{"E2 not a mobile", func(in *Input) { n := &in.Numbers[0]; n.Unit, n.Authorised = true, true }, "none_authorised"},
	} {
		in := grown("2016-02", "600")
		v.change(&in)
		r := rate(t, in)
		if r.NotRated != v.want || (r.Star == 0) != (v.want != "") || v.want != "" && r.Explain[0].Code != v.want {
			t.Errorf("%s: %q, %d★, want %q", v.name, r.NotRated, r.Star, v.want)
		}
	}
}
