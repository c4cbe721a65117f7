package chores

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/server/festivals"
	changesync "fieldsync/sync"
)

// yearsAround are the years on file: the last one for what is counted back, the
// next for what falls due in it.
func yearsAround(now time.Time) []int {
	y := now.In(models.China).Year()
	return slices.DeleteFunc([]int{y - 1, y, y + 1}, func(y int) bool { return y < festivals.FirstYear || y > festivals.LastYear })
}

// keepCalendar puts the days of the years around on file, as this program knows
// them: when it starts, and in a new year.
func (r *Runner) keepCalendar(ctx context.Context) error {
	years := yearsAround(r.opt.Now())
	span := r.engine.Epoch() + fmt.Sprint(years)
	if r.opt.NoCalendar || r.calendar == span {
		return nil
	}
	if err := r.believed(ctx); err != nil {
		return err
	}
	want, err := daysOf(years)
	if err != nil {
		return err
	}
	var stale []models.CalDate
	if err := r.engine.Look(ctx, func(l *changesync.Ledger) (err error) {
		stale, err = staleDays(l, years, want)
		return err
	}); err != nil {
		return err
	}
	for page := range slices.Chunk(stale, daysPage) {
		written := 0
		err := r.engine.Keep(ctx, func(l *changesync.Ledger) error {
			var edits []changesync.Edit
			for _, day := range page {
				e, err := edit(l, dayKey(day), models.MakeScope(models.ScopeOrg, ""), want[day], dayFields...)
				if err != nil {
					return err
				}
				if e != nil {
					edits = append(edits, *e)
				}
			}
			if written = len(edits); written > 0 {
				l.Write(changesync.ServerUser, edits...)
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.note(func(last *Report) { last.Days += int64(written) })
	}
	r.calendar = span
	return nil
}

// daysPage is how many days one commit writes.
const daysPage = 200

// dayFields are what is worked out of a day; the rest is said by people.
var dayFields = []string{"day", "announced", "announced_name", "festivals"}

func dayKey(day models.CalDate) changesync.Key {
	return changesync.Key{Collection: "calendar_day", ID: string(day)}
}

// daysOf works out what this program knows of the years.
func daysOf(years []int) (map[models.CalDate]models.CalendarDay, error) {
	out := map[models.CalDate]models.CalendarDay{}
	for _, year := range years {
		days, err := daysIn(year)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, days)
	}
	return out, nil
}

// worked are the years that were worked out: the moon does not change its mind.
var worked sync.Map // int: map[models.CalDate]models.CalendarDay

func daysIn(year int) (map[models.CalDate]models.CalendarDay, error) {
	if known, ok := worked.Load(year); ok {
		return known.(map[models.CalDate]models.CalendarDay), nil
	}
	announced, err := festivals.Announced(year)
	if err != nil {
		return nil, err
	}
	greeted, err := festivals.Of(year)
	if err != nil {
		return nil, err
	}
	out := map[models.CalDate]models.CalendarDay{}
	for _, e := range announced {
		d := models.CalendarDay{Day: e.Day, AnnouncedName: e.Name, Announced: models.DayOff}
		if e.Kind == calendar.MakeUp {
			d.Announced = models.DayWorked
		}
		out[e.Day] = d
	}
	for _, f := range greeted {
		d := out[f.Day]
		d.Day = f.Day
		d.Festivals = append(d.Festivals, f.Name)
		out[f.Day] = d
	}
	worked.Store(year, out)
	return out, nil
}

// staleDays are those that have to be written: missing, other than worked out,
// or on file and not worked out any more.
func staleDays(l *changesync.Ledger, years []int, want map[models.CalDate]models.CalendarDay) (out []models.CalDate, err error) {
	onFile, err := storedDays(l)
	if err != nil {
		return nil, err
	}
	for id := range onFile {
		day := models.CalDate(id)
		at, err := day.Time()
		if _, known := want[day]; err == nil && !known && slices.Contains(years, at.Year()) {
			want[day] = models.CalendarDay{Day: day}
		}
	}
	for _, day := range slices.Sorted(maps.Keys(want)) {
		e, err := edit(l, dayKey(day), "", want[day], dayFields...)
		if err != nil {
			return nil, err
		}
		if e != nil {
			out = append(out, day)
		}
	}
	return out, nil
}

// storedDays are the days on file that were not deleted, by id.
func storedDays(l *changesync.Ledger) (map[string]models.CalendarDay, error) {
	rows, err := l.Records(changesync.RecordQuery{Scopes: []models.Scope{models.MakeScope(models.ScopeOrg, "")}, Collection: "calendar_day"})
	if err != nil {
		return nil, err
	}
	out := map[string]models.CalendarDay{}
	for _, row := range rows {
		if row.Values == nil {
			continue
		}
		d, err := models.Decode[models.CalendarDay](row.Values)
		if err != nil {
			return nil, err
		}
		out[row.Key.ID] = d
	}
	return out, nil
}

// Days are the days on file of a year in their order.
func (r *Runner) Days(ctx context.Context, year int) (out []models.CalendarDay, err error) {
	err = r.engine.Look(ctx, func(l *changesync.Ledger) error {
		days, err := storedDays(l)
		out = slices.DeleteFunc(slices.Collect(maps.Values(days)), func(d models.CalendarDay) bool {
			at, err := d.Day.Time()
			return err != nil || at.Year() != year
		})
		slices.SortFunc(out, func(a, b models.CalendarDay) int { return strings.Compare(string(a.Day), string(b.Day)) })
		return err
	})
	return out, err
}

// workdays is the calendar of the days on file.
func workdays(l *changesync.Ledger) (*calendar.Calendar, error) {
	days, err := storedDays(l)
	return calendar.OfDays(slices.Collect(maps.Values(days))), err
}
