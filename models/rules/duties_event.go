package rules

import (
	"time"

	"fieldsync/models/calendar"
)

// eventDuties are about showcases.
func eventDuties() []Rule {
	return []Rule{
		duty("R-SHOW-01", "staff", OnDay, Task, eventList),
		duty("R-SHOW-02", "showcase_event", OnArrival, Task, agreeDate),
		duty("R-SHOW-08", "showcase_event", OnHour, Flag, lateStart),
		duty("R-SHOW-12", "event_lead", OnArrival, Task, strongLead),
		duty("R-SHOW-15", "showcase_event", OnDay, Task, evaluate),
	}
}

// eventList asks the supervisor for the month's events when none is planned.
func eventList(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.works("SUP") || len(in.related("showcase_event", "plan_month", in.month(), time.Time{})) > 0 {
		return nil
	}
	due := inDays(calendar.Month.First(in.Now), in.Params.Int("event_list_day")-1)
	return during(in.month(), chore(To{Staff: in.ID}, due, "comb the listed customers and fix this month's showcases: list, purpose, schedule", "请梳理清单客户,确定本月智能秀名单、目的和排期"))
}

func agreeDate(in *In) []Effect {
	if in.text("status") != "已派单" || in.Now.IsZero() {
		return nil
	}
	e := in.order(5, To{Role: "AM"}, inDays(in.Now, in.Params.Int("follow_up_days")), "agree the date of the showcase with the customer", "请与客户约定智能秀的具体时间", "电话", "上门")
	return []Effect{e}
}

// lateStart flags an event that is not running at its time.
func lateStart(in *In) []Effect {
	start, ok := in.moment("agreed_start")
	if !ok || !in.oneOf("status", "客户已确认", "准备就绪", "预热中") || !in.Now.After(start) {
		return nil
	}
	return during(in.text("agreed_start"), mark("agreed_start", "has passed and the event does not run", "已过约定开始时间,活动尚未开始"))
}

func strongLead(in *In) []Effect {
	at, ok := in.moment("collected_at")
	if !ok || in.text("intent_level") != "大" || !in.empty("follow_up") {
		return nil
	}
	return []Effect{in.followUp(in.collector(), inDays(at, in.Params.Int("lead_days")), "strong interest at the event: follow up", "入网倾向大,请及时跟进")}
}

func evaluate(in *In) []Effect {
	end, ok := in.moment("agreed_end")
	if !ok || in.text("status") != "已结束" || !in.empty("evaluation") || in.Related == nil || len(in.related("event_evaluation", "event", in.ID, time.Time{})) > 0 {
		return nil
	}
	return []Effect{in.followUp(To{Role: "SUP"}, inDays(end, in.Params.Int("follow_up_days")), "evaluate the event: keep the figures of new customers", "请填写活动效果评估,保留拉新的量化数据")}
}
