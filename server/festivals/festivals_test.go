package festivals

import (
	"slices"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// TestWorkingDaysOfAYear counts: days, less weekends, less statutory days. 2015
// had one more for the seventieth anniversary, and 2025 two more by law.
func TestWorkingDaysOfAYear(t *testing.T) {
	for year, want := range map[int]int{2015: 249, 2016: 250, 2024: 251, 2025: 248} {
		entries, err := Announced(year)
		if err != nil {
			t.Fatal(err)
		}
		c, err := calendar.New(entries)
		if err != nil {
			t.Fatal(err)
		}
		last := time.Date(year, 12, 31, 0, 0, 0, 0, models.China)
		if n := c.Between(last.AddDate(-1, 0, 0), last); n != want {
			t.Errorf("%d has %d working days, want %d", year, n, want)
		}
	}
}

func TestAnnounced(t *testing.T) {
	entries, err := Announced(2016)
	if err != nil || !slices.IsSortedFunc(entries, func(a, b calendar.Entry) int { return int(day(t, a.Day).Sub(day(t, b.Day))) }) {
		t.Errorf("%v, %v", entries, err)
	}
	for _, want := range []calendar.Entry{{Day: "2016-02-06", Kind: calendar.MakeUp, Name: "春节"}, {Day: "2016-02-07", Kind: calendar.Holiday, Name: "春节"},
		{Day: "2016-05-02", Kind: calendar.Holiday, Name: "劳动节"}, {Day: "2016-06-12", Kind: calendar.MakeUp, Name: "端午节"}, {Day: "2016-10-08", Kind: calendar.MakeUp, Name: "国庆节"}} {
		if !slices.Contains(entries, want) {
			t.Errorf("%v is missing", want)
		}
	}
	if far, err := Announced(2090); err != nil || len(far) != 0 {
		t.Errorf("nobody knows the holidays of 2090: %v, %v", far, err)
	}
}

func day(t *testing.T, d models.CalDate) time.Time {
	t.Helper()
	out, err := d.Time()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestOf: days of the lunar calendar from almanacs; 2033 is the year whose leap
// month many programs put in the wrong place.
func TestOf(t *testing.T) {
	for year, want := range map[int][]Festival{
		2016: {{"2016-01-01", "元旦"}, {"2016-02-07", "除夕"}, {"2016-02-08", "春节"}, {"2016-02-22", "元宵节"}, {"2016-04-04", "清明节"}, {"2016-05-01", "劳动节"},
			{"2016-06-09", "端午节"}, {"2016-08-09", "七夕节"}, {"2016-09-15", "中秋节"}, {"2016-10-01", "国庆节"}, {"2016-10-09", "重阳节"}},
		2017: {{"2017-01-27", "除夕"}, {"2017-01-28", "春节"}, {"2017-10-04", "中秋节"}},
		2020: {{"2020-06-25", "端午节"}, {"2020-10-01", "中秋节"}, {"2020-10-01", "国庆节"}},
		2033: {{"2033-01-31", "春节"}, {"2033-09-08", "中秋节"}},
		2034: {{"2034-02-19", "春节"}},
	} {
		got, err := Of(year)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range want {
			if !slices.Contains(got, f) {
				t.Errorf("%v is missing in %v", f, got)
			}
		}
	}
	springs := 0
	all, _ := Of(2020) // with a leap fourth month
	for _, f := range all {
		if f.Name == "端午节" || f.Name == "春节" {
			springs++
		}
	}
	if springs != 2 {
		t.Errorf("a leap month makes no second festival: %v", all)
	}
}

func TestYears(t *testing.T) {
	for year, ok := range map[int]bool{FirstYear - 1: false, FirstYear: true, LastYear: true, LastYear + 1: false} {
		if _, err := Of(year); (err == nil) != ok {
			t.Errorf("%d: %v", year, err)
		}
		if _, err := Announced(year); (err == nil) != ok {
			t.Errorf("%d: %v", year, err)
		}
	}
}
