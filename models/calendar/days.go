package calendar

import "fieldsync/models"

// OfDays returns the calendar of the days that are on file. A day that nobody
// says anything of goes by its weekday. Corrections are read last: where two
// records are about one day, as no program of ours makes them, they count.
func OfDays(days []models.CalendarDay) *Calendar {
	c := &Calendar{kinds: make(map[models.CalDate]Kind, len(days))}
	for _, corrected := range []bool{false, true} {
		for _, d := range days {
			if corrected == (d.Correction != "") {
				c.say(d.Day, d.Says())
			}
		}
	}
	return c
}

func (c *Calendar) say(day models.CalDate, what string) {
	switch what {
	case models.DayOff:
		c.kinds[day] = Holiday
	case models.DayWorked:
		c.kinds[day] = MakeUp
	case models.DayByWeekday:
		delete(c.kinds, day)
	}
}

// ByDay returns a calendar that asks for each day what its record says
// (models.CalendarDay.Says), "" for nothing: for who has a way to single records,
// as rules have, and needs few days.
func ByDay(says func(models.CalDate) string) *Calendar { return &Calendar{says: says} }
