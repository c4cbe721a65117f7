package models

// CalendarDay is a day on which the weekday does not tell whether one works, or
// on which people greet each other (domain.md 0.3). Its id is the day itself, so
// that there is one record of a day whoever makes it.
//
// What the server works out and what a person says are fields apart: a
// correction is never overwritten, however often the year is worked out anew.
type CalendarDay struct {
	_ struct{} `collection:"calendar_day" home:"org" zh:"日历" en:"Calendar day"`

	Day CalDate `json:"day" merge:"fixed" validate:"required" zh:"日期" en:"Day"`
	// Correction is what an administrator says of the day; 按星期 makes it a
	// weekday or weekend like any other.
	Correction    string   `json:"correction" merge:"latest" validate:"omitempty,oneof=放假 上班 按星期" zh:"更正" en:"Correction"`
	Note          string   `json:"note" merge:"latest" validate:"omitempty,max=200" zh:"更正说明" en:"Why it was corrected"`
	Announced     string   `json:"announced" merge:"server" validate:"omitempty,oneof=放假 上班" zh:"公布" en:"As announced"`
	AnnouncedName string   `json:"announced_name" merge:"server" validate:"omitempty,max=60" zh:"假日名称" en:"Name of the holiday"`
	Festivals     []string `json:"festivals" merge:"server" validate:"omitempty,dive,max=60" zh:"节日" en:"Festivals"`
}

// What a calendar day can say of a day.
const (
	DayOff       = "放假"
	DayWorked    = "上班"
	DayByWeekday = "按星期"
)

// Says is what holds of the day: the correction, else what was announced, "" for
// nothing.
func (d CalendarDay) Says() string {
	if d.Correction != "" {
		return d.Correction
	}
	return d.Announced
}
