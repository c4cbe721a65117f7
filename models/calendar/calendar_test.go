package calendar

import (
	"errors"
	"testing"
	"time"

	"fieldsync/models"

	"pgregory.net/rapid"
)

// of2016 is the table of 2016 as the State Council announced it, in part.
var of2016 = []Entry{
	{"2016-02-06", MakeUp, "春节"}, {"2016-02-07", Holiday, "春节"}, {"2016-02-08", Holiday, "春节"}, {"2016-02-09", Holiday, "春节"},
	{"2016-02-10", Holiday, "春节"}, {"2016-02-11", Holiday, "春节"}, {"2016-02-12", Holiday, "春节"}, {"2016-02-13", Holiday, "春节"},
	{"2016-02-14", MakeUp, "春节"}, {"2016-05-02", Holiday, "劳动节"}, {"2016-06-09", Holiday, "端午节"}, {"2016-06-10", Holiday, "端午节"},
	{"2016-06-12", MakeUp, "端午节"},
}

func table(t *testing.T) *Calendar {
	t.Helper()
	c, err := New(of2016)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads "2016-05-10" or "2016-05-10 08:59:59", in China.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	layout := time.DateTime
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	out, err := time.ParseInLocation(layout, text, models.China)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sameDay(t *testing.T, what string, got time.Time, want string) {
	t.Helper()
	if !got.Equal(at(t, want)) {
		t.Errorf("%s: %s, want %s", what, got.Format(time.DateTime), want)
	}
}

func TestWorking(t *testing.T) {
	for day, want := range map[string]bool{
		"2016-05-09": true, "2016-05-13": true, "2016-05-14": false, "2016-05-15": false, "2016-05-02": false,
		"2016-02-06": true, "2016-02-07": false, "2016-02-12": false, "2016-02-14": true, "2016-02-15": true,
	} {
		if table(t).Working(at(t, day)) != want {
			t.Errorf("%s is a working day: %v", day, !want)
		}
	}
	// A day begins in China, wherever the clock was read.
	if !table(t).Working(time.Date(2016, 2, 5, 16, 0, 0, 0, time.UTC)) || new(Calendar).Working(time.Date(2016, 2, 5, 16, 0, 0, 0, time.UTC)) {
		t.Error("Friday 16:00 in Greenwich is Saturday in China, a make-up day only by the table")
	}
}

func TestAfterAndBetween(t *testing.T) {
	for _, row := range []struct {
		name, from, to string
		n              int
	}{
		{"T-116 ready on Thursday", "2016-05-05", "2016-05-09", 2},
		{"T-116 ready on Friday", "2016-05-06", "2016-05-09", 1},
		{"before the Spring Festival", "2016-02-05", "2016-02-06", 1},
		{"over the Spring Festival", "2016-02-06", "2016-02-14", 1},
		{"from a holiday", "2016-02-10", "2016-02-15", 2},
		{"over the Dragon Boat Festival", "2016-06-08", "2016-06-13", 2},
		{"over the year, beyond the table", "2016-12-30", "2017-01-02", 1},
		{"the same day", "2016-05-10", "2016-05-10", 0},
	} {
		sameDay(t, row.name, table(t).After(at(t, row.from+" 23:59:59"), row.n), row.to)
		if n := table(t).Between(at(t, row.from+" 23:59:59"), at(t, row.to)); n != row.n {
			t.Errorf("%s: %d working days, want %d", row.name, n, row.n)
		}
	}
	sameDay(t, "T-116 the latest day", table(t).After(at(t, "2016-05-09"), -2), "2016-05-05")
	sameDay(t, "back over the Spring Festival", table(t).After(at(t, "2016-02-15"), -2), "2016-02-06")
	if n := table(t).Between(at(t, "2016-05-09"), at(t, "2016-05-05")); n != -2 {
		t.Errorf("backwards: %d", n)
	}
}

// TestAfterIsBetween: whatever the day, n working days after it lie n working
// days, and the last of them is one.
func TestAfterIsBetween(t *testing.T) {
	c := table(t)
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2016, 1, rapid.IntRange(1, 200).Draw(t, "day"), 0, 0, 0, 0, models.China)
		n := rapid.IntRange(1, 40).Draw(t, "n")
		to := c.After(from, n)
		if got := c.Between(from, to); got != n || !c.Working(to) {
			t.Fatalf("%d after %s is %s, %d between", n, from, to, got)
		}
	})
}

func TestTableIsJudged(t *testing.T) {
	for _, row := range []struct {
		entries []Entry
		code    string
	}{
		{[]Entry{{"2016-02-30", Holiday, "春节"}}, "bad_date"}, {[]Entry{{"2016-2-7", Holiday, "春节"}}, "bad_date"},
		{[]Entry{{"2016-02-07", "half", "春节"}}, "not_an_option"}, {[]Entry{{"2016-02-07", Holiday, "春节"}, {"2016-02-07", MakeUp, "春节"}}, "twice"},
		{[]Entry{{"2016-02-07", Holiday, "春节"}, {"2016-02-07", Holiday, "除夕"}}, ""}, {nil, ""},
	} {
		_, err := New(row.entries)
		coded, _ := errors.AsType[*models.Error](err)
		if (err != nil) != (row.code != "") || err != nil && (coded.Code != row.code || coded.Field == "" || coded.ZH == "") {
			t.Errorf("%v: %v, want %q", row.entries, err, row.code)
		}
	}
}

