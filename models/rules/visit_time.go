package rules

import (
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

var timeRules = []Rule{{
	ID: "R-VISIT-06", Collection: "visit_record", On: OnEntry, Severity: Warn,
	Check: checkAppointed,
}, {
	ID: "R-VISIT-08", Collection: "visit_record", On: OnEntry, Severity: Flag,
	Check: checkPunctual,
}, {
	ID: "R-DATA-01", Collection: AnyCollected, On: OnEntry, Severity: Flag,
	Check: checkLateEntry,
}}

// checkAppointed is silent about an appointment that this device does not hold:
// it may well have been made in time.
func checkAppointed(in *In) []models.Problem {
	if in.empty("appointment") {
		return []models.Problem{problem("appointment", "is missing: make one at least a day before", "没有预约,应提前一天预约")}
	}
	made, known := momentOf(in.linked("appointment", "appointment"), "made_at")
	visit, started := visitStart(in)
	if days := in.Params.Int("appointment_days"); !known || !started || !calendar.Day(made).AddDate(0, 0, days).After(calendar.Day(visit)) {
		return nil
	}
	return []models.Problem{problem("appointment", "was made on the day of the visit: make it a day before", "预约时间不足一天,应提前一天预约")}
}

// visitStart is when the visit began, or shall begin.
func visitStart(in *In) (time.Time, bool) {
	if t, ok := in.moment("arrived_at"); ok {
		return t, true
	}
	return in.moment("scheduled_start")
}

func checkPunctual(in *In) []models.Problem {
	agreed, ok := momentOf(in.linked("appointment", "appointment"), "agreed_start")
	if !ok {
		agreed, ok = in.moment("scheduled_start")
	}
	arrived, there := in.moment("arrived_at")
	if !ok || !there || !arrived.After(agreed.Add(in.Params.Minutes("arrival_grace_minutes"))) {
		return nil
	}
	out := []models.Problem{problem("arrived_at", "is later than agreed: enter the cause", "迟到,请填写原因")}
	if called, ok := in.moment("late_notice_at"); !ok || !called.Before(agreed) {
		out = append(out, problem("late_notice_at", "is not before the agreed time: the customer was kept waiting without a call",
			"未在约定时间之前致电客户"))
	}
	return out
}

// checkLateEntry judges by the arrival once there is one: what is shown years
// later must not turn late by itself.
func checkLateEntry(in *In) []models.Problem {
	happened, ok := in.moment("collected_at")
	submitted, arrived := in.moment("submitted_at")
	if !arrived {
		submitted = in.Now
	}
	allowed := in.Params.Hours("late_entry_hours")
	if !ok || submitted.IsZero() || in.draft() || submitted.Sub(happened) <= allowed {
		return nil
	}
	n := strconv.Itoa(int(allowed.Hours()))
	return []models.Problem{problem("collected_at", "is more than "+n+" hours before submission: enter records sooner",
		"提交晚于采集"+n+"小时以上,请及时录入")}
}
