package star

import (
	"cmp"
	"strings"
	"testing"

	"fieldsync/models"
)

func TestTiming(t *testing.T) {
	r := rate(t, grown("2016-02", "4000"))
	if wants(t, r.Held, 5, "2016-03-01", "2017-02-28", ByGrade); r.Grade.From != "2015-02" || r.Grade.To != "2016-01" {
		t.Errorf("T-017: %+v", r.Grade)
	}
	for day, want := range map[int]string{15: "", 1: "", 16: "bad_setting rating_day", 0: "bad_setting rating_day"} {
		p := Defaults()
		p.RatingDay = day
		if _, err := Rate(grown("2016-02", "600"), p); code(err) != want {
			t.Errorf("T-019, day %d: %v", day, err)
		}
	}
}

// The growth of the last month keeps the star or not (R-STAR-03).
func TestLastMonth(t *testing.T) {
	for _, v := range []struct {
		id     string
		held   int
		growth string
		want   int
		step   string
	}{
		{"T-022", 6, "5400", 6, "kept_line"}, {"T-022", 6, "5399", 5, "below_line"},
		{"T-023", 5, "3600", 5, "kept_line"}, {"T-023", 5, "3599", 4, "below_line"},
		{"T-025", 3, "1350", 3, "kept_line"}, {"T-025", 3, "1349", 2, "below_line"},
		{"T-026", 2, "900", 2, "kept_line"}, {"T-026", 2, "899", 1, "below_line"},
		{"T-031", 7, "3700", 4, "below_line"}, {"a fen below", 6, "5399.99", 5, "below_line"},
		{"1★", 1, "540", 1, "kept_line"}, {"1★", 1, "539.99", 0, "below_line"},
		{"not needed", 5, "4000", 5, "growth"}, {"risen", 5, "6000", 6, "growth"},
	} {
		in := grown("2017-06", v.growth)
		in.Current = Held{v.held, "2016-07-01", "2017-06-30", ByGrade}
		r := rate(t, in)
		if v.want == 0 {
			wants(t, r.Held, 0, "", "", "")
		} else {
			wants(t, r.Held, v.want, "2017-07-01", "2018-06-30", ByGrade)
		}
		if !strings.Contains(steps(r), v.step) || (v.step == "growth") == strings.Contains(steps(r), "line") {
			t.Errorf("%s: %s", v.id, steps(r))
		}
	}
}

// A star that ended earlier is not kept, and the last month is that of any
// source: "the current star".
func TestNotTheLastMonth(t *testing.T) {
	in := grown("2017-07", "5400")
	in.Current = Held{6, "2016-07-01", "2017-06-30", ByGrade}
	wants(t, rate(t, in).Held, 5, "2017-08-01", "2018-07-31", ByGrade)
	in = grown("2017-06", "5400")
	in.Current = Held{6, "2016-07-01", "2017-06-15", ByContract}
	wants(t, rate(t, in).Held, 6, "2017-07-01", "2018-06-30", ByGrade)
}

// In validity a star only rises (R-STAR-02).
func TestOnlyUp(t *testing.T) {
	held := Held{5, "2016-07-01", "2017-06-30", ByGrade}
	for _, v := range []struct {
		id, month, growth string
		want              Held
		step              string
	}{
		{"T-028", "2016-12", "2500", held, "only_up"},
		{"T-029", "2016-12", "6100", Held{6, "2017-01-01", "2017-12-31", ByGrade}, "risen"},
		{"an equal one does not begin anew", "2016-12", "5999.99", held, "only_up"},
		{"the month before the last", "2017-05", "0", held, "only_up"},
		{"the last month", "2017-06", "0", Held{}, "below_line"},
		{"nobody rated", "2016-12", "", held, "blacklisted"},
	} {
		in := grown(v.month, cmp.Or(v.growth, "0"))
		in.Current, in.Who.Blacklisted = held, v.growth == ""
		r := rate(t, in)
		if r.Held != v.want || !strings.Contains(steps(r), v.step) {
			t.Errorf("%s: %+v %s", v.id, r.Held, steps(r))
		}
	}
	in := grown("2016-12", "2500")
	in.Current, *in.Numbers[0].InUse = held, false
	wants(t, rate(t, in).Held, 0, "", "", "")
}

