package rules

import (
	"encoding/json"
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// duty is a rule on arrival or by the clock.
func duty(id, collection string, on Trigger, s Severity, act func(*In) []Effect) Rule {
	return Rule{ID: id, Collection: collection, On: on, Severity: s, Act: act}
}

// order is a task that becomes a work order of one of the fifteen duties.
func (in *In) order(no int, to To, due time.Time, en, zh string, channels ...string) Effect {
	e := in.followUp(to, due, en, zh)
	e.Task.Duty, e.Task.Channels = strconv.Itoa(no), channels
	return e
}

// followUp is a task that becomes a follow-up.
func (in *In) followUp(to To, due time.Time, en, zh string) Effect {
	w := Work{Customer: in.text("customer"), StarCustomer: in.text("star_customer"), Event: in.text("event"), Due: due}
	switch in.collection {
	case "customer":
		w.Customer = in.ID
	case "star_customer":
		w.StarCustomer = in.ID
	case "showcase_event":
		w.Event = in.ID
	case "contract_expiry_care":
		w.Customer = in.text("group_customer")
	}
	return Effect{Outcome: Task, To: to, Task: w, EN: en, ZH: zh}
}

// chore is a task of a person or team that is about no customer.
func chore(to To, due time.Time, en, zh string) Effect {
	return Effect{Outcome: Task, To: to, Task: Work{Due: due}, EN: en, ZH: zh}
}

func tell(to To, en, zh string) Effect { return Effect{Outcome: Warn, To: to, EN: en, ZH: zh} }

func mark(field, en, zh string) Effect { return Effect{Outcome: Flag, Field: field, EN: en, ZH: zh} }

func put(field string, value any, en, zh string) Effect {
	raw, err := json.Marshal(value)
	if err != nil {
		panic("rules: " + field + ": " + err.Error()) // texts, numbers and lists of them always marshal
	}
	return Effect{Outcome: Set, Field: field, Value: raw, EN: en, ZH: zh}
}

// putPerson has a field name whoever To is on the day.
func putPerson(field string, to To, en, zh string) Effect {
	return Effect{Outcome: Set, Field: field, To: to, EN: en, ZH: zh}
}

// unless returns the effect, none when the field shows its value already.
func (in *In) unless(e Effect) []Effect {
	if string(in.Record[e.Field]) == string(e.Value) {
		return nil
	}
	return []Effect{e}
}

// during names the period of effects, once for each.
func during(period string, list ...Effect) []Effect {
	for i := range list {
		list[i].Period = period
	}
	return list
}

// inDays is the end of the day so many days after another.
func inDays(from time.Time, days int) time.Time { return calendar.EndOf(from.AddDate(0, 0, days)) }

// someone is the person whom the first of the fields names, otherwise whoever
// has the role.
func (in *In) someone(role string, fields ...string) To {
	for _, f := range fields {
		if id := in.text(f); id != "" {
			return To{Staff: id}
		}
	}
	return To{Role: role}
}

// keeper is who serves the customer of the record: the person assigned to a
// case, else the manager of the star customer, else the post.
func (in *In) keeper() To {
	if id := in.text("assignee"); id != "" {
		return To{Staff: id}
	}
	if star := in.linked("star_customer", "star_customer"); star != nil {
		return managerOf(star)
	}
	return To{Role: "CSM"}
}

// leader is the team leader of a person.
func leader(of string) To { return To{Role: "TL", Of: of} }

// MadeAt reads the time out of an id that carries one (UUID version 7).
func MadeAt(id string) (time.Time, bool) {
	if len(id) != 36 || id[14] != '7' || id[8] != '-' {
		return time.Time{}, false
	}
	ms, err := strconv.ParseInt(id[:8]+id[9:13], 16, 64)
	return time.UnixMilli(ms).In(models.China), err == nil
}

// monthsSince counts the whole months from the month of a field to now.
func (in *In) monthsSince(month string) (n int, ok bool) {
	t, err := models.CalMonth(month).Time()
	if err != nil || in.Now.IsZero() {
		return 0, false
	}
	now := calendar.Day(in.Now)
	return (now.Year()-t.Year())*12 + int(now.Month()) - int(t.Month()), true
}

func (in *In) today() string { return calendar.Day(in.Now).Format(time.DateOnly) }

func (in *In) month() string { return calendar.Day(in.Now).Format("2006-01") }

// clockOf is the time of day in China, "18:00".
func clockOf(t time.Time) string { return t.In(models.China).Format("15:04") }
