package models

import "time"

// The calendar values are kept as the text they travel as: the zone somebody's
// phone had is part of what was recorded, and the empty text is "not given".
type (
	// CalDate is a day, "2016-05-10".
	CalDate string
	// CalMonth is a month, "2016-05".
	CalMonth string
	// Clock is a time of day to the minute, "09:30".
	Clock string
	// Moment is a point in time with its zone, RFC 3339.
	Moment string
)

// China is China Standard Time, in which the handbook's rules are read
// (domain.md 0.3): no daylight saving, so a fixed zone needs no database.
var China = time.FixedZone("CST", 8*60*60)

// Time returns the start of the day in China.
func (d CalDate) Time() (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, string(d), China)
}

// Time returns the start of the month in China.
func (m CalMonth) Time() (time.Time, error) {
	return time.ParseInLocation("2006-01", string(m), China)
}

// Time returns the point in time, in the zone it was recorded with.
func (m Moment) Time() (time.Time, error) {
	var t time.Time
	// UnmarshalText is strict where time.Parse lets one-digit hours pass.
	err := t.UnmarshalText([]byte(m))
	return t, err
}

// MomentOf returns t as it is recorded: to the second, with its zone.
func MomentOf(t time.Time) Moment { return Moment(t.Format(time.RFC3339)) }
