package chores

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

// staffed is an organisation with a leader, a service manager and, at his
// customer, somebody with seven stars whom nobody has visited.
func (w *world) staffed() *Runner {
	r, t := w.server(), w.t
	r.put(t, "admin", "team", "t1", set(t, "name", "一班", "kind", "班组", "leader", "tl"))
	for id, role := range map[string]string{"tl": "TL", "csm": "CSM", "cover": "CSM"} {
		r.put(t, "admin", "staff", id, set(t, "staff_no", id, "name", id, "roles", []string{role}, "team", "t1", "active", true, "valid_from", "2015-01-01"))
	}
	r.put(t, "admin", "customer", "c", set(t, "customer_no", "B1", "customer_name", "水务集团"))
	r.put(t, "admin", "assignment", "a", set(t, "customer", "c", "staff", "csm", "post", "CSM", "valid_from", "2015-01-01", "reason", "分配"))
	r.put(t, "csm01", "star_customer", "p", set(t, "name", "李四", "customer", "c", "star", "7", "star_from", "2016-04-10", "star_to", "2018-12-31", "star_source", "定级"))
	return r
}

// visitOrder is the id of the order to visit p in a period.
func visitOrder(period string) string {
	e := rules.Effect{Rule: "R-VISIT-01", Outcome: rules.Task, Subject: rules.Ref{Collection: "star_customer", ID: "p"}, Period: period}
	return models.RuleID(e.Rule, e.Key(), "")
}

// orders are the orders to visit p in a period.
func (r *Runner) orders(t *testing.T) (out []string) {
	t.Helper()
	for _, period := range []string{"2016-Q1", "2016-Q2", "2016-Q3", "2016-Q4", "2017-Q1"} {
		if v := r.values(t, "work_order", visitOrder(period)); v != nil {
			if !strings.HasPrefix(text(v, "content"), "R-VISIT-0") {
				t.Errorf("the order does not say what is to be done: %q", text(v, "content"))
			}
			out = append(out, strings.Join([]string{period, text(v, "assignee"), text(v, "due_at")[:len(time.DateOnly)], text(v, "status")}, " "))
		}
	}
	return out
}

// notices are those of some rules, as "rule period to".
func (r *Runner) notices(t *testing.T, ids ...string) (out []string) {
	t.Helper()
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		rows, err := l.Records(changesync.RecordQuery{Collection: "notice"})
		for _, row := range rows {
			if v := row.Values; slices.Contains(ids, text(v, "rule")) {
				out = append(out, strings.Join([]string{text(v, "rule"), text(v, "period"), text(v, "to")}, " "))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

// TestClockMakesOneOrder: the visit of a quarter becomes one work order for
// whoever has the customer that day, also when it was deleted or finished; the
// next quarter is another; an overdue order is set once and tells the leader.
func TestClockMakesOneOrder(t *testing.T) {
	w := newWorld(t, "2016-05-04")
	r := w.staffed()
	r.put(t, "admin", "assignment", "b", set(t, "customer", "c", "staff", "cover", "post", "CSM", "valid_from", "2016-05-01", "valid_to", "2016-05-07", "reason", "代班"))
	r.must(t)
	same(t, "in May", r.orders(t), "2016-Q2 cover 2016-06-30 待接收")
	same(t, "plans", r.notices(t, "R-VISIT-05"))
	r.must(t) // which reads the order in the log
	seq := r.seq(t)
	r.must(t)
	w.server().must(t)
	if now := r.seq(t); now != seq {
		t.Errorf("the same hour was dealt with again: %d after %d", now, seq)
	}
	w.day("2016-05-06")
	r.must(t)
	same(t, "the plan of May is missing", r.notices(t, "R-VISIT-05"),
		"R-VISIT-05 2016-05 cover", "R-VISIT-05 2016-05 csm", "R-VISIT-05 2016-05 tl", "R-VISIT-05 2016-05 tl")
	order := visitOrder("2016-Q2")
	w.day("2016-07-01")
	r.put(t, "admin", "customer", "c", set(t, "address", "文三路1号"))
	r.must(t)
	same(t, "in July", r.orders(t), "2016-Q2 cover 2016-06-30 已超时", "2016-Q3 csm 2016-09-30 待接收")
	r.put(t, "admin", "work_order", visitOrder("2016-Q3"), set(t, "_deleted", true))
	if got := r.notices(t, "R-WO-02"); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "R-WO-02 2016-06-30T23:59:59+08:00 tl") }) {
		t.Errorf("the leader does not hear of the overdue order: %q", got)
	}
	r.put(t, "cover", "work_order", order, set(t, "status", "办理中"))
	w.day("2016-07-02")
	r.must(t)
	same(t, "one taken up again, one deleted", r.orders(t), "2016-Q2 cover 2016-06-30 办理中")
}

