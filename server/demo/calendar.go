package demo

import (
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// month returns the first day of the month so many months from now.
func (o *Org) month(ahead int) time.Time {
	y, m, _ := o.Now.Date()
	return time.Date(y, m+time.Month(ahead), 1, 0, 0, 0, 0, models.China)
}

// day returns the midnight so many days from now.
func (o *Org) day(ahead int) time.Time {
	y, m, d := o.Now.Date()
	return time.Date(y, m, d+ahead, 0, 0, 0, 0, models.China)
}

// weekdays is the calendar of the demo: it knows no holidays.
var weekdays calendar.Calendar

// workdays returns Monday to Friday of the month, 20 to 23 of them.
func workdays(month time.Time) (days []time.Time) {
	for d := month; d.Month() == month.Month(); d = d.AddDate(0, 0, 1) {
		if weekdays.Working(d) {
			days = append(days, d)
		}
	}
	return days
}

// nextWorkday returns the workday that follows so many workdays after today.
func (o *Org) nextWorkday(n int) time.Time { return weekdays.After(o.Now, n+1) }

func at(day time.Time, hour, minute int) time.Time {
	return day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

func date(t time.Time) models.CalDate   { return models.CalDate(t.Format(time.DateOnly)) }
func month(t time.Time) models.CalMonth { return models.CalMonth(t.Format("2006-01")) }

// The pointers that say "given".
func yes() *bool         { v := true; return &v }
func no() *bool          { return new(bool) }
func count(n int) *int64 { v := int64(n); return &v }
func yuan(n int) *models.MoneyAmount {
	v := models.MoneyAmount(n * 100)
	return &v
}
