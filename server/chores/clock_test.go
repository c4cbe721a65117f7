package chores

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fieldsync/models"
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

// made are the records of a collection that rules made, as "period to text".
func (r *Runner) made(t *testing.T, collection, who string) (out []string) {
	t.Helper()
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		rows, err := l.Records(changesync.RecordQuery{Collection: collection})
		for _, row := range rows {
			v := row.Values
			out = append(out, strings.Join([]string{text(v, "rule"), text(v, "period"), text(v, who), text(v, "due_at"), text(v, "status")}, " "))
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
	same(t, "in May", r.made(t, "work_order", "assignee"), "  cover 2016-06-30T23:59:59+08:00 待接收")
	same(t, "notices", r.made(t, "notice", "to"))
	seq := r.seq(t)
	r.must(t)
	w.server().must(t)
	if now := r.seq(t); now != seq {
		t.Errorf("the same hour was dealt with again: %d after %d", now, seq)
	}
	w.day("2016-05-06")
	r.must(t)
	same(t, "the plan of May is missing", r.made(t, "notice", "to"),
		"R-VISIT-05 2016-05 cover  ", "R-VISIT-05 2016-05 csm  ", "R-VISIT-05 2016-05 tl  ", "R-VISIT-05 2016-05 tl  ")
	order := r.only(t, "work_order")
	r.put(t, "admin", "work_order", order, set(t, "_deleted", true))
	w.day("2016-07-01")
	r.put(t, "admin", "customer", "c", set(t, "address", "文三路1号"))
	r.must(t)
	same(t, "in July", r.made(t, "work_order", "assignee"), "  cover 2016-06-30T23:59:59+08:00 已超时", "  csm 2016-09-30T23:59:59+08:00 待接收")
	if got := r.made(t, "notice", "to"); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "R-WO-02 2016-06-30T23:59:59+08:00 tl") }) {
		t.Errorf("the leader does not hear of the overdue order: %q", got)
	}
	r.put(t, "cover", "work_order", order, set(t, "status", "办理中"))
	w.day("2016-07-02")
	r.must(t)
	same(t, "taken up again", r.made(t, "work_order", "assignee"), "  cover 2016-06-30T23:59:59+08:00 办理中", "  csm 2016-09-30T23:59:59+08:00 待接收")
}

// only is the id of the one record of a collection.
func (r *Runner) only(t *testing.T, collection string) (id string) {
	t.Helper()
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		ids, err := l.IDs(collection)
		if len(ids) != 1 {
			return fmt.Errorf("%d records of %s", len(ids), collection)
		}
		id = ids[0]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
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
	same(t, "orders", r.made(t, "work_order", "assignee"), "  csm 2016-09-30T23:59:59+08:00 待接收")
	same(t, "notices", r.made(t, "notice", "to"),
		"R-VISIT-05 2016-07 cover  ", "R-VISIT-05 2016-07 csm  ", "R-VISIT-05 2016-07 tl  ", "R-VISIT-05 2016-07 tl  ")
}

// TestClockCatchesUp: after a rest over two quarters each of their ends is
// flagged, and nobody gets the orders that could only have been done then.
func TestClockCatchesUp(t *testing.T) {
	w := newWorld(t, "2016-04-20")
	r := w.staffed()
	r.must(t)
	order := r.only(t, "work_order")
	w.day("2017-01-10")
	r.put(t, "csm", "work_order", order, set(t, "status", "办理中"))
	again := w.server()
	again.must(t)
	var flags, plans []string
	for _, n := range again.made(t, "notice", "to") {
		switch {
		case strings.HasPrefix(n, "R-VISIT-01"):
			flags = append(flags, n)
		case strings.Contains(n, " csm "):
			plans = append(plans, strings.Fields(n)[1])
		}
	}
	same(t, "flags", flags, "R-VISIT-01 2016-Q3 csm  ", "R-VISIT-01 2016-Q4 csm  ")
	same(t, "missing plans", plans, "2016-04", "2016-05", "2016-06", "2016-07", "2016-08", "2016-09", "2016-10", "2016-11", "2016-12", "2017-01")
	same(t, "orders", again.made(t, "work_order", "assignee"), "  csm 2016-06-30T23:59:59+08:00 已超时", "  csm 2017-03-31T23:59:59+08:00 待接收")
}

// TestNobodyToDoIt: an order for which there is nobody waits until there is.
func TestNobodyToDoIt(t *testing.T) {
	w := newWorld(t, "2016-05-04")
	r := w.staffed()
	r.put(t, "admin", "assignment", "a", set(t, "valid_to", "2016-04-30"))
	r.must(t)
	same(t, "without a manager", r.made(t, "work_order", "assignee"))
	due, err := r.Due(t.Context(), w.clock())
	if err != nil || len(due) != 1 || due[0].Waits != "nobody" || due[0].Rule != "R-VISIT-01" || due[0].Subject != "p" {
		t.Errorf("what is due: %+v, %v", due, err)
	}
	w.day("2016-05-05")
	r.put(t, "admin", "assignment", "b", set(t, "star_customer", "p", "staff", "cover", "post", "CSM", "valid_from", "2016-05-05", "reason", "分配"))
	r.must(t)
	same(t, "with one", r.made(t, "work_order", "assignee"), "  cover 2016-06-30T23:59:59+08:00 待接收")
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