// TestClockRaces: servers that ask at once, and servers killed at any commit,
// make one order, one flag and one set of notices.
func TestClockRaces(t *testing.T) {
	w := newWorld(t, "2016-07-06")
	r := w.staffed()
	for _, p := range []faultstore.Point{faultstore.CommitBefore, faultstore.CommitAfter} {
		for nth := 1; nth < 4; nth++ {
			n := 0
			w.fail = func(at faultstore.Point) error {
				if at == p {
					if n++; n == nth {
						return errors.New("killed")
					}
				}
				return nil
			}
			killed := w.server()
			_ = killed.keepClock(t.Context())
		}
	}
	w.fail = nil
	var group sync.WaitGroup
	for range 3 {
		one := w.server()
		group.Go(func() { one.must(t) })
	}
	group.Wait()
	same(t, "orders", r.orders(t), "2016-Q3 csm 2016-09-30 待接收")
	same(t, "notices", r.notices(t, "R-VISIT-05"),
		"R-VISIT-05 2016-07 cover", "R-VISIT-05 2016-07 csm", "R-VISIT-05 2016-07 tl", "R-VISIT-05 2016-07 tl")
}

// TestClockCatchesUp: after a rest over two quarters each of their ends is
// flagged, and nobody gets the orders that could only have been done then.
func TestClockCatchesUp(t *testing.T) {
	w := newWorld(t, "2016-04-20")
	r := w.staffed()
	r.must(t)
	order := visitOrder("2016-Q2")
	w.day("2017-01-10")
	r.put(t, "csm", "work_order", order, set(t, "status", "办理中"))
	again := w.server()
	again.must(t)
	same(t, "flags", again.notices(t, "R-VISIT-01"), "R-VISIT-01 2016-Q3 csm", "R-VISIT-01 2016-Q4 csm")
	var want []string
	for month := time.Date(2016, 4, 1, 0, 0, 0, 0, models.China); len(want) < 10; month = month.AddDate(0, 1, 0) {
		want = append(want, "R-VISIT-05 "+month.Format("2006-01")+" csm")
	}
	plans := slices.DeleteFunc(again.notices(t, "R-VISIT-05"), func(s string) bool { return !strings.HasSuffix(s, " csm") })
	same(t, "missing plans", plans, want...)
	same(t, "orders", again.orders(t), "2016-Q2 csm 2016-06-30 已超时", "2017-Q1 csm 2017-03-31 待接收")
}

// TestNobodyToDoIt: an order for which there is nobody waits until there is.
func TestNobodyToDoIt(t *testing.T) {
	w := newWorld(t, "2016-05-04")
	r := w.staffed()
	r.put(t, "admin", "assignment", "a", set(t, "valid_to", "2016-04-30"))
	r.must(t)
	same(t, "without a manager", r.orders(t))
	due, err := r.Due(t.Context(), w.clock())
	if err != nil || !slices.ContainsFunc(due, func(d Duty) bool { return d.Waits == "nobody" && d.Rule == "R-VISIT-01" && d.Subject == "p" }) {
		t.Errorf("what is due: %+v, %v", due, err)
	}
	w.day("2016-05-05")
	r.put(t, "admin", "assignment", "b", set(t, "star_customer", "p", "staff", "cover", "post", "CSM", "valid_from", "2016-05-05", "reason", "分配"))
	r.must(t)
	same(t, "with one", r.orders(t), "2016-Q2 cover 2016-06-30 待接收")
}

func TestMonthEnds(t *testing.T) {
	now := time.Date(2016, 7, 1, 0, 0, 0, 0, models.China)
	for last, want := range map[models.CalDate][]string{
		"": nil, "2016-07-01": nil, "2016-06-30": nil, "2016-06-29": {"2016-06-30"}, "2016-05-31": {"2016-06-30"}, "2016-04-15": {"2016-04-30", "2016-05-31", "2016-06-30"},
	} {
		var got []string
		for _, end := range monthEnds(string(last), now) {
			got = append(got, end.Format(time.DateOnly))
		}
		same(t, "after "+string(last), got, want...)
	}
	if n := len(monthEnds("2001-01-01", now)); n != maxMonthEnds {
		t.Errorf("%d month ends after fifteen years", n)
	}
}
