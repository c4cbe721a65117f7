package calendar

import (
	"slices"
	"time"

	"fieldsync/models"
)

// Window is a part of a day in China: From ≤ t < To. To may be "24:00".
type Window struct{ From, To models.Clock }

// Hours are the windows of working days and of days off.
type Hours struct{ Working, Off []Window }

// Open says whether t lies in the hours of its day.
func (c *Calendar) Open(h Hours, t time.Time) bool {
	windows := h.Off
	if c.Working(t) {
		windows = h.Working
	}
	clock := models.Clock(t.In(models.China).Format("15:04"))
	return slices.ContainsFunc(windows, func(w Window) bool { return w.From <= clock && clock < w.To })
}
