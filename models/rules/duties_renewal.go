package rules

import (
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// renewalDuties are about contracts that end and users to be won.
func renewalDuties() []Rule {
	return []Rule{
		duty("R-RENEW-01", "contract_expiry_care", OnArrival, Task, expiringGroup),
		duty("R-RENEW-01", "customer", OnDay, Task, countLeases),
		duty("R-RENEW-03", "vpn_user", OnDay, Set, lockRenewal),
		duty("R-RENEW-03", "account_number", OnDay, Task, expiring),
		duty("R-RENEW-04", "vpn_user", OnDay, Set, func(in *In) []Effect { return in.mayRenew(in.collected()) }),
		duty("R-RENEW-05", "vpn_user", OnDay, Set, func(in *In) []Effect { return in.mayRenew(in.selfPaying()) }),
		duty("R-RENEW-06", "vpn_user", OnDay, Set, func(in *In) []Effect { return in.mayRenew(in.residual()) }),
		duty("R-UP-01", "vpn_user", OnDay, Task, liftValue),
		duty("R-RISK-01", "win_back_case", OnArrival, Task, winBack),
	}
}

// startsCare says whether the users whose lease ends are many enough of all.
func startsCare(expiring, leases int64, p Params) bool {
	return leases > 0 && expiring*100 >= leases*int64(p.Int("expiry_ratio_percent"))
}

func (in *In) careEffect(period string) []Effect {
	due := calendar.EndOf(calendar.MonthEnd(in.Now))
	e := in.order(12, To{Role: "CSM"}, due, "many leases of this customer end within three months: begin with open complaints, then renew, and tell the account manager the numbers",
		"该客户三个月内到期租机占比已达标准:先处理未结投诉,再开展续约,并将数量告知客户经理", "上门", "电话", "短信")
	return during(period, e)
}

func expiringGroup(in *In) []Effect {
	ends, ok := in.number("expiring_users")
	all, known := in.number("lease_users")
	if !ok || !known || in.Now.IsZero() || !startsCare(ends, all, in.Params) {
		return nil
	}
	return in.careEffect("")
}

// countLeases counts the leases of a group that is known user by user.
func countLeases(in *In) []Effect {
	if in.Now.IsZero() || in.Related == nil || !in.yes("is_vpn_group") && !in.yes("is_industry_app") {
		return nil
	}
	last := calendar.AddMonths(in.Now, in.Params.Int("expiry_care_months"))
	var ends, all int64
	for _, f := range in.related("vpn_user", "customer", in.ID, time.Time{}) {
		user := In{Record: f.Values}
		end, dated := user.date("contract_end")
		if user.text("contract_kind") != "终端补贴" || !dated || end.Before(calendar.Day(in.Now)) {
			continue
		}
		all++
		if !end.After(last) {
			ends++
		}
	}
	if !startsCare(ends, all, in.Params) {
		return nil
	}
	return in.careEffect(periodName(calendar.Quarter, in.Now))
}

// remaining is how many whole or begun months a contract still has: 6 when it
// ends in six months or some days less. Negative when it is over.
func (in *In) remaining() (months int, ok bool) {
	end, ok := in.date("contract_end")
	if !ok || in.Now.IsZero() {
		return 0, false
	}
	today := calendar.Day(in.Now)
	if end.Before(today) {
		return -1, true
	}
	for calendar.AddMonths(today, months).Before(end) {
		months++
	}
	return months, true
}

func lockRenewal(in *In) []Effect {
	left, ok := in.remaining()
	if !ok || left < 0 || left > in.Params.Int("renewal_lock_months") {
		return nil
	}
	return during(in.text("contract_end"), in.unless(put("renewal_locked", true, "is in the renewal lock list", "纳入续约锁定名单"))...)
}

// expiring asks for the renewal of a star customer's own contract.
func expiring(in *In) []Effect {
	left, ok := in.remaining()
	if !ok || left < 0 || left > in.Params.Int("renewal_lock_months") || !in.yes("in_use") {
		return nil
	}
	end, _ := in.date("contract_end")
	day := in.text("contract_end")
	return during(day, in.order(12, in.keeper(), calendar.EndOf(end), "the contract ends on "+day+": renew it", "协议将于"+day+"到期,请跟进续约", "电话", "上门"))
}

func (in *In) mayRenew(may bool) []Effect {
	if !may {
		return nil
	}
	return during(in.text("contract_end"), in.unless(put("early_renewal_allowed", true, "may renew early", "可提前续约"))...)
}

// collected: the company's account pays, in good order, and at most six months
// remain, none included.
func (in *In) collected() bool {
	left, ok := in.remaining()
	return ok && left <= 6 && in.yes("good_payment_record") && in.text("contract_kind") == "集中托收"
}

// selfPaying: tenure of 20 months in good order.
func (in *In) selfPaying() bool {
	tenure, ok := in.monthsSince(in.text("join_month"))
	return ok && tenure >= 20 && in.yes("good_payment_record") && in.text("contract_kind") == "自行缴费"
}

// residual: 善意违约, more than six months remain and the old terminal is paid.
func (in *In) residual() bool {
	left, ok := in.remaining()
	return ok && left > 6 && in.yes("wants_new_terminal") && in.yes("residual_paid")
}

// liftValue finds whom a new terminal or package could be offered, for each
// reason once: a terminal of 15 months, none that is smart, a contract that ends.
func liftValue(in *In) (out []Effect) {
	if in.Now.IsZero() {
		return nil
	}
	due := inDays(in.Now, in.Params.Int("follow_up_days"))
	offer := func(part, period, en, zh string) {
		e := in.order(15, To{Role: "CSM"}, due, en+": offer what fits", zh+",请开展价值提升营销", "电话", "短信")
		e.Part, e.Period = part, period
		out = append(out, e)
	}
	if used, ok := in.monthsSince(in.text("terminal_since")); ok && used >= 15 {
		offer("terminal", in.text("terminal_since"), "the terminal is "+strconv.Itoa(used)+" months in use", "终端已使用"+strconv.Itoa(used)+"个月")
	}
	if string(in.Record["is_smartphone"]) == "false" {
		offer("smart", strconv.Itoa(calendar.Day(in.Now).Year()), "the terminal is no smartphone", "终端为非智能机")
	}
	if left, ok := in.remaining(); ok && left >= 0 && left <= in.Params.Int("expiry_care_months") {
		offer("contract", in.text("contract_end"), "the contract ends on "+in.text("contract_end"), "协议将于"+in.text("contract_end")+"到期")
	}
	return out
}

// causes say what to do about a user at risk.
var causes = map[string][2]string{
	"竞争原因":   {"with the account manager learn the rival's offer and make a plan for this customer", "会同客户经理了解竞争对手政策,制定一对一方案"},
	"服务原因":   {"with the account manager handle the crisis and correct the service", "会同客户经理开展危机处理和服务纠正"},
	"客户自身原因": {"talk, and offer what binds: services together, a terminal, charges given back", "沟通并以业务融合、终端引领、充值赠费等挽留"},
}

func winBack(in *In) []Effect {
	what, known := causes[in.text("cause")]
	listed, ok := in.date("listed_on")
	if !known || !ok || in.oneOf("result", "挽留成功", "失败") {
		return nil
	}
	e := in.order(13, in.someone("CSM", "collected_by"), inDays(listed, in.Params.Int("follow_up_days")), what[0], what[1], "电话", "上门")
	e.Part = in.text("cause")
	return []Effect{e}
}

// money reads an amount and whether there is one.
func (in *In) money(field string) (models.MoneyAmount, bool) {
	m, err := models.ParseMoney(in.text(field))
	return m, err == nil && !in.empty(field)
}
