package changesync_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestEventEnds: who works at an event holds it until it is over; who looks
// after the customer keeps it. What a desk had not delivered by then goes to
// him (domain.md 1.6, 2.12).
func TestEventEnds(t *testing.T) {
	for _, c := range []struct {
		name, status, end string
		days              int // that pass
		over              bool
	}{
		{"running", "进行中", "2016-05-10T17:00:00+08:00", 13, false},
		{"nobody said that it ended", "进行中", "2016-05-10T17:00:00+08:00", 16, true},
		{"planned, and never held", "计划中", "2016-05-10T17:00:00+08:00", 27, true},
		{"running, without a date", "进行中", "", 60, false},
		{"ended, the desks still deliver", "已结束", "2016-05-10T17:00:00+08:00", 13, false},
		{"ended two weeks ago", "已结束", "2016-05-10T17:00:00+08:00", 15, true},
		{"ended, without a date", "已结束", "", 60, false},
		{"evaluated", "已评估", "2016-05-10T17:00:00+08:00", 0, true},
		{"called off", "已取消", "2016-06-10T17:00:00+08:00", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.people()
			w.employ("csm03", "CSM")
			w.team("e1", []json.RawMessage{member("csm03", "CSM")}, nil)
			desk := w.device("desk01")
			desk.sync()
			id := desk.write(set("event_lead", "", "event", "e1", "lead_name", "李", "mobile", "13800000009")).IDs[0]
			fields := []string{"showcase_event", "e1", "status", c.status}
			if c.end != "" {
				fields = append(fields, "agreed_end", c.end)
			}
			w.office("", set(fields[0], fields[1], fields[2:]...))
			w.now = w.now.Add(time.Duration(c.days) * 24 * time.Hour)
			desk.sync()
			_, err := w.engine.View(w.ctx, "csm03", key("showcase_event", "e1")) // the clock alone changes grants when they are asked for
			w.must(err)
			if got := slices.Contains(w.grants("csm03"), "event/e1 member w"); got == c.over {
				t.Errorf("the member holds the event: %v", got)
			}
			if !slices.Contains(w.grants("csm01"), "event/e1 csm w") {
				t.Error("the customer's manager has lost the event")
			}
			held := slices.ContainsFunc(w.grants("desk01"), func(g string) bool {
				return strings.HasPrefix(g, "event/e1") || strings.HasPrefix(g, "customer/c1")
			})
			if held == c.over {
				t.Errorf("the desk holds %q", w.grants("desk01"))
			}
			lead := w.record(key("event_lead", id))
			if c.over && (lead != nil || len(w.quarantineRecords("event/e1")) == 0) {
				t.Errorf("the unsent sign-up: %v, put aside for the manager: %d", lead, len(w.quarantineRecords("event/e1")))
			}
			if !c.over && lead == nil {
				t.Error("the sign-up did not arrive")
			}
			if left := slices.Contains(desk.scopes(), "event/e1"); left == c.over {
				t.Errorf("the event is on the desk's device: %v", left)
			}
		})
	}
}
