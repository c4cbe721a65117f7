package star

import (
	"testing"

	"fieldsync/models"
)

func held(star int) Held { return Held{star, "2016-01-01", "2016-12-31", ByGrade} }

func TestRightsTable(t *testing.T) {
	for star, want := range []int{0, 5, 6, 7, 7, 11, 12, 12, 0} { // C06: 4★ has seven
		if got := Rights(star); len(got) != want {
			t.Errorf("%d★ has %d rights: %v", star, len(got), got)
		}
	}
	fixed := 0
	for i, r := range rights {
		if r.No != i+1 || r.EN == "" || r.ZH == "" || r.Source == "" {
			t.Errorf("%+v", r)
		}
		if r.Fixed {
			fixed++
		}
	}
	if fixed != 9 {
		t.Errorf("%d fixed rights", fixed)
	}
	for star, want := range []Hotline{{}, {20, 75, true}, {20, 75, true}, {20, 75, true}, {15, 85, true}, {15, 85, true}, {15, 90, false}, {15, 90, false}, {}} {
		if HotlineOf(star) != want {
			t.Errorf("%d★ waits %+v", star, HotlineOf(star))
		}
	}
}

func TestMultiplied(t *testing.T) {
	for star, want := range []string{"0", "100", "150", "200", "200", "300", "400", "500", "0"} {
		if got := Multiplied(100_00, star, Defaults()); got.String() != want {
			t.Errorf("T-053, %d★: %s, want %s", star, got, want)
		}
	}
	if got := Multiplied(1, 2, Defaults()); got.String() != "0.015" {
		t.Errorf("a fen at 2★: %s", got)
	}
}

// asked compares an answer: "" is allowed, otherwise the reason.
func asked(t *testing.T, name string, a Answer, err error, want string) Answer {
	t.Helper()
	if err != nil || a.Reason != want || a.Allowed != (want == "") || want != "" && (a.EN == "" || a.ZH == "") {
		t.Errorf("%s: %+v, %v, want %q", name, a, err, want)
	}
	return a
}

func TestCardChange(t *testing.T) {
	four := Held{4, "2015-08-01", "2016-07-31", ByGrade}
	six := Held{6, "2015-09-01", "2016-08-31", ByContract}
	two := Held{5, "2015-08-01", "2017-07-31", ByContract}
	for _, v := range []struct {
		id   string
		held Held
		used []models.CalDate
		on   models.CalDate
		want string
		left int
		to   models.CalDate
	}{
		{"T-058", four, []models.CalDate{"2015-08-20"}, "2015-08-21", "", 1, "2016-07-31"},
		{"T-059", six, []models.CalDate{"2015-08-20"}, "2015-09-01", "", 2, "2016-08-31"},
		{"R-RIGHT-02 spent again after the rise", six, []models.CalDate{"2015-08-20", "2015-09-02", "2015-10-02"}, "2015-11-01", "spent", 0, "2016-08-31"},
		{"spent", four, []models.CalDate{"2015-08-20", "2015-08-21"}, "2016-07-31", "spent", 0, "2016-07-31"},
		{"the second year of two", two, []models.CalDate{"2015-08-20", "2016-07-31"}, "2016-08-01", "", 2, "2017-07-31"},
		{"the last day of the first", two, []models.CalDate{"2015-08-01", "2016-07-31"}, "2016-07-31", "spent", 0, "2016-07-31"},
		{"after the star", four, nil, "2016-08-01", "not_valid", 0, ""},
		{"2★", held(2), nil, "2016-01-01", "", 2, "2016-12-31"},
		{"1★", held(1), nil, "2016-01-01", "below_star", 0, ""},
	} {
		a, err := CardChange(v.held, v.used, v.on, Defaults())
		if asked(t, v.id, a, err, v.want); a.Left != v.left || a.To != v.to {
			t.Errorf("%s: %+v", v.id, a)
		}
	}
	mid := Held{5, "2016-02-29", "", ByKeyPerson}
	if a, err := CardChange(mid, nil, "2017-02-27", Defaults()); err != nil || a.From != "2016-02-29" || a.To != "2017-02-27" {
		t.Errorf("a period that begins on a leap day: %+v, %v", a, err)
	}
}

