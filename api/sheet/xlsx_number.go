package sheet

import (
	"math"
	"strconv"
	"time"
)

// exact is the first number of which a spreadsheet does not keep every digit:
// it keeps 15.
const exact = 1e15

// number writes a number as a person reads it, a date where its style is one.
func (b *book) number(value string, style int) string {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return value
	}
	if style >= 0 && style < len(b.dates) && b.dates[style] && v >= 0 && v < 2_958_466 { // 9999-12-31
		return b.date(v)
	}
	if math.Abs(v) >= exact {
		return strconv.FormatFloat(v, 'E', -1, 64)
	}
	// 0.1+0.2 stands there as 0.30000000000000004.
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	if err != nil {
		return value
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// date writes the number of a day. Day 60 is 29 February 1900, which never was,
// so the days before it are one further on.
func (b *book) date(v float64) string {
	days := math.Floor(v)
	seconds := math.Round((v - days) * 24 * 60 * 60)
	if days < 60 && b.base == 0 {
		days++
	}
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)-b.base).Add(time.Duration(seconds) * time.Second)
	switch {
	case v < 1:
		return t.Format(time.TimeOnly)
	case seconds == 0:
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}
