package chores

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// edit is what does a duty.
func (d *Duty) edit(l *changesync.Ledger, now time.Time) (e changesync.Edit, err error) {
	e = changesync.Edit{Key: changesync.Key{Collection: d.Collection, ID: d.Record}, Scope: d.scope}
	switch d.Collection {
	case "work_order":
		e.Set, err = models.Encode(d.order(now))
		e.Add = map[string][]json.RawMessage{}
		for _, way := range orElse(d.effect.Task.Channels, "电话") {
			e.Add["channel"] = append(e.Add["channel"], json.RawMessage(strconv.Quote(way)))
		}
	case "follow_up":
		e.Set, err = models.Encode(d.followUp(now))
	case "notice":
		e.Set, err = models.Encode(d.notice(now))
	}
	if d.Outcome == rules.Set {
		l.Put(docKind, setKey(d.effect), []byte(strconv.Quote(now.UTC().Format(time.RFC3339))))
		return d.setting(l)
	}
	return e, err
}

// setting is the edit that has a field show the duty's value; of a set it adds
// and removes what differs.
func (d *Duty) setting(l *changesync.Ledger) (e changesync.Edit, err error) {
	e.Key = changesync.Key{Collection: d.Collection, ID: d.Record}
	col := models.Default().Collection(d.Collection)
	if f := col.Field(d.Field); f == nil || f.Policy != models.Set {
		e.Set = models.Values{d.Field: d.Value}
		return e, nil
	}
	shown, err := l.Values(e.Key)
	if err != nil {
		return e, err
	}
	old, err := elements(shown[d.Field])
	if err != nil {
		return e, err
	}
	wanted, err := elements(d.Value)
	e.Add = map[string][]json.RawMessage{d.Field: without(wanted, old)}
	e.Remove = map[string][]json.RawMessage{d.Field: without(old, wanted)}
	return e, err
}

func elements(list json.RawMessage) (out []json.RawMessage, err error) {
	if list != nil {
		err = json.Unmarshal(list, &out)
	}
	return out, err
}

// without are those of a list that another has not.
func without(list, other []json.RawMessage) []json.RawMessage {
	return slices.DeleteFunc(slices.Clone(list), func(v json.RawMessage) bool {
		return slices.ContainsFunc(other, func(o json.RawMessage) bool { return bytes.Equal(v, o) })
	})
}

// join makes one edit of two of the same record.
func join(e *changesync.Edit, more changesync.Edit) {
	if e.Set == nil {
		e.Set = models.Values{}
	}
	maps.Copy(e.Set, more.Set)
	e.Add, e.Remove = joined(e.Add, more.Add), joined(e.Remove, more.Remove)
}

func joined(a, b map[string][]json.RawMessage) map[string][]json.RawMessage {
	out := map[string][]json.RawMessage{}
	for _, m := range []map[string][]json.RawMessage{a, b} {
		for field, list := range m {
			out[field] = append(out[field], without(list, out[field])...)
		}
	}
	return out
}

func orElse(list []string, other string) []string {
	if len(list) > 0 {
		return list
	}
	return []string{other}
}

// defaultDays is how long a task takes that no rule gives a time.
const defaultDays = 7

// order is a work order of the system's own (系统预警).
func (d *Duty) order(now time.Time) models.WorkOrder {
	w, due := d.effect.Task, models.MomentOf(calendar.EndOf(now.AddDate(0, 0, defaultDays)))
	return models.WorkOrder{
		OrderNo: models.RecordNo(d.Record, now), Duty: w.Duty, Origin: "系统预警", Content: d.Rule + " " + d.ZH, Assignee: d.To,
		Customer: w.Customer, StarCustomer: w.StarCustomer,
		IssuedAt: models.MomentOf(now.In(models.China)), DueAt: cmp.Or(d.Due, due), Status: "待接收",
	}
}

func (d *Duty) followUp(now time.Time) models.FollowUp {
	w := d.effect.Task
	at := models.MomentOf(now.In(models.China))
	return models.FollowUp{
		Collected: models.Collected{RecordNo: models.RecordNo(d.Record, now), CollectedBy: d.To, CollectedAt: at, Submission: "submitted"},
		Customer:  w.Customer, StarCustomer: w.StarCustomer, Event: w.Event,
		Origin: d.Subject, Content: d.Rule + " " + d.ZH, PromisedReplyAt: d.Due, Owner: d.To, Status: "待办",
	}
}

// kinds of notices by what came of the rule.
var kinds = map[rules.Severity]string{rules.Task: "任务", rules.Flag: "标记"}

func (d *Duty) notice(now time.Time) models.Notice {
	kind := kinds[d.Outcome]
	if kind == "" {
		kind = "提醒"
	}
	return models.Notice{To: d.To, Kind: kind, Rule: d.Rule, About: d.About, Subject: d.Subject, Period: d.Period,
		ZH: d.ZH, EN: d.EN, MadeAt: models.MomentOf(now.In(models.China)), DueAt: d.Due}
}