func restore(kind, reason, on, at string, used ...models.CalDate) Restore {
	s := stop("0001", kind, on)
	s.Reason = reason
	return Restore{Stop: s, At: models.Moment(at + "T10:00:00+08:00"), Used: used, Verified: true}
}

func TestBroadband(t *testing.T) {
	unpaid := restore("单停", "欠费", "2016-06-05", "2016-06-06", "2016-05-28")
	unpaid.Unpaid = true
	paid := unpaid
	paid.Unpaid = false
	for _, v := range []struct {
		id   string
		star int
		ask  Restore
		want string
	}{
		{"T-061", 3, restore("单停", "欠费", "2016-05-01", "2016-05-07"), ""},
		{"T-061", 3, restore("单停", "欠费", "2016-05-01", "2016-05-08"), "too_late"},
		{"on the day of the stop", 3, restore("单停", "欠费", "2016-05-01", "2016-05-01"), ""},
		{"before the stop", 3, restore("单停", "欠费", "2016-05-01", "2016-04-30"), "too_late"},
		{"T-062", 3, restore("单停", "主动", "2016-05-01", "2016-05-02"), "voluntary"},
		{"T-062", 2, restore("单停", "欠费", "2016-05-01", "2016-05-02"), "below_star"},
		{"T-064", 3, unpaid, "pay_first"},
		{"T-064 paid", 3, paid, ""},
		{"twice in a month", 3, restore("单停", "欠费", "2016-05-20", "2016-05-21", "2016-05-01"), "spent"},
	} {
		a, err := Broadband(held(v.star), v.ask, Defaults())
		asked(t, v.id, a, err, v.want)
	}
	a, _ := Broadband(held(3), restore("单停", "欠费", "2016-05-01", "2016-05-07"), Defaults())
	if a.Until != "2016-05-15T00:00:00+08:00" || a.Minutes != 10 {
		t.Errorf("%+v", a)
	}
}

func TestPhone(t *testing.T) {
	stranger := restore("单停", "欠费", "2016-05-01", "2016-05-02")
	stranger.Verified = false
	for _, v := range []struct {
		id     string
		star   int
		ask    Restore
		want   string
		credit models.MoneyAmount
	}{
		{"T-065", 5, restore("单停", "欠费", "2016-05-01", "2016-05-15"), "", 100_00},
		{"T-065", 5, restore("单停", "欠费", "2016-05-01", "2016-05-16"), "too_late", 0},
		{"two ways, day 7", 7, restore("双停", "欠费", "2016-05-01", "2016-05-08"), "", 300_00},
		{"two ways, day 8", 7, restore("双停", "欠费", "2016-05-01", "2016-05-09"), "too_late", 0},
		{"T-067", 6, restore("双停", "欠费", "2016-05-10", "2016-05-10"), "", 200_00},
		{"T-068", 6, restore("单停", "欠费", "2016-05-10", "2016-05-20", "2016-05-01"), "spent", 0},
		{"T-068", 4, restore("单停", "欠费", "2016-05-10", "2016-05-20"), "below_star", 0},
		{"C37 the same stop, next month", 6, restore("单停", "欠费", "2016-05-25", "2016-06-02", "2016-05-26"), "spent", 0},
		{"another stop, next month", 6, restore("单停", "欠费", "2016-06-01", "2016-06-02", "2016-05-26"), "", 200_00},
		{"voluntary", 6, restore("单停", "主动", "2016-05-10", "2016-05-11"), "voluntary", 0},
		{"a stranger", 6, stranger, "not_verified", 0},
	} {
		a, err := Phone(held(v.star), v.ask, Defaults())
		if asked(t, v.id, a, err, v.want); a.Credit != v.credit {
			t.Errorf("%s: %s yuan", v.id, a.Credit)
		}
	}
	a, _ := Phone(held(6), restore("双停", "欠费", "2016-05-10", "2016-05-10"), Defaults())
	if a.Until != "2016-05-12T10:00:00+08:00" || a.Minutes != 10 {
		t.Errorf("T-067: %+v", a)
	}
}

