package main

import (
	"time"

	"fieldsync/api"
	"fieldsync/server/chores"
)

// choresEvery is how soon the server looks whether bills have come, a month has
// begun, or something is due.
const choresEvery = time.Second

// doChores does what the server does unasked until it ends. A fault that lasts
// is told once.
func (s *service) doChores(con *console) {
	tick := time.NewTicker(choresEvery)
	defer tick.Stop()
	told := ""
	for {
		if err := s.chores.Round(con); err != nil && con.Err() == nil && err.Error() != told {
			told = err.Error()
			con.note("stars, calendar and duties: %v", err)
		}
		select {
		case <-tick.C:
		case <-con.Done():
			return
		}
	}
}

func (s *service) gauges() []api.Gauge {
	r := s.chores.Report()
	unix := func(t time.Time) int64 {
		if t.IsZero() {
			return 0
		}
		return t.Unix()
	}
	return []api.Gauge{
		{Kind: "gauge", Name: "fieldsync_chores_last_seconds", Help: "When stars, calendar and duties were last looked at, Unix time; 0: not yet.", Value: unix(r.At)},
		{Kind: "gauge", Name: "fieldsync_clock_asked_seconds", Help: "When this server last asked all rules that run by the clock, Unix time; 0: not yet.", Value: unix(r.Asked)},
		{Kind: "counter", Name: "fieldsync_duties_made_total", Help: "Orders, follow-ups, notices and values this server made by the clock.", Value: r.Duties},
		{Kind: "counter", Name: "fieldsync_results_written_total", Help: "Figures of monthly appraisals this server wrote or published.", Value: r.Results},
		{Kind: "counter", Name: "fieldsync_chores_failed_total", Help: "Looks that ended with an error.", Value: r.Failed},
		{Kind: "counter", Name: "fieldsync_stars_written_total", Help: "Star customers whose star, growth or explanation this server changed.", Value: r.Stars},
		{Kind: "counter", Name: "fieldsync_calendar_days_written_total", Help: "Days of the calendar this server changed.", Value: r.Days},
	}
}

// runner is what does the chores, for a command that looks what they come to.
func (o *office) runner(con *console) *chores.Runner {
	return chores.New(o.engine, chores.Options{Now: con.now})
}
