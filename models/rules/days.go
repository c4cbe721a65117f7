package rules

import (
	"cmp"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// withCalendar gives a rule the working days on file (models.CalendarDay) where
// the caller brings none: their ids are the days, so Lookup leads to them, on a
// phone without network as on the server.
func (in In) withCalendar() In {
	if in.Calendar == nil && in.Lookup != nil {
		lookup := in.Lookup
		in.Calendar = calendar.ByDay(func(day models.CalDate) string {
			v := lookup("calendar_day", string(day))
			return cmp.Or(textOf(v, "correction"), textOf(v, "announced"))
		})
	}
	return in
}