func TestMonths(t *testing.T) {
	for _, row := range []struct {
		name, from string
		n          int
		want       string
	}{
		{"0.3 clamped", "2015-01-31", 1, "2015-02-28"}, {"0.3 clamped in a leap year", "2016-01-31", 1, "2016-02-29"},
		{"not clamped", "2016-02-29", 1, "2016-03-29"}, {"backwards", "2016-03-31", -1, "2016-02-29"}, {"over the year", "2016-11-30", 3, "2017-02-28"},
		{"T-151", "2016-06-01", 1, "2016-07-01"}, {"twelve", "2016-02-29", 12, "2017-02-28"}, {"none", "2016-05-31", 0, "2016-05-31"},
	} {
		sameDay(t, row.name, AddMonths(at(t, row.from), row.n), row.want)
	}
	for from, want := range map[string]string{"2016-02-01": "2016-02-29", "2015-02-28": "2015-02-28", "2016-12-31": "2016-12-31", "2016-04-30": "2016-04-30"} {
		sameDay(t, "the end of "+from, MonthEnd(at(t, from+" 23:59:59")), want)
	}
}

func TestPeriods(t *testing.T) {
	sameDay(t, "R-VISIT-01 T-076: the task is due", Quarter.Last(at(t, "2016-07-01")), "2016-09-30")
	if Quarter.Same(at(t, "2016-06-30 23:59:59"), at(t, "2016-07-01")) || !Quarter.Same(at(t, "2016-04-01"), at(t, "2016-06-30 23:59:59")) {
		t.Error("R-VISIT-01 T-076: Q2 ends with June")
	}
	sameDay(t, "R-VISIT-02 T-077: the half-year is done", HalfYear.Last(at(t, "2016-01-05")), "2016-06-30")
	sameDay(t, "R-VISIT-02 T-077: next due", HalfYear.Last(HalfYear.Next(at(t, "2016-01-05"))), "2016-12-31")
	sameDay(t, "R-PHONE-01 T-098: March is done with April", TwoMonths.Last(at(t, "2016-03-15")), "2016-04-30")
	sameDay(t, "R-PHONE-01 T-098: the task is due", TwoMonths.Last(at(t, "2016-05-02")), "2016-06-30")
	sameDay(t, "the first of a period", Quarter.First(at(t, "2016-12-31")), "2016-10-01")
	sameDay(t, "over the year", HalfYear.Next(at(t, "2016-12-31")), "2017-01-01")
	sameDay(t, "the day in China", Month.First(time.Date(2016, 5, 31, 16, 0, 0, 0, time.UTC)), "2016-06-01")
}

func TestDeadline(t *testing.T) {
	end := Deadline(at(t, "2016-05-03 15:00:00"), 7)
	if in := at(t, "2016-05-10 10:00:00"); !in.Before(end) {
		t.Error("R-SMS-07 T-110: a welcome on day 7 is in time")
	}
	sameDay(t, "R-SMS-07: too late", end, "2016-05-11")
	sameDay(t, "0 days are today", Deadline(at(t, "2016-05-03 15:00:00"), 0), "2016-05-04")
}

func TestHours(t *testing.T) {
	calls := Hours{Working: []Window{{"09:00", "12:00"}, {"14:30", "17:30"}}, Off: []Window{{"09:00", "12:00"}, {"14:30", "17:30"}}}
	sms := Hours{Working: []Window{{"09:00", "11:00"}, {"14:30", "18:00"}}, Off: []Window{{"11:00", "12:00"}, {"16:00", "18:00"}}}
	for _, row := range []struct {
		name  string
		hours Hours
		at    string
		want  bool
	}{
		{"T-091", calls, "2016-05-10 08:59:59", false}, {"T-091", calls, "2016-05-10 09:00:00", true},
		{"T-092", calls, "2016-05-10 11:59:59", true}, {"T-092", calls, "2016-05-10 12:00:00", false},
		{"T-094", calls, "2016-05-10 17:29:59", true}, {"T-094", calls, "2016-05-10 17:30:00", false}, {"T-097", calls, "2016-05-10 13:00:00", false},
		{"T-101", sms, "2016-05-10 08:59:00", false}, {"T-101", sms, "2016-05-10 09:00:00", true},
		{"T-101", sms, "2016-05-10 10:59:00", true}, {"T-101", sms, "2016-05-10 11:00:00", false},
		{"T-103", sms, "2016-05-14 10:59:00", false}, {"T-103", sms, "2016-05-14 11:00:00", true}, {"T-103", sms, "2016-05-14 11:59:00", true},
		{"T-103", sms, "2016-05-14 12:00:00", false}, {"T-103", sms, "2016-05-14 15:59:00", false}, {"T-103", sms, "2016-05-14 16:00:00", true},
		{"T-103", sms, "2016-05-14 17:59:00", true}, {"T-103", sms, "2016-05-14 18:00:00", false},
		{"T-106", sms, "2016-05-14 11:30:00", true}, {"T-106", sms, "2016-05-14 09:30:00", false}, {"T-109", sms, "2016-05-10 22:00:00", false},
		{"0.3 a holiday is a weekend", sms, "2016-05-02 09:30:00", false}, {"0.3 a holiday is a weekend", sms, "2016-05-02 11:30:00", true},
		{"0.3 a make-up day is a weekday", sms, "2016-06-12 09:30:00", true}, {"0.3 a make-up day is a weekday", sms, "2016-06-12 11:30:00", false},
	} {
		if got := table(t).Open(row.hours, at(t, row.at)); got != row.want {
			t.Errorf("%s: %s is inside: %v", row.name, row.at, got)
		}
	}
	late := Hours{Working: []Window{{"22:00", "24:00"}}}
	if !table(t).Open(late, at(t, "2016-05-10 23:59:59")) || table(t).Open(late, at(t, "2016-05-11")) {
		t.Error("24:00 is the end of the day")
	}
}