// The highest account wins (R-STAR-04).
func TestHighestWins(t *testing.T) {
	a := account(ByContract, 4000, "2016-01-15", "2018-01-14")
	b := account(ByContract, 6000, "2016-01-15", "2017-07-14")
	d := account(ByKeyPerson, 8000, "2016-01-15", "")
	for _, v := range []struct {
		id, grade string
		accounts  []models.GrowthAccount
		star      int
		to        string
		source    string
	}{
		{"T-037", "3000", []models.GrowthAccount{a}, 5, "2018-01-14", ByContract},
		{"T-038", "3000", []models.GrowthAccount{a, b}, 6, "2017-07-14", ByContract},
		{"T-040", "3000", []models.GrowthAccount{d}, 7, "", ByKeyPerson},
		{"T-041", "3000", []models.GrowthAccount{a, d}, 7, "", ByKeyPerson},
		{"T-041", "3000", []models.GrowthAccount{d, b}, 7, "", ByKeyPerson},
		{"T-043", "4000", []models.GrowthAccount{a}, 5, "2017-02-28", ByGrade},
		{"T-044", "3999", []models.GrowthAccount{a}, 5, "2018-01-14", ByContract},
		{"a fen", "3999.99", []models.GrowthAccount{a}, 5, "2018-01-14", ByContract},
		{"T-046", "2300", []models.GrowthAccount{account(ByPurchase, 1500, "2016-03-01", "2017-02-28")}, 4, "2017-02-28", ByGrade},
		{"T-050", "2300", []models.GrowthAccount{account(ByContract, 6000, "2013-09-01", "2016-08-31")}, 6, "2016-08-31", ByContract},
		{"T-052", "2300", []models.GrowthAccount{account(ByContract, 6000, "2013-01-01", "2015-12-31")}, 4, "2017-02-28", ByGrade},
		{"ends the day before", "600", []models.GrowthAccount{account(ByContract, 6000, "2013-01-01", "2016-02-29")}, 1, "2017-02-28", ByGrade},
		{"ends on the day", "600", []models.GrowthAccount{account(ByContract, 6000, "2013-01-01", "2016-03-01")}, 6, "2016-03-01", ByContract},
		{"begins the day after", "600", []models.GrowthAccount{account(ByContract, 6000, "2016-03-02", "")}, 1, "2017-02-28", ByGrade},
		{"equal ones, the longer", "0", []models.GrowthAccount{a, account(ByContract, 4000, "2016-01-01", "2018-01-15"), a}, 5, "2018-01-15", ByContract},
		{"equal ones, an open end", "0", []models.GrowthAccount{account(ByKeyPerson, 4000, "2016-01-01", ""), a}, 5, "", ByKeyPerson},
		{"the old grade's account is passed over", "600", []models.GrowthAccount{account(ByGrade, 8000, "2016-01-01", "")}, 1, "2017-02-28", ByGrade},
	} {
		in := grown("2016-02", v.grade)
		in.Accounts = v.accounts
		t.Run(v.id, func(t *testing.T) { wants(t, rate(t, in).Held, v.star, "2016-03-01", v.to, v.source) })
	}
}

// A direct star needs no grade: rating leaves out, the contract does not.
func TestDirectWithoutGrade(t *testing.T) {
	in := grown("2016-02", "600")
	in.Who.Blacklisted = true
	in.Accounts = []models.GrowthAccount{account(ByKeyPerson, 6000, "2016-01-15", "")}
	wants(t, rate(t, in).Held, 6, "2016-03-01", "", ByKeyPerson)
}

// The star of a key person ends with the identity (R-KP-09, C04).
func TestIdentity(t *testing.T) {
	for _, v := range []struct {
		name, to string
		want     Held
	}{
		{"in force", "", Held{7, "2016-03-01", "", ByKeyPerson}},
		{"ends later", "2017-03-31", Held{7, "2016-03-01", "2017-03-31", ByKeyPerson}},
		{"ends on the first day", "2017-01-01", Held{7, "2016-03-01", "2017-01-01", ByKeyPerson}},
		{"withdrawn", "2016-12-10", Held{4, "2017-01-01", "2017-12-31", ByGrade}},
	} {
		in := grown("2016-12", "2300")
		in.Current = Held{7, "2016-03-01", "", ByKeyPerson}
		in.Accounts = []models.GrowthAccount{account(ByKeyPerson, 8000, "2016-01-15", v.to)}
		if r := rate(t, in); r.Held != v.want || (v.name == "withdrawn") != strings.Contains(steps(r), "identity_gone") {
			t.Errorf("%s: %+v %s", v.name, r.Held, steps(r))
		}
	}
	// Withdrawn is not expired: the 90 percent do not help.
	in := grown("2016-12", "7200")
	in.Current = Held{7, "2016-03-01", "2017-06-30", ByKeyPerson}
	in.Accounts = []models.GrowthAccount{account(ByKeyPerson, 8000, "2016-01-15", "2016-12-10")}
	wants(t, rate(t, in).Held, 6, "2017-01-01", "2017-12-31", ByGrade)
}

