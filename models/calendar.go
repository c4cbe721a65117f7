package models

import (
	"strings"
	"time"
)

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
	t, err := time.Parse(time.RFC3339, string(m))
	if err == nil && !m.strict() {
		err = &Error{Code: "bad_time", Message: string(m) + " is no RFC 3339 time", Hint: "write it as 2016-05-10T09:30:00+08:00"}
	}
	return t, err
}

// strict refuses what time.Parse lets pass although RFC 3339 does not: hours of
// one digit, a comma before the fraction, zones that do not exist.
func (m Moment) strict() bool {
	if len(m) < len("2006-01-02T15:04:05Z") || m[13] != ':' || strings.Contains(string(m), ",") {
		return false
	}
	if m[len(m)-1] == 'Z' {
		return true
	}
	zone := string(m[len(m)-len("+08:00"):])
	return zone[1:3] <= "23" && zone[4:6] <= "59"
}

// MomentOf returns t as it is recorded: to the second, with its zone.
func MomentOf(t time.Time) Moment { return Moment(t.Format(time.RFC3339)) }
