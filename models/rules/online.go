package rules

import (
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

var onlineRules = []Rule{
	{ID: "R-IM-03", Collection: "online_contact", On: OnEntry, Severity: Block, Check: checkFormalReply},
}

// firstHours within which a star customer gets a first response.
const firstHours = 3 * time.Hour

// inService says whether the question came within the hours of service, which
// the record names.
func (in *In) inService(asked time.Time) bool {
	if in.empty("service_from") {
		return in.calendar().Working(asked) && in.open("office_windows", asked)
	}
	h := calendar.Hours{Working: []calendar.Window{{From: models.Clock(in.text("service_from")), To: models.Clock(in.text("service_to"))}}}
	return in.calendar().Open(h, asked)
}

// answerBy is the first moment that is too late for the first response.
func (in *In) answerBy(asked time.Time) time.Time {
	if in.inService(asked) {
		return asked.Add(firstHours)
	}
	return calendar.Deadline(asked, 0)
}

// checkAnswered judges a response that was given; one that is still owed is the
// clock's.
func checkAnswered(in *In, within bool) []models.Problem {
	asked, ok := in.moment("asked_at")
	first, given := in.moment("first_response_at")
	if !ok || !given || in.empty("star_customer") || in.inService(asked) != within {
		return nil
	}
	if by := in.answerBy(asked); within && !first.After(by) || !within && first.Before(by) {
		return nil
	}
	if within {
		return one("first_response_at", "is more than three hours after the question", "初次响应超过3小时")
	}
	return one("first_response_at", "is not on the day of the question", "非服务时间的咨询应当天响应")
}

func checkFormalReply(in *In) []models.Problem {
	if in.draft() || in.empty("first_response_at") {
		return nil
	}
	return in.needed("formal_reply_promised_at")
}
