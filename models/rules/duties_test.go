package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fieldsync/models"
)

// duty is a record and the effects expected of it, as "outcome period to due".
type duty struct {
	name       string
	on         Trigger
	collection string
	record     string
	related    string // collection, field and records, for every Query
	now        string
	want       []string
}

func (d duty) run(t *testing.T, rule string) (got []string) {
	t.Helper()
	in := In{Record: values(t, d.record), ID: "x1", Lookup: func(string, string) models.Values { return nil }}
	in.Related = func(q Query) []Found {
		where, list, _ := strings.Cut(d.related, " ")
		if where != "" && where != q.Collection+"."+q.Field {
			t.Errorf("asked for %s.%s", q.Collection, q.Field)
		}
		if list == "" || q.Value != "x1" {
			return nil
		}
		return []Found{{ID: "r1", Values: values(t, list)}}
	}
	now, err := models.Moment(d.now).Time()
	if err != nil {
		t.Fatal(err)
	}
	in.Now = now
	for _, e := range Clock(d.on, d.collection, in) {
		if e.Rule != rule {
			continue
		}
		if e.EN == "" || e.ZH == "" || e.Subject.ID != "x1" {
			t.Errorf("incomplete: %+v", e)
		}
		line := fmt.Sprint(e.Outcome, " ", e.Period, " ", e.To.Staff, e.To.Role, " ", string(e.Value))
		if !e.Task.Due.IsZero() {
			line += e.Task.Due.Format("2006-01-02")
		}
		got = append(got, strings.TrimSpace(line))
	}
	return got
}

func runDuties(t *testing.T, rule string, duties []duty) {
	t.Helper()
	for _, d := range duties {
		t.Run(d.name, func(t *testing.T) {
			if got := d.run(t, rule); !slices.Equal(got, d.want) {
				t.Errorf("%s\ngot  %q\nwant %q", d.record, got, d.want)
			}
		})
	}
}

func TestVisitsDue(t *testing.T) {
	seven := `{"star":"7","star_manager":"s1","star_from":"2016-01-01"}`
	runDuties(t, "R-VISIT-01", []duty{
		{name: "T-076", on: OnDay, collection: "star_customer", record: seven, related: "visit_record.star_customer", now: "2016-07-01T09:00:00+08:00",
			want: []string{"flag 2016-Q2", "task 2016-Q3 s1 2016-09-30"}},
		{name: "visited", on: OnDay, collection: "star_customer", record: seven, now: "2016-06-30T09:00:00+08:00",
			related: `visit_record.star_customer {"arrived_at":"2016-04-01T00:00:00+08:00"}`, want: []string{"flag 2016-Q1"}},
		{name: "T-080 no home visits", on: OnDay, collection: "star_customer", record: `{"star":"7","no_home_visit":true}`, now: "2016-07-01T09:00:00+08:00"},
	})
	runDuties(t, "R-VISIT-02", []duty{
		{name: "T-077", on: OnDay, collection: "star_customer", record: `{"star":"6","service_manager":"s1","star_from":"2016-01-01"}`, now: "2016-07-01T00:00:00+08:00",
			related: `visit_record.star_customer {"arrived_at":"2016-01-05T10:00:00+08:00"}`, want: []string{"task 2016-H2 s1 2016-12-31"}},
	})
}

func TestPlanMissing(t *testing.T) {
	csm := `{"roles":["CSM"],"active":true,"valid_from":"2015-01-01"}`
	runDuties(t, "R-VISIT-05", []duty{
		{name: "on the 6th", on: OnDay, collection: "staff", record: csm, now: "2016-05-06T00:00:00+08:00", want: []string{"warn 2016-05 x1", "warn 2016-05 TL"}},
		{name: "on the 5th", on: OnDay, collection: "staff", record: csm, now: "2016-05-05T23:59:59+08:00"},
		{name: "there is one", on: OnDay, collection: "staff", record: csm, now: "2016-05-06T00:00:00+08:00", related: `visit_plan.planner {"plan_month":"2016-05"}`},
	})
}

func TestContractEnds(t *testing.T) {
	number := `{"in_use":true,"contract_end":"2016-11-10","star_customer":"c1"}`
	runDuties(t, "R-RENEW-03", []duty{
		{name: "six months", on: OnDay, collection: "account_number", record: number, now: "2016-05-10T00:00:00+08:00", want: []string{"task 2016-11-10 CSM 2016-11-10"}},
		{name: "a day more", on: OnDay, collection: "account_number", record: number, now: "2016-05-09T23:59:59+08:00"},
	})
	runDuties(t, "R-WO-02", []duty{
		{name: "a second late", on: OnHour, collection: "work_order", record: `{"status":"办理中","due_at":"2016-05-10T18:00:00+08:00","assignee":"s1"}`, now: "2016-05-10T18:00:01+08:00",
			want: []string{`set 2016-05-10T18:00:00+08:00  "已超时"`, "warn 2016-05-10T18:00:00+08:00 TL"}},
		{name: "in time", on: OnHour, collection: "work_order", record: `{"status":"办理中","due_at":"2016-05-10T18:00:00+08:00"}`, now: "2016-05-10T18:00:00+08:00"},
	})
}