func TestHomeService(t *testing.T) {
	for _, v := range []struct {
		id      string
		star    int
		bought  bool
		service string
		used    []models.CalDate
		want    string
	}{
		{"T-070 the first device", 5, false, HomeWireless, nil, ""},
		{"T-070 the second", 5, false, HomeWireless, []models.CalDate{"2016-05-01"}, "spent"},
		{"last year's", 5, false, HomeWireless, []models.CalDate{"2015-12-31"}, ""},
		{"4★", 4, false, HomeOther, nil, "below_star"},
		{"4★, bought", 4, true, HomeOther, nil, ""},
		{"moving at 7★", 7, false, HomeMove, nil, ""},
		{"moving at 6★", 6, false, HomeMove, nil, "below_star"},
		{"moving, bought", 0, true, HomeMove, nil, "below_star"},
		{"something else", 7, false, "装修", nil, "unknown_service"},
	} {
		a, err := HomeService(held(v.star), v.bought, v.service, v.used, "2016-05-01")
		if asked(t, v.id, a, err, v.want); (a.Left == 1) != (v.want == "") {
			t.Errorf("%s: %d left", v.id, a.Left)
		}
	}
}

func TestRoamingAndTraffic(t *testing.T) {
	for _, v := range []struct {
		id    string
		star  int
		state string
		fits  bool
		want  string
	}{
		{"T-071", 5, "正常", true, ""}, {"T-071", 5, "挂失", true, "number_state"}, {"T-071", 4, "正常", true, "below_star"},
		{"the package", 5, "正常", false, "package"},
	} {
		a, err := Roaming(held(v.star), v.state, v.fits, "2016-05-01")
		if asked(t, v.id, a, err, v.want); (a.Minutes == 3) != (v.want == "") {
			t.Errorf("%s: %+v", v.id, a)
		}
	}
	for star, mb := range []int{0, 100, 200, 300, 400, 500, 600, 700} {
		want := ""
		if star == 0 {
			want = "not_valid"
		}
		a, err := Traffic(held(star), false, "2016-05-01", Defaults())
		if asked(t, "T-073", a, err, want); a.MB != mb {
			t.Errorf("T-073, %d★: %d MB", star, a.MB)
		}
	}
	a, err := Traffic(held(7), true, "2016-05-01", Defaults())
	asked(t, "T-073, the second user", a, err, "spent")
}

// Days and stars that cannot be read are errors, not answers.
func TestRightsBadInput(t *testing.T) {
	p := Defaults()
	for _, h := range []Held{{8, "2016-01-01", "", ""}, {5, "", "", ""}, {5, "2016-01-01", "x", ""}} {
		for name, err := range map[string]error{
			"card": second(CardChange(h, nil, "2016-05-01", p)), "home": second(HomeService(h, true, HomeMove, nil, "2016-05-01")),
			"roaming": second(Roaming(h, "正常", true, "2016-05-01")), "traffic": second(Traffic(h, false, "2016-05-01", p)),
			"broadband": second(Broadband(h, restore("单停", "欠费", "2016-05-01", "2016-05-02"), p)),
			"phone":     second(Phone(h, restore("单停", "欠费", "2016-05-01", "2016-05-02"), p)),
		} {
			if code(err) == "" {
				t.Errorf("%s, %+v: %v", name, h, err)
			}
		}
	}
	for want, err := range map[string]error{
		"bad_date on":      second(HomeService(held(5), true, HomeMove, nil, "")),
		"bad_date at":      second(Phone(held(5), Restore{At: "now"}, p)),
		"bad_date stop.on": second(Broadband(held(5), restore("单停", "欠费", "", "2016-05-02"), p)),
	} {
		if code(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func second(_ Answer, err error) error { return err }

// C12: the bought right holds from April and, with the star's, until June.
func TestBought(t *testing.T) {
	for _, v := range []struct {
		star Held
		to   models.CalDate
	}{
		{Held{5, "2016-07-01", "2017-06-30", ByGrade}, "2017-06-30"},
		{Held{5, "2015-07-01", "2016-06-30", ByGrade}, "2017-03-31"},
		{Held{7, "2015-07-01", "", ByKeyPerson}, ""},
		{Held{}, "2017-03-31"},
	} {
		if from, to, err := Bought("2016-03", v.star); from != "2016-04-01" || to != v.to || err != nil {
			t.Errorf("%+v: %s to %s, %v", v.star, from, to, err)
		}
	}
	if _, _, err := Bought("2016", Held{}); code(err) != "bad_date month" {
		t.Errorf("%v", err)
	}
}
