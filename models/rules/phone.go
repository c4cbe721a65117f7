package rules

import (
	"strconv"
	"strings"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// ActionCall is asked before a call: Entry(ActionCall, In) with the fields of a
// phone_contact, started_at being the time for which it is planned.
const ActionCall = "@call"

var phoneRules = []Rule{
	{ID: "R-PHONE-03", Collection: "phone_contact @call", On: OnEntry, Severity: Block, Grade: gradeCall, Check: checkCallsOfMonth},
	{ID: "R-PHONE-04", Collection: "phone_contact @call", On: OnEntry, Severity: Block, Grade: gradeWindow, Check: checkCallWindow},
	{ID: "R-PHONE-05", Collection: "phone_contact @call", On: OnEntry, Severity: Warn, Check: checkMeal},
	{ID: "R-PHONE-08", Collection: "phone_contact", On: OnEntry, Severity: Warn, Check: checkKeyInfo},
}

// gradeCall: a planned call is blocked, one that was made is a fact.
func gradeCall(in *In) Severity {
	if in.empty("ended_at") {
		return Block
	}
	return Flag
}

func (in *In) outbound() bool { return in.text("direction") == "外呼" && !in.draft() }

// counts says whether a call counts for the cap of the month (Q6).
func counts(v models.Values) bool {
	return textOf(v, "direction") == "外呼" && textOf(v, "purpose") != "投诉回访" && !draftOf(v) &&
		(string(v["connected"]) == "true" || v["ended_at"] == nil)
}

// checkCallsOfMonth counts the calls before this one, so that it stays what it
// was when others follow.
func checkCallsOfMonth(in *In) []models.Problem {
	at, ok := in.moment("started_at")
	if !ok || !counts(in.Record) {
		return nil
	}
	most, before := in.Params.Int("calls_per_month"), 0
	for _, f := range in.ofCustomer("phone_contact", calendar.Month.First(at)) {
		other, ok := momentOf(f.Values, "started_at")
		if ok && counts(f.Values) && calendar.Month.Same(other, at) && (other.Before(at) || other.Equal(at) && f.ID < in.ID) {
			before++
		}
	}
	if before < most {
		return nil
	}
	n := strconv.Itoa(most)
	return one("started_at", "is beyond the "+n+" calls a month to one customer: wait for the next month", "本月已致电该客户"+n+"次,请下月再联系")
}

// checkCallWindow: at weekends the hours are the same, which the source does
// not say, so one is only warned (Q7).
func checkCallWindow(in *In) []models.Problem {
	at, ok := in.moment("started_at")
	if !ok || !in.outbound() {
		return nil
	}
	if !in.open("call_windows", at) {
		return one("started_at", "is outside the hours for calls: call later", "不在电话拜访时段内,请在规定时段致电")
	}
	if !in.calendar().Working(at) {
		return one("started_at", "is on a day off: is it convenient for the customer?", "当天为休息日,请确认客户方便")
	}
	return nil
}

func gradeWindow(in *In) Severity {
	if at, ok := in.moment("started_at"); ok && in.open("call_windows", at) {
		return Warn
	}
	return gradeCall(in)
}

func checkMeal(in *In) []models.Problem {
	at, ok := in.moment("started_at")
	if !ok || !in.outbound() || !in.open("meal_windows", at) {
		return nil
	}
	return one("started_at", "is at meal time or noon rest: call later", "正值用餐或午休时间,请另择时间")
}

func checkRings(in *In) []models.Problem {
	if n, ok := in.number("rings_before_answer"); !ok || n <= 5 || in.text("direction") != "来电" || in.yes("apologised") {
		return nil
	}
	return one("rings_before_answer", "are more than five without an apology: answer within three, or apologise", "振铃超过5声未致歉,应在3声内应答")
}

func checkKeyInfo(in *In) []models.Problem {
	if in.draft() || in.yes("key_info_entered") {
		return nil
	}
	return one("key_info_entered", "is not done: enter what was learnt", "关键信息未录入,请补录")
}

// phrases are what is never said to a customer (P3-S4 一(一) L1175–1208); of one
// with a gap its beginning.
const phrases = "你是谁|有什么事|不行|那不是我的工作|不是我受理的|我现在很忙|我也没办法|你必须出示|我不知道|我不清楚|我不了解|我怎么知道|" +
	"我知道了|我清楚了|你错了,事实不是这样的|服务人员的表现真是很差|知道没有|懂了吗|你听不懂吗|你应该冷静一下|公司规定就是这样|" +
	"你要办就办|你去投诉吧|公司是绝对不会出错的"

// checkPhrases reads what the manager said; the customer may say what he likes.
func checkPhrases(in *In) []models.Problem {
	said := in.text("proposal")
	if said == "" {
		return nil
	}
	for phrase := range strings.SplitSeq(phrases, "|") {
		if strings.Contains(said, phrase) {
			return one("proposal", "has a phrase that is never said to a customer: "+phrase, "含服务禁语:"+phrase)
		}
	}
	return nil
}
