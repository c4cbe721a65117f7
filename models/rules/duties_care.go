package rules

import (
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// careDuties are about newcomers, travellers and complaints.
func careDuties() []Rule {
	return []Rule{
		duty("R-NEW-01", "newcomer_care", OnDay, Task, revisitNewcomer),
		duty("R-NEW-02", "newcomer_care", OnDay, Task, explainBill),
		duty("R-NEW-03", "newcomer_care", OnArrival, Task, adviseUsage),
		duty("R-ROAM-01", "staff", OnDay, Task, travelSeason),
		duty("R-ROAM-02", "roaming_care", OnArrival, Task, cardChanged),
		duty("R-ROAM-03", "roaming_care", OnDay, Task, returned),
		duty("R-COMP-01", "complaint_case", OnArrival, Task, handComplaint),
		duty("R-COMP-02", "complaint_case", OnHour, Warn, complaintDue),
		duty("R-COMP-03", "complaint_case", OnHour, Task, escalate),
		duty("R-COMP-04", "complaint_case", OnArrival, Task, revisitSolved),
		duty("R-COMP-05", "complaint_case", OnArrival, Warn, concentrated),
		duty("R-IM-01", "online_contact", OnHour, Warn, func(in *In) []Effect { return owed(in, true) }),
		duty("R-IM-02", "online_contact", OnHour, Flag, func(in *In) []Effect { return owed(in, false) }),
		duty("R-IM-04", "online_contact", OnDay, Flag, patrols),
		duty("R-IM-05", "online_contact", OnHour, Flag, messageUnanswered),
	}
}

func (in *In) collector() To { return in.someone("CSM", "collected_by") }

// due asks for something until a time and, when it has passed, flags that it
// was not done.
func (in *In) due(late bool, task, flag Effect) []Effect {
	if late {
		return []Effect{flag}
	}
	return []Effect{task}
}

func revisitNewcomer(in *In) []Effect {
	joined, ok := in.date("joined_on")
	if !ok || in.Now.IsZero() || !in.empty("half_month_revisit_at") {
		return nil
	}
	by := inDays(joined, 14)
	return in.due(in.Now.After(by), in.order(4, in.collector(), by, "call the newcomer within two weeks", "请在入网两周内完成半月回访", "电话"),
		mark("half_month_revisit_at", "was not called within two weeks", "入网两周内未完成半月回访"))
}

func explainBill(in *In) []Effect {
	bill, ok := in.date("first_bill_on")
	if !ok || in.Now.IsZero() || !in.empty("bill_explained_at") {
		return nil
	}
	by := calendar.EndOf(calendar.AddMonths(bill, 1))
	return in.due(in.Now.After(by), in.order(4, in.collector(), by, "explain the first bill within a month", "请在首月账单生成后一个月内解读账单", "电话"),
		mark("bill_explained_at", "was not explained within a month", "首月账单一个月内未解读"))
}

// abnormal tells usage that departs from the package by the province's figures.
func abnormal(usedPercent int64, p Params) bool {
	return usedPercent > int64(p.Int("usage_high_percent")) || usedPercent < int64(p.Int("usage_low_percent"))
}

func adviseUsage(in *In) []Effect {
	joined, ok := in.date("joined_on")
	found, dated := in.date("abnormal_found_on")
	if percent, given := in.number("usage_percent"); given && !abnormal(percent, in.Params) {
		return nil
	}
	if !ok || !dated || in.empty("abnormal_kind") || !in.empty("advised") || found.After(calendar.AddMonths(joined, 3)) {
		return nil
	}
	e := in.order(4, in.collector(), inDays(found, in.Params.Int("follow_up_days")), "usage departs from the package: advise a change", "消费与套餐明显不符,请联系客户并建议调整", "电话")
	return during(in.text("abnormal_found_on"), e)
}

// travelSeason begins some days before Spring Festival, the summer holidays and
// the National Day. Festivals stand in the calendar of the office.
func travelSeason(in *In) (out []Effect) {
	if in.Now.IsZero() || !in.works("CSM") {
		return nil
	}
	for n := range in.Params.Int("roaming_lead_days") + 1 {
		day := calendar.Day(in.Now).AddDate(0, 0, n)
		name := ""
		switch day.Format("01-02") {
		case "07-01":
			name = "暑假"
		case "10-01":
			name = "国庆长假"
		default:
			if slices.Contains((&In{Record: in.lookup("calendar_day", day.Format(time.DateOnly))}).texts("festivals"), "春节") {
				name = "春节"
			}
		}
		if name != "" {
			e := chore(To{Staff: in.ID}, calendar.EndOf(day), "before "+name+": tell customers about roaming", name+"前请主动开展国际漫游关怀")
			e.Task.Duty, e.Task.Channels = "11", []string{"短信", "电话"}
			out = append(out, during(day.Format("2006-")+name, e)...)
		}
	}
	return out
}

func cardChanged(in *In) []Effect {
	if in.text("trigger") != "更换国际卡" || in.Now.IsZero() || len(in.texts("items_told")) >= 5 {
		return nil
	}
	return []Effect{in.order(11, in.collector(), inDays(in.Now, 1), "an international card was put in: prepare the customer for going abroad", "客户已更换国际卡,请在出境前做好漫游关怀", "电话")}
}

func returned(in *In) []Effect {
	back, ok := in.date("returned_on")
	if !ok || !in.empty("revisit_at") || in.Now.Before(back) {
		return nil
	}
	by := inDays(back, in.Params.Int("roaming_revisit_days"))
	return during(in.text("returned_on"), in.order(11, in.collector(), by, "the customer is back: ask how roaming was", "客户已归国,请回访漫游感知", "电话"))
}

func (in *In) solved() bool {
	return in.yes("solved_at_once") || in.oneOf("status", "已解决待回访", "已关闭") || !in.empty("solved_at")
}

func handComplaint(in *In) []Effect {
	if in.solved() || in.Now.IsZero() {
		return nil
	}
	by, ok := in.moment("deadline")
	if !ok {
		by = inDays(in.Now, in.Params.Int("follow_up_days"))
	}
	return []Effect{in.order(8, in.someone("SVM", "handler"), by, "a complaint was not solved at once: solve it by the deadline", "投诉未能实时解决,请在时限内办结", "电话")}
}

func complaintDue(in *In) []Effect {
	by, ok := in.moment("deadline")
	if !ok || in.solved() || in.Now.After(by) || in.Now.Before(by.Add(-in.Params.Hours("complaint_remind_hours"))) {
		return nil
	}
	return during(in.text("deadline"), tell(in.someone("SVM", "handler"), "a complaint is due soon: solve it", "投诉即将到期,请尽快办结"))
}

// escalate takes an unsolved case higher and has the customer calmed.
func escalate(in *In) []Effect {
	by, ok := in.moment("deadline")
	if !ok || in.solved() || !in.Now.After(by) {
		return nil
	}
	calm := in.followUp(in.collector(), inDays(in.Now, 1), "the complaint is not solved in time: calm the customer", "投诉未按时解决,请安抚客户")
	svm := in.someone("SVM", "escalated_to")
	out := []Effect{calm, tell(svm, "a complaint passed its deadline unsolved: see to it", "投诉超时未解决,请升级处理")}
	if in.text("status") != "已升级" {
		out = append(out, put("status", "已升级", "is escalated", "已升级"), put("escalated_at", models.MomentOf(in.Now.In(models.China)), "is escalated", "已升级"),
			putPerson("escalated_to", svm, "is escalated to whoever looks after service", "升级至服务管理经理"))
	}
	return during(in.text("deadline"), out...)
}

func revisitSolved(in *In) []Effect {
	at, ok := in.moment("solved_at")
	if !ok || !in.empty("revisit_at") || in.text("kind") == "表扬" {
		return nil
	}
	return []Effect{in.order(8, in.collector(), inDays(at, in.Params.Int("follow_up_days")), "the complaint is solved: ask the customer again", "投诉已解决,请回访客户", "电话")}
}

// concentrated counts the cases of one topic within some days.
func concentrated(in *In) []Effect {
	at, ok := in.moment("received_at")
	if !ok || in.empty("topic") {
		return nil
	}
	first := at.AddDate(0, 0, -in.Params.Int("topic_days"))
	n := 1
	for _, f := range in.related("complaint_case", "topic", in.text("topic"), first) {
		if other, ok := momentOf(f.Values, "received_at"); ok && !other.Before(first) && !other.After(at) {
			n++
		}
	}
	if n < in.Params.Int("topic_cases") {
		return nil
	}
	e := tell(To{Role: "SVM"}, "many cases have the topic "+in.text("topic")+": prepare an escalation", "问题集中:"+in.text("topic")+",请准备升级处理")
	e.Subject = Ref{"complaint_topic", in.text("topic")}
	return during(calendar.Day(at).Format(time.DateOnly), e)
}

// owed is about a star customer's question that has no response yet.
func owed(in *In, within bool) []Effect {
	asked, ok := in.moment("asked_at")
	if !ok || in.empty("star_customer") || !in.empty("first_response_at") || in.inService(asked) != within {
		return nil
	}
	late, soon := in.answerBy(asked), in.answerBy(asked).Add(-in.Params.Minutes("im_warn_minutes"))
	switch {
	case !in.Now.Before(late):
		return []Effect{mark("first_response_at", "is missing: the customer waits beyond the time allowed", "超过时限仍未初次响应")}
	case within && !in.Now.Before(soon):
		return []Effect{tell(in.collector(), "a star customer waits for a first response", "星级客户咨询待响应,请尽快回复")}
	}
	return nil
}

// patrols are judged when the day is over.
func patrols(in *In) (out []Effect) {
	asked, ok := in.moment("asked_at")
	work, counted := in.number("patrols_work")
	off, known := in.number("patrols_off")
	if !ok || !calendar.Day(asked).Before(calendar.Day(in.Now)) {
		return nil
	}
	if counted && work < 3 && in.calendar().Working(asked) {
		out = append(out, mark("patrols_work", "are fewer than three in working hours", "工作时间巡查少于3次"))
	}
	if known && off < 1 {
		out = append(out, mark("patrols_off", "are none outside working hours", "非工作时间未巡查"))
	}
	return out
}

// messageUnanswered is about messages left by whoever has no star (自助留言).
func messageUnanswered(in *In) []Effect {
	asked, ok := in.moment("asked_at")
	if !ok || !in.empty("star_customer") {
		return nil
	}
	answered, given := in.moment("first_response_at")
	if !given {
		answered = in.Now
	}
	if answered.Sub(asked) <= 24*time.Hour {
		return nil
	}
	return []Effect{mark("first_response_at", "is not within 24 hours", "留言24小时内未回复")}
}
