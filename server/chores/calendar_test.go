package chores

import (
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	changesync "fieldsync/sync"
)

// TestCalendarIsOnFile: the years around are written once, a correction of an
// administrator and a day that he adds outlive every recomputation, and a new
// year comes by itself.
func TestCalendarIsOnFile(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.server()
	r.must(t)
	seq := r.seq(t)
	w.server().must(t)
	if now := r.seq(t); now != seq {
		t.Errorf("another server wrote the calendar again: %d after %d", now, seq)
	}
	if v := r.values(t, "calendar_day", "2016-02-08"); text(v, "announced") != "放假" || string(v["festivals"]) != `["春节"]` {
		t.Errorf("the Spring Festival: %s", v)
	}
	if v := r.values(t, "calendar_day", "2016-02-06"); text(v, "announced") != "上班" || text(v, "announced_name") != "春节" {
		t.Errorf("the make-up day: %s", v)
	}
	r.put(t, "admin", "calendar_day", "2016-06-12", set(t, "correction", "放假", "note", "本省不调休"))
	r.put(t, "admin", "calendar_day", "2016-05-20", set(t, "day", "2016-05-20", "correction", "放假", "note", "停电"))
	// What an older program had announced otherwise is put right, and is no
	// correction.
	r.put(t, changesync.ServerUser, "calendar_day", "2016-10-03", set(t, "announced", "上班"))
	r.put(t, changesync.ServerUser, "calendar_day", "2016-10-20", set(t, "day", "2016-10-20", "announced", "放假"))
	w.server().must(t)
	for day, want := range map[string]bool{"2016-06-12": false, "2016-05-20": false, "2016-10-03": false, "2016-10-20": true, "2016-02-06": true, "2016-05-10": true} {
		if r.works(t, day) != want {
			t.Errorf("%s is a working day: %v", day, !want)
		}
	}
	if v := r.values(t, "calendar_day", "2018-01-01"); v != nil {
		t.Errorf("2018 is on file in 2016: %s", v)
	}
	w.day("2017-01-01")
	r.put(t, "admin", "calendar_day", "2016-05-20", set(t, "note", "停电一天"))
	r.must(t)
	if v := r.values(t, "calendar_day", "2018-01-01"); v == nil {
		t.Error("the next year is not on file in 2017")
	}
	if r.works(t, "2016-06-12") {
		t.Error("the correction is gone in the new year")
	}
}

func (r *Runner) works(t *testing.T, day string) (works bool) {
	t.Helper()
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		c, err := workdays(l)
		at, bad := time.ParseInLocation(time.DateOnly, day, models.China)
		works = c.Working(at)
		if err == nil {
			err = bad
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return works
}

// TestOfDays: a correction counts whatever comes first.
func TestOfDays(t *testing.T) {
	at := time.Date(2016, 5, 20, 12, 0, 0, 0, models.China)
	days := []models.CalendarDay{{Day: "2016-05-20", Correction: models.DayOff}, {Day: "2016-05-20", Announced: models.DayWorked}}
	if calendar.OfDays(days).Working(at) {
		t.Error("the announcement of a second record counts")
	}
	days[0].Correction = models.DayByWeekday
	days[1].Announced = models.DayOff
	if !calendar.OfDays(days).Working(at) {
		t.Error("a Friday that is corrected to be one is none")
	}
}
