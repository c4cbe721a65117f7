package report

import (
	"strings"
	"time"

	"fieldsync/models"
)

// kpi are the figures of the month (domain.md 2.31). A figure whose source is
// not kept, or not for the reader, has no value; its formula stands all the same.
type kpi struct {
	month   string
	figures []*figure
}

// FigureKind says what a figure is.
type FigureKind int

// The kinds: a part of a whole, a sum of values for each of so many, a count.
const (
	Rate FigureKind = iota
	Mean
	Sum
)

// figure is one line of the table. add counts a record of one of its sources.
type figure struct {
	name    string // as kpi_result.kpi has it
	label   models.Label
	formula models.Label
	sources []string
	sum     ratio
	kind    FigureKind
	less    bool // less of it is better
	seen    bool
	hidden  bool // something it needs is masked for the reader
	add     func(f *figure, month, collection string, v models.Values)
}

// contactMoments say when a contact was.
var contactMoments = map[string]string{
	"visit_record": "arrived_at", "phone_contact": "started_at", "sms_message": "sent_at", "online_contact": "asked_at",
}

func newKPI(day time.Time) Report { return &kpi{day.Format("2006-01"), figures()} }

func figures() []*figure {
	return []*figure{
		{name: "retention", label: models.Label{ZH: "用户保有", EN: "Retention"}, sources: []string{"account_number"}, add: addRetention,
			formula: models.Label{ZH: "本月以前入网且在用的号码数 ÷ 本月以前入网的号码数", EN: "numbers that joined before the month and are in use ÷ numbers that joined before the month"}},
		{name: "renewal_rate", label: models.Label{ZH: "到期续签率", EN: "Renewal rate"}, sources: []string{"contract_expiry_care"}, add: addRenewal,
			formula: models.Label{ZH: "本月协议到期关怀的续签用户数 ÷ 三个月内到期的租机用户数", EN: "renewed_count ÷ expiring_users of the month's contract expiry care"}},
		{name: "traffic", label: models.Label{ZH: "流量", EN: "Traffic"}, sources: []string{"monthly_bill"}, kind: Mean, add: addTraffic,
			formula: models.Label{ZH: "本月账单流量(KB)合计 ÷ 本月载有流量的账单数(每号码每月一张)", EN: "traffic (KB) on the month's bills ÷ bills of the month that say it, one for each number"}},
		{name: "smart_penetration", label: models.Label{ZH: "智能渗透", EN: "Smartphone penetration"}, sources: []string{"vpn_user"}, add: addSmart,
			formula: models.Label{ZH: "智能机用户数 ÷ 用户数", EN: "users with a smartphone ÷ users"}},
		{name: "order_rate", label: models.Label{ZH: "工单完成率", EN: "Orders done in time"}, sources: []string{"work_order"}, add: addOrder,
			formula: models.Label{ZH: "本月到期且按时完成的工单数 ÷ 本月到期的工单数", EN: "orders due in the month and done by their due time ÷ orders due in the month"}},
		{name: "qc_points", label: models.Label{ZH: "外呼质检", EN: "Quality of calls"}, sources: []string{"recording_qc"}, kind: Mean, add: addScore,
			formula: models.Label{ZH: "得分合计 ÷ 本月有得分的质检录音数", EN: "sum of the scores ÷ inspected recordings of the month that have one"}},
		{name: "arrears_rate", label: models.Label{ZH: "累计欠费率", EN: "Arrears rate"}, sources: []string{"arrears_case", "monthly_bill"}, sum: ratio{money: true}, less: true, add: addArrears,
			formula: models.Label{ZH: "本月清单欠费额减追回金额 ÷ 截至本月的出账金额;清单为累计清单", EN: "owed on the month's list and not collected ÷ billed up to and with the month; each list is cumulative"}},
		{name: "recovery_rate", label: models.Label{ZH: "当月欠费回收率", EN: "Arrears recovered"}, sources: []string{"arrears_case"}, sum: ratio{money: true}, add: addRecovered,
			formula: models.Label{ZH: "追回金额 ÷ 本月派单的欠费额", EN: "collected ÷ arrears dispatched in the month"}},
		{name: "contacts", label: models.Label{ZH: "接触量", EN: "Contacts"}, sources: []string{"visit_record", "phone_contact", "sms_message", "online_contact"}, kind: Sum, add: addContact,
			formula: models.Label{ZH: "本月上门拜访 + 电话 + 短信 + 互联网接触次数", EN: "visits + calls + SMS + online contacts of the month"}},
	}
}