// Rating a month again with what it gave changes nothing.
func TestTwice(t *testing.T) {
	for _, growth := range []string{"0", "3000", "5400", "9000"} {
		in := grown("2017-06", growth)
		in.Current = Held{6, "2016-07-01", "2017-06-30", ByGrade}
		in.Accounts = []models.GrowthAccount{account(ByContract, 4000, "2016-01-15", "2018-01-14")}
		once := rate(t, in).Held
		in.Current = once
		if again := rate(t, in).Held; again != once {
			t.Errorf("%s: %+v, then %+v", growth, once, again)
		}
	}
}

func TestBadInput(t *testing.T) {
	for want, change := range map[string]func(*Input){
		"bad_date month":                         func(in *Input) { in.Month = "2016-13" },
		"bad_date numbers[0].joined_month":       func(in *Input) { in.Numbers[0].JoinedMonth = "" },
		"bad_date bills[0].month":                func(in *Input) { in.Bills[0].Month = "2016-1" },
		"required bills[0].receivable":           func(in *Input) { in.Bills[0].Receivable = nil },
		"given_twice bills[1].account_number":    func(in *Input) { in.Bills = append(in.Bills, in.Bills[0]) },
		"unknown_number bills[0].account_number": func(in *Input) { in.Bills[0].AccountNumber = "x" },
		"given_twice numbers[1].id":              func(in *Input) { in.Numbers = append(in.Numbers, in.Numbers[0]) },
		"bad_date stops[0].on":                   func(in *Input) { in.Stops = []models.StopEvent{stop("0001", "双停", "2016-02-30")} },
		"given_twice stops[1].account_number": func(in *Input) {
			in.Stops = []models.StopEvent{stop("0001", "双停", "2016-02-01"), stop("0001", "双停", "2016-02-01")}
		},
		"required accounts[0].value":      func(in *Input) { in.Accounts = []models.GrowthAccount{{Kind: ByContract}} },
		"bad_date accounts[0].valid_from": func(in *Input) { in.Accounts = []models.GrowthAccount{account(ByContract, 1, "", "")} },
		"bad_date accounts[0].valid_to":   func(in *Input) { in.Accounts = []models.GrowthAccount{account(ByContract, 1, "2016-01-01", "soon")} },
		"out_of_range star":               func(in *Input) { in.Current.Star = 8 },
		"bad_date star_from":              func(in *Input) { in.Current.Star = 1 },
		"out_of_range bills[1].receivable": func(in *Input) {
			in.Bills[0].Receivable = fen("90071992547409.91")
			in.Bills = append(in.Bills, models.MonthlyBill{AccountNumber: "0001", Month: "2015-12", Receivable: fen("0.01")})
		},
		"out_of_range bills[0].receivable": func(in *Input) { in.Bills[0].Receivable, in.Bills[0].OneOff = fen("90071992547409.91"), fen("-0.01") },
	} {
		in := grown("2016-02", "600")
		change(&in)
		if _, err := Rate(in, Defaults()); code(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestParams(t *testing.T) {
	for want, change := range map[string]func(*Params){
		"":                      func(p *Params) { p.Revenue = []Band{{From: 2}, {From: 1}} },
		"bad_setting lower":     func(p *Params) { p.Lower[3] = p.Lower[2] },
		"bad_setting window":    func(p *Params) { p.KeepPercent = 101 },
		"bad_setting contracts": func(p *Params) { p.Contracts["x"] = []Band{{From: 1}, {From: 1}} },
		"bad_setting revenue":   func(p *Params) { p.Revenue = []Band{{From: 1}, {From: 2}} },
	} {
		p := Defaults()
		change(&p)
		if err := p.Check(); code(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	p := Defaults()
	p.Lower[0], p.TenurePoints = 500, 20
	in := person("2016-02", number("0001", "移动", "2016-01"), "480")
	if r, err := Rate(in, p); err != nil || r.Star != 1 {
		t.Errorf("figures of one's own: %+v, %v", r.Grade, err)
	}
	// A province that keeps stars longer: what is kept does not fall to a lesser
	// direct star.
	p = Defaults()
	p.KeepPercent = 50
	kept := grown("2017-06", "3000")
	kept.Current = Held{6, "2016-07-01", "2017-06-30", ByGrade}
	kept.Accounts = []models.GrowthAccount{account(ByContract, 4000, "2016-01-01", "2018-12-31")}
	if r, err := Rate(kept, p); err != nil || r.Star != 6 || r.Source != ByGrade {
		t.Errorf("kept beside a lesser direct star: %+v, %v", r.Held, err)
	}
	if r, err := Rate(in, Params{}); code(err) != "bad_setting rating_day" {
		t.Errorf("no figures at all: %+v, %v", r, err)
	}
}
