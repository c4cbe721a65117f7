package rules

import "fieldsync/models/calendar"

// renewalDuties are what the clock asks about contracts.
func renewalDuties() []Rule {
	return []Rule{{
		ID: "R-RENEW-03", Collection: "account_number", On: OnDay, Severity: Task,
		Act: expiring,
	}}
}

// expiring asks for the renewal of a contract that ends within some months.
func expiring(in In) []Effect {
	end, ok := in.date("contract_end")
	if !ok || in.Now.IsZero() || !in.yes("in_use") {
		return nil
	}
	today := calendar.Day(in.Now)
	if today.After(end) || calendar.AddMonths(today, in.Params.Int("renewal_lock_months")).Before(end) {
		return nil
	}
	star := in.linked("star_customer", "star_customer")
	return []Effect{{Outcome: Task, Period: in.text("contract_end"), To: managerOf(star),
		Task: Work{Duty: "12", Customer: textOf(star, "customer"), StarCustomer: in.text("star_customer"), Due: calendar.EndOf(end), Channels: []string{"电话", "上门"}},
		EN:   "the contract ends on " + in.text("contract_end") + ": renew it", ZH: "协议将于" + in.text("contract_end") + "到期,请跟进续约"}}
}
