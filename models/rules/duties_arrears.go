package rules

import (
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// arrearsDuties are about debts and users without a bill.
func arrearsDuties() []Rule {
	return []Rule{
		duty("R-ARR-01", "arrears_case", OnArrival, Task, helpCollect),
		duty("R-ARR-02", "staff", OnDay, Task, arrearsLists),
		duty("R-ARR-04", "arrears_case", OnArrival, Task, largeDebt),
		duty("R-ARR-05", "arrears_case", OnArrival, Set, exempted),
		duty("R-ARR-06", "arrears_case", OnDay, Task, exemptionEnds),
		duty("R-ARR-07", "arrears_case", OnArrival, Task, redList),
		duty("R-ARR-08", "arrears_case", OnArrival, Set, malicious),
		duty("R-INV-01", "invalid_user_case", OnArrival, Set, invalidUser),
		duty("R-NB-01", "non_billing_case", OnArrival, Set, nonBilling),
	}
}

// owes says whether the debt is there, not exempt and not collected.
func (in *In) owes() bool {
	return in.empty("collected_at") && (in.empty("exempt_kind") || in.text("exempt_kind") == "无")
}

func (in *In) soon() int { return in.Params.Int("follow_up_days") }

// helpCollect: duty 14 is about the first month, later debts are 2.27's.
func helpCollect(in *In) []Effect {
	months, ok := in.number("months_overdue")
	if !ok || months > 1 || !in.owes() || in.oneOf("nature", "恶意欠费") || in.Now.IsZero() {
		return nil
	}
	return during(in.text("month"), in.order(14, in.keeper(), inDays(in.Now, in.soon()), "help to collect: tell the ways to pay, or collect at the door", "协助追缴欠费:告知自助缴费方式或上门收缴", "电话", "短信"))
}

// arrearsLists asks the arrears officer for the month's lists and circular.
func arrearsLists(in *In) []Effect {
	if in.Now.IsZero() || !in.works("ARR") {
		return nil
	}
	due := inDays(calendar.Month.First(in.Now), in.Params.Int("arrears_list_day")-1)
	return during(in.month(), chore(To{Staff: in.ID}, due, "send each manager the month's list, dispatch large debts, and circulate the figures", "请派发本月欠费清单至每位经理,对高额欠费派单并通报"))
}

func largeDebt(in *In) []Effect {
	amount, ok := in.money("amount")
	months, aged := in.number("months_overdue")
	large := ok && amount >= models.MoneyAmount(in.Params.Int("large_debt_yuan"))*100
	if !in.owes() || !large && !(aged && months >= int64(in.Params.Int("old_debt_months"))) || in.Now.IsZero() {
		return nil
	}
	return during(in.text("month"), in.order(14, in.keeper(), inDays(in.Now, in.soon()), "a large or old debt: collect it first", "高额或长账龄欠费,请重点追缴", "电话", "上门"))
}

// exempted takes the prepaid out of the list, whose charges come by themselves,
// and gives the others to the account manager.
func exempted(in *In) []Effect {
	if in.text("exempt_kind") != "本地级" && in.text("exempt_kind") != "集团级本地付费" || !in.empty("collected_at") || in.Now.IsZero() {
		return nil
	}
	if textOf(in.linked("user", "vpn_user"), "pay_type") == "预付费" {
		return in.unless(put("treatment", []string{}, "is prepaid: taken out of the list", "预付费用户,已移出清单"))
	}
	return during(in.text("month"), in.order(14, To{Role: "AM"}, inDays(in.Now, in.soon()), "exempt from dunning and not prepaid: see to payment in the agreed period", "免催免停用户非预付费,请在约定账期内催收", "电话"))
}

func exemptionEnds(in *In) []Effect {
	end, ok := in.date("exempt_to")
	if !ok || in.text("exempt_kind") == "无" || calendar.Day(in.Now).After(end) || calendar.Day(in.Now).AddDate(0, 0, in.Params.Int("exemption_days")).Before(end) {
		return nil
	}
	return during(in.text("exempt_to"), in.order(14, To{Role: "AM"}, calendar.EndOf(end), "the exemption ends on "+in.text("exempt_to")+": renew it in time", "免催免停将于"+in.text("exempt_to")+"失效,请及时续办", "内部协调"))
}

func redList(in *In) []Effect {
	if in.text("cause") != "红名单" || !in.owes() || in.Now.IsZero() {
		return nil
	}
	return during(in.text("month"), in.order(14, To{Role: "AM"}, inDays(in.Now, in.soon()), "on the red list: collect at the door", "红名单欠费,请客户经理上门收缴", "上门"))
}

func malicious(in *In) []Effect {
	if in.text("nature") != "恶意欠费" || len(in.lacks("treatment", "法律诉讼")) == 0 {
		return nil
	}
	return []Effect{put("treatment", append(in.texts("treatment"), "法律诉讼"), "malicious: the legal way", "恶意欠费,转法律途径")}
}

// usageInvalid: C10, a sum of exactly five is in neither class and not invalid.
func (in *In) usageInvalid() bool {
	calls, ok := in.number("calls_sms")
	traffic, known := in.number("traffic_kb")
	return ok && known && calls < 5 && traffic <= 100
}

// inPopulation: entered within the six months before the period.
func (in *In) inPopulation() bool {
	period, err := models.CalMonth(in.text("period")).Time()
	join, bad := models.CalMonth(in.text("join_month")).Time()
	if err != nil || bad != nil {
		return false
	}
	return join.Before(period) && !join.Before(calendar.AddMonths(period, -6))
}

// invalidType is the first of N1 to N5 that fits, "" for a valid user.
func (in *In) invalidType() string {
	billed, ok := in.money("billed_amount")
	switch {
	case !in.inPopulation():
		return ""
	case !in.empty("dismantled_on"):
		return "N1"
	case ok && billed <= 0 && !in.yes("cross_subsidy"):
		return "N2"
	case in.yes("in_arrears") && in.usageInvalid() && in.yes("arrears_last_month"):
		return "N3b"
	case in.yes("in_arrears") && in.usageInvalid():
		return "N3a"
	case in.yes("in_arrears"):
		return "N4"
	case in.usageInvalid():
		return "N5"
	}
	return ""
}

// typed sets the type of a case and asks for its strategy.
func (in *In) typed(kind, strategy string) []Effect {
	out := in.unless(put("type", kind, "is of type "+kind, "类型:"+kind))
	if in.empty("result") && !in.Now.IsZero() {
		e := in.order(13, in.keeper(), inDays(in.Now, in.soon()), kind+": act by its strategy", kind+":"+strategy, "电话")
		e.Part = kind
		out = append(out, e)
	}
	return during(in.text("period"), out...)
}

var invalidStrategies = map[string]string{
	"N1": "分析主动拆机并挽留,监控疑似养卡", "N2": "推荐增值业务或套餐,完善分摊规则", "N3a": "拨打第二联系方式挽留",
	"N3b": "再次赢回,管控渠道,开展续约促销", "N4": "提醒余额,引导自助缴费,加强催缴和信控", "N5": "补做交付,辅导流量使用,激活沉默用户",
}

func invalidUser(in *In) []Effect {
	kind := in.invalidType()
	if kind == "" {
		return nil
	}
	return in.typed(kind, invalidStrategies[kind])
}

var nonBillingStrategies = map[string]string{
	"B1": "专人清欠,月末催缴,余额和账期提醒", "B2": "控制补贴,保持每月出账", "B3": "由市场部门牵头调整数据", "B4": "停机保号或预拆时现场沟通", "B5": "引导当月生效、按天折算",
}

// nonBilling: users of less than six months are 2.26's (C11).
func nonBilling(in *In) []Effect {
	billed, ok := in.money("billed_amount")
	arrears, _ := in.number("arrears_months")
	tenure, known := (&In{Record: in.Record, Now: monthTime(in.text("period"))}).monthsSince(in.text("join_month"))
	if !known || !ok || billed > 0 && arrears < 1 {
		return nil
	}
	kind := ""
	switch {
	case in.yes("next_month_effect") && tenure == 0:
		kind = "B5"
	case tenure < 6:
		return nil
	case arrears >= 1:
		kind = "B1"
	case in.yes("data_adjusted"):
		kind = "B3"
	case !in.empty("hold_kind"):
		kind = "B4"
	case !in.yes("cross_subsidy"):
		kind = "B2"
	default:
		return nil
	}
	return in.typed(kind, nonBillingStrategies[kind])
}

func monthTime(text string) time.Time {
	t, err := models.CalMonth(text).Time()
	if err != nil {
		return time.Time{}
	}
	return t
}
