package rules

import (
	"cmp"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

var weekdays = &calendar.Calendar{}

// calendar is the caller's, otherwise that of the working days on file
// (models.CalendarDay): their ids are the days, so Lookup leads to them, on a
// phone without network as on the server.
func (in *In) calendar() *calendar.Calendar {
	switch {
	case in.Calendar != nil:
		return in.Calendar
	case in.Lookup == nil:
		return weekdays
	}
	return calendar.ByDay(func(day models.CalDate) string {
		v := in.Lookup("calendar_day", string(day))
		return cmp.Or(textOf(v, "correction"), textOf(v, "announced"))
	})
}
