package star

import (
	"testing"

	"fieldsync/models"
)

func TestCaps(t *testing.T) {
	for _, v := range []struct {
		id            string
		month, valid  Points
		alert, paused bool
	}{
		{"T-055", 0, Whole(150_000), false, false}, {"T-055", 0, Whole(150_001), false, true},
		{"R-PTS-01", Whole(3000), 0, false, false}, {"R-PTS-01", Whole(3000) + 1, 0, true, false},
	} {
		if alert, paused := Caps(v.month, v.valid, Defaults()); alert != v.alert || paused != v.paused {
			t.Errorf("%s: %s, %s: %v, %v", v.id, v.month, v.valid, alert, paused)
		}
	}
}

func TestRedeemable(t *testing.T) {
	for entered, want := range map[models.CalMonth]models.CalMonth{"2015-01": "2015-07", "2015-08": "2016-02", "2015-06": "2015-12"} {
		if got, err := Redeemable(entered, Defaults()); got != want || err != nil {
			t.Errorf("T-056, %s: %s, %v", entered, got, err)
		}
	}
	if _, err := Redeemable("2015", Defaults()); code(err) != "bad_date entered" {
		t.Error(err)
	}
}

func TestExpires(t *testing.T) {
	for earned, want := range map[models.CalMonth]models.CalDate{"2010-01": "2012-12-31", "2010-12": "2012-12-31", "2011-01": "2013-12-31"} {
		if got, err := Expires(earned, Defaults()); got != want || err != nil {
			t.Errorf("%s: %s, %v", earned, got, err)
		}
	}
	if _, err := Expires("", Defaults()); code(err) != "bad_date earned" {
		t.Error(err)
	}
}

func TestArrears(t *testing.T) {
	for _, v := range []struct {
		id              string
		since, on       models.CalDate
		dunned          bool
		stopped, frozen bool
	}{
		{"T-074", "2016-03-10", "2016-04-10", true, false, false}, {"T-074", "2016-03-10", "2016-04-11", true, true, false},
		{"to the month's end", "2016-01-31", "2016-02-29", true, false, false}, {"past it", "2016-01-31", "2016-03-01", true, true, false},
		{"three months", "2016-03-10", "2016-06-10", true, true, false}, {"and a day", "2016-03-10", "2016-06-11", true, true, true},
		{"not dunned", "2016-03-10", "2016-06-11", false, true, false},
	} {
		stopped, frozen, err := Arrears(v.since, v.on, v.dunned, Defaults())
		if stopped != v.stopped || frozen != v.frozen || err != nil {
			t.Errorf("%s: %v, %v, %v", v.id, stopped, frozen, err)
		}
	}
	for want, days := range map[string][2]models.CalDate{"bad_date from": {"", "2016-01-01"}, "bad_date to": {"2016-01-01", ""}, "bad_term to": {"2016-01-02", "2016-01-01"}} {
		if _, _, err := Arrears(days[0], days[1], true, Defaults()); code(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if m, err := Resumes("2016-12-31"); m != "2017-01" || err != nil {
		t.Errorf("%s, %v", m, err)
	}
	if _, err := Resumes(""); code(err) != "bad_date paid" {
		t.Error(err)
	}
}

func TestCollects(t *testing.T) {
	for _, v := range []struct {
		name   string
		person bool
		class  string
		year   models.MoneyAmount
		want   bool
	}{
		{"a person", true, "", 90_000_00, true}, {"a small shop", false, "1B", 39_999_99, true}, {"at the bound", false, "2B", 40_000_00, false},
		{"of the high end", false, "3B", 100, false}, {"of a trade", false, "1A", 100, false},
	} {
		if Collects(v.person, v.class, v.year, Defaults()) != v.want {
			t.Error(v.name)
		}
	}
}

func TestChangesOfPoints(t *testing.T) {
	for event, want := range map[string]Change{
		"客户离网": {Void: true}, "用户离网": {}, "销售品变更": {}, "移机改号": {Counts: true}, "过户": {Counts: true, Another: true},
	} {
		want.Event = event
		if got, ok := ChangeOf(event); got != want || !ok {
			t.Errorf("%+v", got)
		}
	}
	if _, ok := ChangeOf("搬家"); ok {
		t.Error("an unknown event was found")
	}
	if got := GuideReward(3, Defaults()); got != Whole(1500) {
		t.Errorf("%s", got)
	}
	if p := ShowValue("价值积分"); p == nil || p.Code != "R-PTS-02" || p.ZH == "" {
		t.Errorf("%+v", p)
	}
	if p := ShowValue("消费积分"); p != nil {
		t.Errorf("%+v", p)
	}
}
