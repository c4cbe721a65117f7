package rules

// orderDuties are what the clock asks about work orders.
func orderDuties() []Rule {
	return []Rule{{
		ID: "R-WO-02", Collection: "work_order", On: OnHour, Severity: Set,
		Act: overdue,
	}}
}

// overdue marks an order that was not done in time and tells the team leader. A
// new time limit is a new period.
func overdue(in In) []Effect {
	due, ok := in.moment("due_at")
	switch in.text("status") {
	case "待接收", "办理中":
	default:
		return nil
	}
	if !ok || !in.Now.After(due) {
		return nil
	}
	period := in.text("due_at")
	return []Effect{
		{Outcome: Set, Period: period, Field: "status", Value: quoted("已超时"), EN: "is overdue", ZH: "工单已超时"},
		{Outcome: Warn, Period: period, To: To{Role: "TL", Of: in.text("assignee")}, EN: "a work order is overdue: see to it", ZH: "有工单已超时,请督办"},
	}
}
