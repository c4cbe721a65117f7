package rules

import (
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// orderDuties are about work orders, follow-ups and problems reported.
func orderDuties() []Rule {
	return []Rule{
		duty("R-WO-01", "work_order", OnHour, Warn, notAccepted),
		duty("R-WO-02", "work_order", OnHour, Set, overdue),
		duty("R-WO-03", "staff", OnHour, Warn, notCleared),
		duty("R-WO-04", "work_order", OnArrival, Set, handedOn),
		duty("R-WO-05", "work_order", OnArrival, Warn, refusedOrder),
		duty("R-DELIV-01", "delivery_record", OnArrival, Set, setMode),
		duty("R-DELIV-04", "work_order", OnHour, Task, lateOpening),
		duty("R-VISIT-15", "visit_record", OnArrival, Warn, tookGoods),
		duty("R-VISIT-17", "visit_record", OnArrival, Task, retain),
		duty("R-VISIT-18", "visit_record phone_contact", OnArrival, Task, unresolved),
		duty("R-VISIT-19", "follow_up", OnHour, Warn, promiseOverdue),
		duty("R-FEED-01", "problem_feedback", OnHour, Task, unanswered),
		duty("R-DATA-04", AnyCollected, OnArrival, Task, contested),
	}
}

func (in *In) unfinished() bool { return in.oneOf("status", "待接收", "办理中", "已超时") }

func notAccepted(in *In) []Effect {
	issued, ok := in.moment("issued_at")
	if !ok || in.text("status") != "待接收" || in.Now.Before(issued.Add(in.Params.Hours("order_accept_hours"))) {
		return nil
	}
	return during(in.text("issued_at"), tell(To{Staff: in.text("assignee")}, "a work order is not accepted yet: accept it", "有工单尚未接收,请及时接收"))
}

// overdue marks an order that was not done in time and tells the team leader. A
// new time limit is a new period.
func overdue(in *In) []Effect {
	due, ok := in.moment("due_at")
	if !ok || !in.oneOf("status", "待接收", "办理中") || !in.Now.After(due) {
		return nil
	}
	return during(in.text("due_at"), put("status", "已超时", "is overdue", "工单已超时"),
		tell(leader(in.text("assignee")), "a work order is overdue: see to it", "有工单已超时,请督办"))
}

// handedOn gives an order to whom it was handed on to, to be accepted anew, and
// has his leader see that he can reach the customer. Every handing on is for
// itself.
func handedOn(in *In) []Effect {
	to := in.text("transferred_to")
	if in.text("status") != "已转办" || to == "" {
		return nil
	}
	mine := tell(To{Staff: to}, "an order was handed on to you: accept it", "有工单转办给您,请及时接收")
	up := tell(leader(to), "an order was handed on to one of the team: see that the customer is assigned to him", "有工单转办给本班组人员,请确认客户已分配给其")
	up.Part = "TL"
	return during(to+" "+in.text("accepted_at")+" "+in.text("transfer_reason"), append(in.unless(put("assignee", to, "is handed on", "工单已转办")),
		put("status", "待接收", "is handed on and waits to be accepted", "转办工单待接收"), mine, up)...)
}

// dispatchers are who gave an order out, by its origin.
var dispatchers = map[string]string{"服务主管派单": "SUP", "服务管理经理派单": "SVM", "欠费派单": "ARR"}

// refusedOrder tells whoever gave it out that an order came back.
func refusedOrder(in *In) []Effect {
	if in.text("status") != "已退回" {
		return nil
	}
	to := leader(in.text("assignee"))
	if role := dispatchers[in.text("origin")]; role != "" {
		to = To{Role: role}
	}
	return during(in.text("refusal_reason"), tell(to, "an order was refused: give it to somebody else", "工单被退回,请重新派发"))
}

// notCleared tells the team leader at the end of the day what is still open of
// the day's orders (日清).
func notCleared(in *In) []Effect {
	windows := in.Params.Windows("office_windows")
	if in.Now.IsZero() || in.Related == nil || !in.works("CSM", "AM", "SSM") || !in.calendar().Working(in.Now) || clockOf(in.Now) < string(windows[len(windows)-1].To) {
		return nil
	}
	n := 0
	for _, f := range in.related("work_order", "assignee", in.ID, time.Time{}) {
		due, ok := momentOf(f.Values, "due_at")
		if order := (In{Record: f.Values}); ok && order.unfinished() && calendar.Day(due).Equal(calendar.Day(in.Now)) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	count := strconv.Itoa(n)
	return during(in.today(), tell(leader(in.ID), count+" work orders of the day are open", "当日有"+count+"张工单未完成(日清)"))
}

func setMode(in *In) []Effect {
	users, ok := in.number("users_count")
	if !ok || !in.empty("delivery_mode") {
		return nil
	}
	mode := modeFor(users, in.Params)
	return []Effect{put("delivery_mode", mode, "delivery: "+mode, "交付方式:"+mode)}
}

// lateOpening is about the orders that bring a user into the network.
func lateOpening(in *In) []Effect {
	due, ok := in.moment("due_at")
	if !ok || !in.oneOf("duty", "2", "3") || !in.unfinished() || !in.Now.After(due) {
		return nil
	}
	e := in.followUp(To{Staff: in.text("assignee")}, inDays(in.Now, 1), "opening or terminal is late: calm the customer and push inside", "开通或终端延迟,请对外安抚、对内协调")
	return during(in.text("due_at"), e)
}

// tookGoods tells the team leader of what R-VISIT-15 flags.
func tookGoods(in *In) []Effect {
	if len(checkGoods(in)) == 0 {
		return nil
	}
	return []Effect{tell(leader(in.someone("", "visitor", "collected_by").Staff), "goods or a fee were taken from a customer: see to it", "有人收受客户财物或收取服务费,请处理")}
}

func retain(in *In) []Effect {
	leaving := in.oneOf("customer_satisfied", "不满意") && !in.empty("retention_result")
	for _, p := range in.texts("purposes") {
		leaving = leaving || p == "V6"
	}
	at, ok := in.moment("arrived_at")
	if !leaving || !ok {
		return nil
	}
	e := in.followUp(in.someone("CSM", "visitor", "collected_by"), inDays(at, in.Params.Int("follow_up_days")), "follow up the retention of this customer", "请跟进该客户的维系挽留")
	return []Effect{e}
}

// unresolved asks for a reply where something was left open and no follow-up
// says who sees to it.
func unresolved(in *In) []Effect {
	at, ok := in.moment("collected_at")
	needs := in.text("customer_satisfied") == "不满意" || !in.empty("objections") && in.empty("accepted")
	if !ok || !needs || !in.empty("follow_ups") {
		return nil
	}
	e := in.followUp(in.someone("CSM", "visitor", "collected_by"), inDays(at, in.Params.Int("follow_up_days")), "answer what was left open, by the time promised", "请在承诺时间内答复客户未解决的问题")
	return []Effect{e}
}

// promiseOverdue asks the owner to apologise and takes the matter higher.
func promiseOverdue(in *In) []Effect {
	by, ok := in.moment("promised_reply_at")
	if !ok || !in.oneOf("status", "待办", "进行中") || !in.Now.After(by) {
		return nil
	}
	owner := in.text("owner")
	up := tell(leader(owner), "a promised reply to a customer is overdue", "有对客户的承诺已逾期")
	up.Part = "TL"
	return during(in.text("promised_reply_at"), tell(To{Staff: owner}, "a promised reply is overdue: apologise and give the reason", "承诺的答复已逾期,请主动致歉并说明原因"),
		up, put("status", "已升级", "is escalated", "已升级"))
}

func unanswered(in *In) []Effect {
	by, ok := in.moment("time_limit")
	if !ok || !in.empty("answered_at") || in.yes("soothed") || !in.Now.After(by) {
		return nil
	}
	e := in.followUp(in.someone("CSM", "collected_by"), inDays(in.Now, 1), "the problem is not answered in time: explain and calm the customer", "问题未按时答复,请向客户解释和安抚")
	return during(in.text("time_limit"), e)
}

// contested asks the reviewer to choose where two people say different things;
// what the key person's service manager says is a hint.
func contested(in *In) (out []Effect) {
	if in.Conflicts == nil {
		return nil
	}
	for _, field := range in.Conflicts() {
		e := in.followUp(in.someone("BO", "reviewer"), inDays(in.Now, in.Params.Int("follow_up_days")), field+" has different values from two people: choose", field+"有不同人员填写的不同值,请核定")
		e.Part = field
		if hint := in.text("kp_service_manager"); hint != "" {
			e.EN, e.ZH = e.EN+" (hint: that of "+hint+")", e.ZH+"(参考关键人服务经理"+hint+"的填写)"
		}
		out = append(out, e)
	}
	return out
}

// OnTime counts the orders that were due in the month of a day and those of them
// that were done by their time limit (工单完成率, domain.md 2.31).
func OnTime(orders []models.Values, month time.Time) (done, due int) {
	for _, v := range orders {
		limit, ok := momentOf(v, "due_at")
		if !ok || !calendar.Month.Same(limit, month) {
			continue
		}
		due++
		if at, ok := momentOf(v, "done_at"); ok && !at.After(limit) {
			done++
		}
	}
	return done, due
}
