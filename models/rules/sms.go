package rules

import (
	"strconv"
	"time"
	"unicode/utf8"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

const smsAndBatch = "sms_message sms_batch"

var smsRules = []Rule{
	{ID: "R-SMS-01", Collection: smsAndBatch, On: OnEntry, Severity: Block, Grade: gradeSMSWindow, Check: func(in *In) []models.Problem { return checkSMSWindow(in, true) }},
	{ID: "R-SMS-02", Collection: smsAndBatch, On: OnEntry, Severity: Block, Grade: gradeSMSWindow, Check: func(in *In) []models.Problem { return checkSMSWindow(in, false) }},
	{ID: "R-SMS-03", Collection: smsAndBatch, On: OnEntry, Severity: Block, Grade: gradeSMS, Check: checkMorning},
	{ID: "R-SMS-04", Collection: smsAndBatch, On: OnEntry, Severity: Block, Grade: gradeSMS, Check: checkFriday},
	{ID: "R-SMS-05", Collection: "sms_message", On: OnEntry, Severity: Block, Grade: gradeSMS, Check: checkBirthday},
	{ID: "R-SMS-08", Collection: "sms_message", On: OnEntry, Severity: Warn, Check: func(in *In) []models.Problem { return checkManual(in, "manual_sms_soft", "manual_sms_hard") }},
	{ID: "R-SMS-09", Collection: "sms_message", On: OnEntry, Severity: Block, Grade: gradeSMS, Check: func(in *In) []models.Problem { return checkManual(in, "manual_sms_hard", "") }},
	{ID: "R-SMS-10", Collection: smsAndBatch, On: OnEntry, Severity: Warn, Check: checkLength},
	{ID: "R-SMS-11", Collection: smsAndBatch, On: OnEntry, Severity: Block, Grade: gradeSMS, Check: checkFrame},
	{ID: "R-SMS-12", Collection: smsAndBatch, On: OnEntry, Severity: Block, Grade: gradeSMS, Check: checkTested},
	{ID: "R-SMS-13", Collection: smsAndBatch, On: OnEntry, Severity: Block, Grade: gradeSMS, Check: checkApproved},
	{ID: "R-SMS-14", Collection: smsAndBatch, On: OnEntry, Severity: Warn, Check: checkReady},
	{ID: "R-SMS-16", Collection: "sms_message", On: OnEntry, Severity: Block, Grade: gradeSMS, Check: checkOnce},
}

// gradeSMS: a planned message is blocked, one that was sent is a fact.
func gradeSMS(in *In) Severity {
	if in.empty("sent_at") {
		return Block
	}
	return Flag
}

// sending is when the message was sent, or shall be.
func (in *In) sending() (time.Time, bool) {
	if at, ok := in.moment("sent_at"); ok {
		return at, true
	}
	return in.moment("planned_at")
}

// sendingIs returns that time for a message of one of the types, given as "M1 M3".
func (in *In) sendingIs(types ...string) (time.Time, bool) {
	at, ok := in.sending()
	return at, ok && in.oneOf("sms_type", types...) && !in.draft()
}

func (in *In) ownTime() bool { return in.oneOf("sms_type", "M6", "M7", "M8") }

func gradeSMSWindow(in *In) Severity {
	if in.ownTime() {
		return Warn
	}
	return gradeSMS(in)
}

func checkSMSWindow(in *In, working bool) []models.Problem {
	at, ok := in.sending()
	if !ok || in.draft() || in.calendar().Working(at) != working {
		return nil
	}
	windows := "sms_windows_weekend"
	if working {
		windows = "sms_windows_weekday"
	}
	if in.open(windows, at) {
		return nil
	}
	return one("planned_at", "is outside the hours for messages: choose another time", "不在短信发送时段内,请另择时间")
}

func checkMorning(in *In) []models.Problem {
	at, ok := in.sendingIs("M1", "M3", "M4", "M5", "M9")
	if !ok || in.open("sms_care_windows", at) {
		return nil
	}
	return one("planned_at", "is not before noon: send care in the morning", "关怀短信应在中午12点以前发送")
}

func checkFriday(in *In) []models.Problem {
	at, ok := in.sendingIs("M2")
	if !ok || at.In(models.China).Weekday() == time.Friday && in.open("sms_weekend_greeting_windows", at) {
		return nil
	}
	return one("planned_at", "is not on Friday before 18:00, the time for weekend greetings", "周末祝福应在星期五下午6点以前发送")
}

// checkBirthday is silent where the birthday is not known here.
func checkBirthday(in *In) []models.Problem {
	at, ok := in.sendingIs("M1")
	if !ok {
		return nil
	}
	if day := in.birthday(); day != "" && !onMonthDay(at, day) && !onMonthDay(at.AddDate(0, 0, 1), day) {
		return one("planned_at", "is neither the birthday nor the day before", "应在客户生日当天或前一天发送")
	}
	if in.sentBefore(at, 300) {
		return one("sms_type", "was sent for this birthday already: send one only", "本次生日已发送过祝福,只发一次")
	}
	return nil
}

// birthday is the month and day of the recipient's, "05-10": masked views show
// no more. "" where it is not known here.
func (in *In) birthday() string {
	person := in.linked("recipient", "key_person")
	if person == nil {
		star := in.linked("recipient", "star_customer")
		person = in.lookup("key_person", textOf(star, "key_person"))
	}
	day := textOf(person, "birthday")
	if len(day) < len("05-10") {
		return ""
	}
	return day[len(day)-len("05-10"):]
}

// onMonthDay: who is born on 29 February has a birthday on the 28th in between.
func onMonthDay(t time.Time, day string) bool {
	is := t.In(models.China).Format("01-02")
	leap := calendar.MonthEnd(time.Date(t.In(models.China).Year(), 2, 1, 0, 0, 0, 0, models.China)).Day() == 29
	return is == day || day == "02-29" && is == "02-28" && !leap
}

// sentBefore says whether the recipient has, or will get before this one, a
// message of the same type within so many days.
func (in *In) sentBefore(at time.Time, days int) bool {
	first := calendar.Day(at).AddDate(0, 0, -days)
	for _, f := range in.related("sms_message", "recipient", in.text("recipient"), first.AddDate(0, -1, 0)) {
		other := In{Record: f.Values}
		when, ok := other.sendingIs(in.text("sms_type"))
		if ok && !when.Before(first) && (when.Before(at) || when.Equal(at) && f.ID < in.ID) {
			return true
		}
	}
	return false
}

// occasions are within how many days a second message is one for the same
// weekend, festival, change of weather or day.
var occasions = map[string]int{"M2": 5, "M3": 1, "M4": 1, "M5": 0}

func checkOnce(in *In) []models.Problem {
	days, known := occasions[in.text("sms_type")]
	at, ok := in.sending()
	if !known || !ok || in.draft() || !in.sentBefore(at, days) {
		return nil
	}
	return one("sms_type", "was sent for this occasion already: send one only", "同一事由已发送过短信,只发一次")
}

// checkRecipient: these go to 5–7★ in VPN groups; M8 also to whom it is meant for.
func checkRecipient(in *In) []models.Problem {
	if !in.oneOf("sms_type", "M2", "M3", "M4", "M5", "M6", "M7") {
		return nil
	}
	star := in.linked("recipient", "star_customer")
	group := in.linked("customer", "customer")
	if star == nil && group == nil {
		return nil
	}
	if level := textOf(star, "star"); level >= "5" && string(group["is_vpn_group"]) != "false" {
		return nil
	}
	return one("recipient", "is not a 5 to 7-star customer in a VPN group", "收信人不是政企VPN群内的五至七星客户")
}

// checkManual counts the manual messages of the month before this one, from one
// limit up to below the next.
func checkManual(in *In, from, below string) []models.Problem {
	at, ok := in.sending()
	if !ok || !in.manual() {
		return nil
	}
	n := 0
	for _, f := range in.related("sms_message", "recipient", in.text("recipient"), calendar.Month.First(at).AddDate(0, -1, 0)) {
		other := In{Record: f.Values}
		when, ok := other.sending()
		if ok && other.manual() && calendar.Month.Same(when, at) && (when.Before(at) || when.Equal(at) && f.ID < in.ID) {
			n++
		}
	}
	if n < in.Params.Int(from) || below != "" && n >= in.Params.Int(below) {
		return nil
	}
	nth := strconv.Itoa(n + 1)
	return one("recipient", "gets manual message number "+nth+" this month: send it next month", "本月第"+nth+"条人工短信,超出每月限制")
}

func (in *In) manual() bool { return in.yes("is_manual") && !in.ownTime() && !in.draft() }

func checkLength(in *In) []models.Problem {
	n := 0
	for _, part := range []string{"header", "body", "footer"} {
		n += utf8.RuneCountInString(in.text(part))
	}
	most := in.Params.Int("sms_length")
	if n <= most {
		return nil
	}
	return one("body", "makes "+strconv.Itoa(n)+" characters: keep to one message of "+strconv.Itoa(most),
		"共"+strconv.Itoa(n)+"字,请尽量控制在一条("+strconv.Itoa(most)+"字)以内")
}

func checkFrame(in *In) []models.Problem {
	if in.draft() {
		return nil
	}
	return in.needed("header", "footer")
}

// batch: one that is being written has not to be tested or approved yet.
func (in *In) batch() bool {
	return in.yes("is_batch") && !in.draft() || in.has("recipients") && !in.empty("sent_at")
}

func checkTested(in *In) []models.Problem {
	if !in.batch() || !in.empty("test_sent_at") && in.yes("test_ok") {
		return nil
	}
	return one("test_ok", "is missing: send a test message first, and the batch when it was good", "批量短信须先成功发送测试短信")
}

// checkApproved: a text of the branch's own templates was reviewed there.
func checkApproved(in *In) []models.Problem {
	approval := in.text("approval")
	sent := !in.empty("sent_at") && approval == approved
	if batch := in.linked("batch", "sms_batch"); batch != nil && !sent {
		approval = ApprovalOf(in.Record, batch)
	}
	if !in.batch() || approval == approved || !in.empty("template") && approval != "不通过" {
		return nil
	}
	return one("approval", "of the VIP centre's director is missing: a batch of personal messages needs it", "批量个性化短信须经VIP客服中心主任审批通过")
}

func checkReady(in *In) []models.Problem {
	ready, written := in.date("content_ready_on")
	at, ok := in.sending()
	days := in.Params.Int("sms_ready_days")
	if !written || !ok || in.calendar().Between(ready, at) >= days {
		return nil
	}
	n := strconv.Itoa(days)
	return one("content_ready_on", "is less than "+n+" working days before sending", "内容应提前"+n+"个工作日完成")
}

func checkSplit(in *In) []models.Problem {
	parts, _ := in.number("split_count")
	most := in.Params.Int("sms_batch_size")
	if len(in.texts("recipients")) <= most || parts > 1 {
		return nil
	}
	return one("split_count", "is missing for more than "+strconv.Itoa(most)+" recipients: send in parts", "收信人超过"+strconv.Itoa(most)+"个,应分批发送")
}
