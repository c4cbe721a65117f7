package rules

import (
	"time"

	"fieldsync/models/calendar"
)

// visitDuties are what the clock asks about visits.
func visitDuties() []Rule {
	return []Rule{{
		ID: "R-VISIT-01", Collection: "star_customer", On: OnDay, Severity: Task,
		Act: func(in In) []Effect { return dueVisit(in, "7", calendar.Quarter, in.Params.Int("visits_7_star")) },
	}, {
		ID: "R-VISIT-02", Collection: "star_customer", On: OnDay, Severity: Task,
		Act: func(in In) []Effect { return dueVisit(in, "6", calendar.HalfYear, in.Params.Int("visits_6_star")) },
	}, {
		ID: "R-VISIT-05", Collection: "staff", On: OnDay, Severity: Warn,
		Act: missingPlan,
	}}
}

// dueVisit asks for the visits that a star still lacks in the period, and flags
// the period before when it lacked them to its end.
func dueVisit(in In, star string, period calendar.Period, want int) (out []Effect) {
	if in.text("star") != star || in.yes("no_home_visit") || !in.empty("special_visit_need") || in.Now.IsZero() || in.Related == nil {
		return nil
	}
	before := period.First(period.First(in.Now).AddDate(0, 0, -1))
	visits := in.visitsSince(before)
	if from, ok := in.date("star_from"); (!ok || !from.After(before)) && countIn(visits, period, before) < want {
		out = append(out, Effect{Outcome: Flag, Period: periodName(period, before), Field: "star",
			EN: "was not visited in " + periodName(period, before), ZH: periodName(period, before) + "未完成上门拜访"})
	}
	if countIn(visits, period, in.Now) >= want {
		return out
	}
	name := periodName(period, in.Now)
	return append(out, Effect{Outcome: Task, Period: name, To: in.manager(),
		Task: Work{Duty: "7", Customer: in.text("customer"), StarCustomer: in.ID, Due: calendar.EndOf(period.Last(in.Now)), Channels: []string{"上门"}},
		EN:   "visit this customer in " + name, ZH: "请在" + name + "内完成上门拜访"})
}

// visitsSince are the times of the completed visits to the star customer.
func (in In) visitsSince(since time.Time) (times []time.Time) {
	for _, f := range in.related("visit_record", "star_customer", in.ID, since) {
		at, ok := momentOf(f.Values, "arrived_at")
		if ok && !draftOf(f.Values) && textOf(f.Values, "review") != "void" {
			times = append(times, at)
		}
	}
	return times
}

func countIn(times []time.Time, period calendar.Period, of time.Time) (n int) {
	for _, t := range times {
		if period.Same(t, of) {
			n++
		}
	}
	return n
}

// missingPlan reminds a manager whose plan of the month is not there by the
// deadline, and tells his team leader.
func missingPlan(in In) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.works("CSM", "SSM") || calendar.Day(in.Now).Day() <= in.Params.Int("plan_deadline_day") {
		return nil
	}
	month := calendar.Day(in.Now).Format("2006-01")
	for _, f := range in.related("visit_plan", "planner", in.ID, time.Time{}) {
		if textOf(f.Values, "plan_month") == month {
			return nil
		}
	}
	e := Effect{Outcome: Warn, Period: month, To: To{Staff: in.ID}, EN: "no visit plan for " + month + ": make it", ZH: month + "的拜访计划未拟定,请尽快拟定"}
	tl := e
	tl.Part, tl.To = "TL", To{Role: "TL", Of: in.ID}
	return []Effect{e, tl}
}
