// Package festivals knows the days on which the working-day calendar of the
// phones is built: holidays and make-up days as the State Council announced
// them, and festivals, those of the lunar calendar among them. It runs on the
// server; a phone gets the days as data.
package festivals

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"

	"github.com/6tail/lunar-go/HolidayUtil"
	lunar "github.com/6tail/lunar-go/calendar"
)

// FirstYear and LastYear are the years that can be asked for.
const (
	FirstYear = 2000
	LastYear  = 2100
)

// Festival is one day that people greet each other on.
type Festival struct {
	Day  models.CalDate `json:"day"`
	Name string         `json:"name"`
}

// Announced returns the holidays and make-up days of a year by day. It is empty
// for a year that this version does not know: the State Council announces each
// year at the end of the one before. Error: bad_year.
func Announced(year int) ([]calendar.Entry, error) {
	if err := checkYear(year); err != nil {
		return nil, err
	}
	out := []calendar.Entry{}
	for e := HolidayUtil.GetHolidaysByYear(year).Front(); e != nil; e = e.Next() {
		h := e.Value.(*HolidayUtil.Holiday)
		entry := calendar.Entry{Day: models.CalDate(h.GetDay()), Kind: calendar.Holiday, Name: h.GetName()}
		if h.IsWork() {
			entry.Kind = calendar.MakeUp
		}
		out = append(out, entry)
	}
	slices.SortFunc(out, func(a, b calendar.Entry) int { return strings.Compare(string(a.Day), string(b.Day)) })
	return out, nil
}

// fixed are the festivals of the solar calendar, by month and day.
var fixed = map[string]string{"01-01": "元旦", "05-01": "劳动节", "10-01": "国庆节"}

// Of returns the festivals of a year by day. Error: bad_year.
func Of(year int) ([]Festival, error) {
	if err := checkYear(year); err != nil {
		return nil, err
	}
	out := []Festival{}
	for day := time.Date(year, 1, 1, 0, 0, 0, 0, models.China); day.Year() == year; day = day.AddDate(0, 0, 1) {
		date := models.CalDate(day.Format(time.DateOnly))
		for _, name := range namesOf(day) {
			out = append(out, Festival{date, name})
		}
	}
	return out, nil
}

func namesOf(day time.Time) (names []string) {
	if name := fixed[day.Format("01-02")]; name != "" {
		names = append(names, name)
	}
	l := lunar.NewLunarFromSolar(lunar.NewSolarFromYmd(day.Year(), int(day.Month()), day.Day()))
	for e := l.GetFestivals().Front(); e != nil; e = e.Next() {
		names = append(names, e.Value.(string))
	}
	if l.GetJieQi() == "清明" {
		names = append(names, "清明节")
	}
	return names
}

func checkYear(year int) error {
	if year >= FirstYear && year <= LastYear {
		return nil
	}
	return &models.Error{Code: "bad_year", Field: "year", Message: fmt.Sprintf("must lie between %d and %d", FirstYear, LastYear),
		ZH: fmt.Sprintf("年份应在 %d 至 %d 之间", FirstYear, LastYear)}
}
