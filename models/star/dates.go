package star

import (
	"strconv"
	"time"

	"fieldsync/models"
)

// month counts calendar months, so that they can be added and compared.
type month int

// monthOf reads a month of the years in which texts of days can be compared,
// whatever is added to them.
func monthOf(m models.CalMonth) (month, error) {
	t, err := m.Time()
	if err == nil && (t.Year() < 1900 || t.Year() > 9900) {
		err = badDate("", string(m))
	}
	return monthAt(t), err
}

func monthAt(t time.Time) month {
	t = t.In(models.China)
	return month(t.Year()*12 + int(t.Month()) - 1)
}

func (m month) start() time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, models.China)
}

// String writes the month as "2016-05".
func (m month) String() string        { return m.start().Format("2006-01") }
func (m month) first() models.CalDate { return dateOf(m.start()) }
func (m month) last() models.CalDate  { return dateOf((m + 1).start().AddDate(0, 0, -1)) }

func dateOf(t time.Time) models.CalDate {
	return models.CalDate(t.In(models.China).Format(time.DateOnly))
}

// monthIn is the month of a day that has been read before.
func monthIn(d models.CalDate) month {
	t, _ := d.Time()
	return monthAt(t)
}

// addDays moves a day that has been read before.
func addDays(d models.CalDate, n int) models.CalDate {
	t, _ := d.Time()
	return dateOf(t.AddDate(0, 0, n))
}

// addMonths keeps the day of the month, clamped to the month's end (domain.md
// 0.3): a month after 31 January is the last day of February.
func addMonths(d models.CalDate, n int) models.CalDate {
	t, _ := d.Time()
	to := monthAt(t) + month(n)
	return min(to.last(), models.CalDate(to.String()+string(d[len("2006-01"):])))
}

// within tells whether the day lies in a period, both ends included; an empty
// end is open. Days as text are in the order of time.
func within(day, from, to models.CalDate) bool {
	return day >= from && (to == "" || day <= to)
}

// later returns the period's end that comes later.
func later(a, b models.CalDate) models.CalDate {
	if a == "" || b == "" {
		return ""
	}
	return max(a, b)
}

// bad is the error for a value that cannot be worked with.
func bad(code, field, en, zh string) *models.Error {
	return &models.Error{Code: code, Field: field, Message: en, ZH: zh}
}

func badDate(field, value string) *models.Error {
	e := bad("bad_date", field, strconv.Quote(value)+" is no date", strconv.Quote(value)+" 不是日期")
	e.Hint, e.HintZH = "write a day as 2016-05-10 and a month as 2016-05", "日期写作 2016-05-10,月份写作 2016-05"
	return e
}

// checkDay returns an error for a day that cannot be read; an empty one passes
// where it may be left out.
func checkDay(field string, d models.CalDate, optional bool) error {
	if _, err := d.Time(); err != nil && (d != "" || !optional) {
		return badDate(field, string(d))
	}
	return nil
}
