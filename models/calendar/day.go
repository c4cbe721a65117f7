package calendar

import (
	"time"

	"fieldsync/models"
)

// Day returns the start of the day in China that t falls on.
func Day(t time.Time) time.Time {
	y, m, d := t.In(models.China).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, models.China)
}

// EndOf returns the last second of the day that t falls on, the latest that
// "until this day" can mean.
func EndOf(t time.Time) time.Time { return Day(t).AddDate(0, 0, 1).Add(-time.Second) }

// MonthEnd returns the last day of the month that t falls on.
func MonthEnd(t time.Time) time.Time { return Month.Last(t) }

// AddMonths returns the day so many months later, the last of its month where
// that is shorter: 31 January and a month is 28 or 29 February.
func AddMonths(t time.Time, months int) time.Time {
	day := Day(t)
	first := time.Date(day.Year(), day.Month()+time.Month(months), 1, 0, 0, 0, 0, models.China)
	return first.AddDate(0, 0, min(day.Day(), MonthEnd(first).Day())-1)
}

// Deadline returns the first moment that is too late for what shall happen
// within so many days: the end of day n after the day of from.
func Deadline(from time.Time, days int) time.Time { return Day(from).AddDate(0, 0, days+1) }

// Period is a calendar period, by the number of its months. It has to divide
// the year.
type Period int

// The periods of the handbook: 月, 每两月, 季度, 半年.
const (
	Month     Period = 1
	TwoMonths Period = 2
	Quarter   Period = 3
	HalfYear  Period = 6
)

// First returns the first day of the period that t falls on.
func (p Period) First(t time.Time) time.Time {
	day := Day(t)
	month := (int(day.Month())-1)/int(p)*int(p) + 1
	return time.Date(day.Year(), time.Month(month), 1, 0, 0, 0, 0, models.China)
}

// Last returns the last day of the period that t falls on.
func (p Period) Last(t time.Time) time.Time { return p.Next(t).AddDate(0, 0, -1) }

// Next returns the first day of the period after that of t.
func (p Period) Next(t time.Time) time.Time { return p.First(t).AddDate(0, int(p), 0) }

// Same says whether both fall on one period.
func (p Period) Same(a, b time.Time) bool { return p.First(a).Equal(p.First(b)) }
