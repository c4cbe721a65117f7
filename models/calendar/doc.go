// Package calendar counts in days as the handbook does (domain.md 0.3): days of
// China, working days with holidays and make-up days (调休), months clamped to
// their end, calendar periods, and hours within which one may call or write.
//
// Holidays are data that the caller hands in; the package reads no clock and
// knows no festival by itself.
package calendar