func (r *kpi) Sources() []string { return AppraisalSources() }

func (r *kpi) Add(collection, _ string, v models.Values) {
	for _, f := range r.figures {
		for _, s := range f.sources {
			if s == collection {
				f.seen = true
				f.add(f, r.month, collection, v)
			}
		}
	}
}

func (r *kpi) Table(chinese bool) Table {
	t := Table{Columns: columns("figure", "指标", "Figure", "name_zh", "中文名", "Chinese name", "month", "月份", "Month",
		"numerator", "分子", "Numerator", "denominator", "分母", "Denominator", "value", "值", "Value", "formula", "公式", "Formula")}
	for _, f := range r.figures {
		cells := []string{"", "", ""}
		switch {
		case f.hidden:
		case f.seen && f.kind == Sum:
			cells = []string{num(f.sum.part), "", num(f.sum.part)}
		case f.seen:
			cells = f.sum.cells()
		}
		row := append([]string{f.name, f.label.ZH, r.month}, cells...)
		t.Rows = append(t.Rows, append(row, said(f.formula, chinese)))
	}
	return t
}

// inMonth says whether a moment falls into the month, in China.
func inMonth(v models.Values, field, month string) bool {
	at, ok := moment(v, field)
	return ok && at.In(models.China).Format("2006-01") == month
}

func dayInMonth(v models.Values, field, month string) bool {
	s := text(v, field)
	return len(s) >= len(month) && s[:len(month)] == month
}

func (f *figure) count(part, of bool) {
	if of {
		f.sum.of++
		if part {
			f.sum.part++
		}
	}
}

// needs says that a figure without these fields would be wrong.
func (f *figure) needs(v models.Values, fields ...string) {
	for _, name := range fields {
		f.hidden = f.hidden || strings.Contains(text(v, name), models.Dots)
	}
}

func addRetention(f *figure, month, _ string, v models.Values) {
	joined := text(v, "joined_month")
	f.count(yes(v, "in_use"), joined != "" && joined < month)
}

// addTraffic goes by the bill, the one record that everybody who is maintained
// has for each month. The list of invalid users (2.26) says traffic too, but of
// newcomers that hardly use their number: its mean would be no figure of anybody's
// users. The presents of the star model are what may be used, not what was.
func addTraffic(f *figure, month, _ string, v models.Values) {
	if text(v, "month") == month && present(v["traffic_kb"]) {
		f.sum.part += whole(v, "traffic_kb")
		f.sum.of++
	}
}

func addSmart(f *figure, _, _ string, v models.Values) { f.count(yes(v, "is_smartphone"), happened(v)) }

func addRenewal(f *figure, month, _ string, v models.Values) {
	if inMonth(v, "collected_at", month) && happened(v) {
		f.sum.part += whole(v, "renewed_count")
		f.sum.of += whole(v, "expiring_users")
	}
}

func addOrder(f *figure, month, _ string, v models.Values) {
	f.count(inTime(v), inMonth(v, "due_at", month))
}

// inTime says whether an order was done by its due time.
func inTime(v models.Values) bool {
	done, ok := moment(v, "done_at")
	due, has := moment(v, "due_at")
	return ok && has && !done.After(due) && text(v, "status") == "已完成"
}

func addScore(f *figure, month, _ string, v models.Values) {
	f.needs(v, "score")
	if dayInMonth(v, "inspected_on", month) && present(v["score"]) {
		f.sum.part += whole(v, "score")
		f.sum.of++
	}
}

func addArrears(f *figure, month, collection string, v models.Values) {
	f.needs(v, "receivable", "amount", "collected")
	if collection == "monthly_bill" {
		if m := text(v, "month"); m <= month {
			f.sum.of += fen(v, "receivable")
		}
		return
	}
	if dayInMonth(v, "dispatched_on", month) {
		f.sum.part += fen(v, "amount") - fen(v, "collected")
	}
}

func addRecovered(f *figure, month, _ string, v models.Values) {
	f.needs(v, "amount", "collected")
	if dayInMonth(v, "dispatched_on", month) {
		f.sum.part += fen(v, "collected")
		f.sum.of += fen(v, "amount")
	}
}

func addContact(f *figure, month, collection string, v models.Values) {
	if happened(v) && inMonth(v, contactMoments[collection], month) {
		f.sum.part++
	}
}
