package rules

import (
	"strings"
	"time"

	"fieldsync/models/calendar"
)

// visitDuties are what the clock asks about visits and calls.
func visitDuties() []Rule {
	return []Rule{
		duty("R-VISIT-01", "star_customer", OnDay, Task, func(in *In) []Effect { return dueVisit(in, "7", calendar.Quarter, "visits_7_star") }),
		duty("R-VISIT-02", "star_customer", OnDay, Task, func(in *In) []Effect { return dueVisit(in, "6", calendar.HalfYear, "visits_6_star") }),
		duty("R-VISIT-03", "star_customer", OnDay, Task, func(in *In) []Effect { return dueVisit(in, "5", calendar.HalfYear, "visits_5_star") }),
		duty("R-VISIT-05", "staff", OnDay, Warn, missingPlan),
		duty("R-PHONE-01", "star_customer", OnDay, Task, func(in *In) []Effect { return dueCall(in, "7", calendar.TwoMonths) }),
		duty("R-PHONE-02", "star_customer", OnDay, Task, func(in *In) []Effect { return dueCall(in, "56", calendar.Quarter) }),
		duty("R-PHONE-06", "phone_contact", OnArrival, Task, callAgain),
		duty("R-SMS-07", "star_customer", OnHour, Task, welcome),
	}
}

// dueVisit asks for the visits that a star still lacks in the period, and flags
// the period before when it lacked them to its end.
func dueVisit(in *In, star string, period calendar.Period, param string) []Effect {
	want := in.Params.Int(param)
	if in.text("star") != star || !in.starred() || in.yes("no_home_visit") || !in.empty("special_visit_need") || in.Related == nil {
		return nil
	}
	visits := in.doneSince(before(period, in.Now), "visit_record", "arrived_at", func(*In) bool { return true })
	out := in.missed(visits, period, want, "was not visited in ", "未完成上门拜访")
	if countIn(visits, period, in.Now) >= want {
		return out
	}
	name := periodName(period, in.Now)
	e := in.order(7, in.manager(), calendar.EndOf(period.Last(in.Now)), "visit this customer in "+name, "请在"+name+"内完成上门拜访", "上门")
	return append(out, during(name, e)...)
}

// dueCall is the same for calls; a visit is no call (Q5).
func dueCall(in *In, stars string, period calendar.Period) []Effect {
	want := in.Params.Int("calls_" + stars + "_star")
	level := in.text("star")
	if level == "" || !strings.Contains(stars, level) || !in.starred() || in.Related == nil {
		return nil
	}
	calls := in.doneSince(before(period, in.Now), "phone_contact", "started_at", func(call *In) bool { return call.outbound() && call.yes("connected") })
	out := in.missed(calls, period, want, "was not called in ", "未完成电话拜访")
	if countIn(calls, period, in.Now) >= want {
		return out
	}
	name := periodName(period, in.Now)
	e := in.order(7, in.manager(), calendar.EndOf(period.Last(in.Now)), "call this customer in "+name, "请在"+name+"内完成电话拜访", "电话")
	return append(out, during(name, e)...)
}

// starred says whether the star holds by now: it is set a month ahead.
func (in *In) starred() bool {
	from, ok := in.date("star_from")
	return !in.Now.IsZero() && (!ok || !from.After(in.Now))
}

// before is the first day of the period before that of now.
func before(period calendar.Period, now time.Time) time.Time {
	return period.First(period.First(now).AddDate(0, 0, -1))
}

// missed flags the period before, if the star was held from its beginning.
func (in *In) missed(done []time.Time, period calendar.Period, want int, en, zh string) []Effect {
	last := before(period, in.Now)
	if from, ok := in.date("star_from"); !ok || from.After(last) || countIn(done, period, last) >= want {
		return nil
	}
	name := periodName(period, last)
	return during(name, mark("star", en+name, name+zh))
}

// doneSince are the times of what was done for the star customer.
func (in *In) doneSince(since time.Time, collection, field string, fits func(*In) bool) (times []time.Time) {
	for _, f := range in.related(collection, "star_customer", in.ID, since) {
		at, ok := momentOf(f.Values, field)
		if ok && !draftOf(f.Values) && textOf(f.Values, "review") != "void" && fits(&In{Record: f.Values}) {
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
func missingPlan(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.works("CSM", "SSM") || calendar.Day(in.Now).Day() <= in.Params.Int("plan_deadline_day") {
		return nil
	}
	month := in.month()
	for _, f := range in.related("visit_plan", "planner", in.ID, time.Time{}) {
		if textOf(f.Values, "plan_month") == month {
			return nil
		}
	}
	en, zh := "no visit plan for "+month+": make it", month+"的拜访计划未拟定,请尽快拟定"
	up := tell(leader(in.ID), en, zh)
	up.Part = "TL"
	return during(month, tell(To{Staff: in.ID}, en, zh), up)
}

// callAgain books another call where the customer was busy or was not reached.
func callAgain(in *In) []Effect {
	at, ok := in.moment("started_at")
	next, agreed := in.moment("next_call_at")
	if !ok || !in.outbound() || !agreed && in.yes("connected") {
		return nil
	}
	due := inDays(at, in.Params.Int("follow_up_days"))
	if agreed {
		due = next
	}
	return during(in.text("next_call_at"), in.followUp(in.someone("CSM", "collected_by"), due, "call this customer again as agreed", "请按约定时间再次致电客户"))
}

// welcome asks for the first message to a new or risen star customer and flags
// when there was none by noon of the last day. Stars of long ago are left alone.
func welcome(in *In) []Effect {
	from, ok := in.date("star_from")
	if !ok || in.Related == nil || in.text("star") == "0" || in.empty("star") || in.Now.Before(from) || in.Now.After(from.AddDate(0, 0, 60)) {
		return nil
	}
	due := calendar.Day(from.AddDate(0, 0, 7)).Add(12 * time.Hour)
	for _, f := range in.related("sms_message", "recipient", in.ID, from.AddDate(0, 0, -1)) {
		message := In{Record: f.Values}
		if sent, ok := message.moment("sent_at"); ok && message.text("sms_type") == "M9" && !sent.Before(from) && sent.Before(due) {
			return nil
		}
	}
	if !in.Now.Before(due) {
		return during(in.text("star_from"), mark("star_from", "got no welcome within seven days", "入会七天内未发送首次拜访短信"))
	}
	return during(in.text("star_from"), in.order(7, in.manager(), due, "send the welcome message", "请发送新客户首次拜访短信", "短信"))
}
