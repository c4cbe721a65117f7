package calendar

import (
	"time"

	"fieldsync/models"
)

// Kind says what an entry of the table makes of a day.
type Kind string

// The kinds of entries.
const (
	Holiday Kind = "holiday" // a statutory day off, on whatever weekday
	MakeUp  Kind = "make_up" // 调休: a weekend on which one works
)

// Entry is one day on which the weekday does not tell whether one works.
type Entry struct {
	Day  models.CalDate `json:"day"`
	Kind Kind           `json:"kind"`
	Name string         `json:"name"` // the holiday it belongs to, such as 国庆节
}

// Calendar knows which days are working days. The zero Calendar works from
// Monday to Friday, as every Calendar does on days that its table does not name.
type Calendar struct {
	kinds map[models.CalDate]Kind
	says  func(models.CalDate) string // nil: all is in kinds
}

// New returns the calendar of a table. Errors are *models.Error that name the
// day: bad_date, not_an_option (another kind), twice (a day of both kinds).
func New(entries []Entry) (*Calendar, error) {
	c := &Calendar{kinds: make(map[models.CalDate]Kind, len(entries))}
	for _, e := range entries {
		fault := &models.Error{Field: string(e.Day)}
		_, err := e.Day.Time()
		switch before, there := c.kinds[e.Day]; {
		case err != nil:
			fault.Code, fault.Message, fault.ZH = "bad_date", "must exist and be written as 2016-05-10", "日期无效,应写作 2016-05-10"
		case e.Kind != Holiday && e.Kind != MakeUp:
			fault.Code, fault.Message, fault.ZH = "not_an_option", "must be holiday or make_up", "应为 holiday(放假)或 make_up(调休上班)"
		case there && before != e.Kind:
			fault.Code, fault.Message, fault.ZH = "twice", "is a holiday and a make-up day: keep one", "既是假日又是调休上班日,请只保留一项"
		default:
			c.kinds[e.Day] = e.Kind
			continue
		}
		return nil, fault
	}
	return c, nil
}

func dateOf(t time.Time) models.CalDate {
	return models.CalDate(t.In(models.China).Format(time.DateOnly))
}

// Working says whether the day in China that t falls on is a working day.
func (c *Calendar) Working(t time.Time) bool {
	day := dateOf(t)
	if kind, named := c.kinds[day]; named {
		return kind == MakeUp
	}
	if c.says != nil {
		switch c.says(day) {
		case models.DayOff:
			return false
		case models.DayWorked:
			return true
		}
	}
	weekday := t.In(models.China).Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// After returns the n-th working day after the day of t; with a negative n the
// one before it. With 0 it is the day itself, whether one works on it or not.
func (c *Calendar) After(t time.Time, n int) time.Time {
	day, step := Day(t), 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		if day = day.AddDate(0, 0, step); c.Working(day) {
			n--
		}
	}
	return day
}

// Between returns how many working days the second day comes after the first:
// those after the first up to and including the second. It is negative when the
// second is the earlier one.
func (c *Calendar) Between(from, to time.Time) int {
	day, last, sign := Day(from), Day(to), 1
	if last.Before(day) {
		day, last, sign = last, day, -1
	}
	n := 0
	for day.Before(last) {
		if day = day.AddDate(0, 0, 1); c.Working(day) {
			n++
		}
	}
	return sign * n
}
