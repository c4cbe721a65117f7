package rules

import (
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// qualityDuties are about inspections, meetings and appraisal.
func qualityDuties() []Rule {
	return []Rule{
		duty("R-QC-01", "staff", OnDay, Warn, func(in *In) []Effect { return inspectedOf(in, 10, false) }),
		duty("R-QC-02", "staff", OnDay, Warn, func(in *In) []Effect { return inspectedOf(in, 5, true) }),
		duty("R-QC-03", "staff", OnDay, Warn, nothingInspected),
		duty("R-QC-05", "recording_qc", OnDay, Task, explainResults),
		duty("R-DQ-01", "customer", OnDay, Task, checkNewData),
		duty("R-MEET-01", "team", OnDay, Warn, noMorningMeeting),
		duty("R-MEET-02", "team", OnDay, Task, monthPapers),
		duty("R-KPI-01", "staff", OnDay, Task, appraisal),
	}
}

// lastMonth is the month before that of now.
func (in *In) lastMonth() time.Time { return before(calendar.Month, in.Now) }

// dated lists the related records whose day lies in the period of another.
func (in *In) dated(collection, field, day string, period calendar.Period, of time.Time) (out []models.Values) {
	for _, f := range in.related(collection, field, in.ID, period.First(of)) {
		on, err := models.CalDate(textOf(f.Values, day)).Time()
		if err == nil && period.Same(on, of) {
			out = append(out, f.Values)
		}
	}
	return out
}

// inspectedOf counts a manager's recordings of the month that is over.
func inspectedOf(in *In, want int, alerts bool) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.works("CSM", "SSM") {
		return nil
	}
	n, month := 0, in.lastMonth()
	for _, v := range in.dated("recording_qc", "manager", "inspected_on", calendar.Month, month) {
		if !alerts || string(v["is_alert"]) == "true" {
			n++
		}
	}
	if n >= want {
		return nil
	}
	en, zh := "recordings", "录音"
	if alerts {
		en, zh = "alert recordings", "预警处理录音"
	}
	name := in.text("name")
	return during(month.Format("2006-01"), tell(To{Role: "QC"}, name+" has "+strconv.Itoa(n)+" of "+strconv.Itoa(want)+" inspected "+en, name+"被质检的"+zh+"为"+strconv.Itoa(n)+"条,应不少于"+strconv.Itoa(want)+"条"))
}

// nothingInspected is about the working day before.
func nothingInspected(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.works("QC") {
		return nil
	}
	day := in.calendar().After(in.Now, -1)
	for _, v := range in.dated("recording_qc", "inspector", "inspected_on", calendar.Month, day) {
		if textOf(v, "inspected_on") == day.Format(time.DateOnly) {
			return nil
		}
	}
	return during(day.Format(time.DateOnly), tell(To{Staff: in.ID}, "no recording was inspected on "+day.Format(time.DateOnly), day.Format(time.DateOnly)+"未质检录音,应按天质检"))
}

func explainResults(in *In) []Effect {
	on, ok := in.date("inspected_on")
	if !ok || !in.empty("explained_at_meeting") || in.Now.IsZero() {
		return nil
	}
	return []Effect{chore(leader(in.text("manager")), inDays(on, in.Params.Int("qc_explain_days")), "explain the inspection at a team meeting", "请在班组例会讲解质检结果")}
}

// rounds are when a manager goes over his data: by mid-month and to its end.
func (in *In) round() (name string, due time.Time) {
	mid := in.Params.Int("maintenance_day")
	if calendar.Day(in.Now).Day() <= mid {
		return "月中", inDays(calendar.Month.First(in.Now), mid-1)
	}
	return "月末", calendar.EndOf(calendar.MonthEnd(in.Now))
}

// checkNewData asks for the check of a customer made this month, each round.
func checkNewData(in *In) []Effect {
	made, ok := MadeAt(in.ID)
	if !ok || in.Now.IsZero() || in.Related == nil || !calendar.Month.Same(made, in.Now) {
		return nil
	}
	name, due := in.round()
	for _, v := range in.dated("data_quality_check", "customer", "checked_on", calendar.Month, in.Now) {
		if textOf(v, "round") == name {
			return nil
		}
	}
	e := in.followUp(To{Role: "QC"}, due, "check the data of this new customer", "请质检该新建客户的资料")
	return during(in.month()+name, e)
}

// noMorningMeeting is about the working day before.
func noMorningMeeting(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || in.empty("leader") || in.text("kind") == "" {
		return nil
	}
	day := in.calendar().After(in.Now, -1)
	for _, v := range in.dated("meeting_record", "team", "held_on", calendar.Month, day) {
		if textOf(v, "kind") == "晨会" && textOf(v, "held_on") == day.Format(time.DateOnly) {
			return nil
		}
	}
	return during(day.Format(time.DateOnly), tell(To{Staff: in.text("leader")}, "no record of the morning meeting of "+day.Format(time.DateOnly), day.Format(time.DateOnly)+"缺少晨会记录"))
}

// monthPapers asks for the archive of the morning records and for the reports of
// the month that is over.
func monthPapers(in *In) (out []Effect) {
	if in.Now.IsZero() || in.Related == nil || in.empty("leader") {
		return nil
	}
	month, archived, reports := in.lastMonth(), true, map[string]bool{"考勤": true, "维系业绩": true, "服务质量": true, "营销积分": true}
	for _, v := range in.dated("meeting_record", "team", "held_on", calendar.Month, month) {
		meeting := In{Record: v}
		archived = archived && (meeting.text("kind") != "晨会" || !meeting.empty("archived_on"))
		for _, r := range meeting.texts("reports") {
			delete(reports, r)
		}
	}
	to, due := To{Staff: in.text("leader")}, inDays(calendar.Month.First(in.Now), in.Params.Int("month_papers_day")-1)
	if !archived {
		e := chore(to, due, "archive last month's morning records", "请归档上月晨会记录")
		e.Part = "archive"
		out = append(out, e)
	}
	if len(reports) > 0 {
		e := chore(to, due, "submit last month's reports", "请上报上月考勤、维系业绩、服务质量、营销积分报表")
		e.Part = "reports"
		out = append(out, e)
	}
	return during(month.Format("2006-01"), out...)
}

// Appraised are the roles of those who are appraised; each is a post too.
var Appraised = []string{"AM", "CSM", "SSM"}

// appraisal asks for last month's results to be published and talked over; that
// the person gave an opinion is no talk.
func appraisal(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.works(Appraised...) || calendar.Day(in.Now).Day() < in.Params.Int("appraisal_day") {
		return nil
	}
	month := in.lastMonth().Format("2006-01")
	of := func(collection, field string) bool {
		for _, f := range in.related(collection, "staff", in.ID, in.lastMonth()) {
			if textOf(f.Values, "month") == month && textOf(f.Values, field) != "" {
				return true
			}
		}
		return false
	}
	if of("kpi_result", "published_on") && of("kpi_feedback", "content") {
		return nil
	}
	return during(month, chore(leader(in.ID), inDays(in.Now, in.Params.Int("follow_up_days")), "publish the results of "+month+" and talk them over with each person", "请公布"+month+"考核结果并逐人反馈"))
}
