package chores

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

// appraised is an organisation with two service managers of one team in May, one
// customer with a star customer for csm, and orders of both.
func (w *world) appraised() *Runner {
	r, t := w.staffed(), w.t
	for n, done := range []string{"2016-05-20T17:00:00+08:00", "2016-05-20T19:00:00+08:00"} {
		r.put(t, "admin", "work_order", fmt.Sprint("o", n), set(t, "assignee", "csm", "customer", "c", "due_at", "2016-05-20T18:00:00+08:00", "done_at", done, "status", "已完成"))
	}
	r.put(t, "admin", "work_order", "o9", set(t, "assignee", "cover", "customer", "c", "due_at", "2016-05-20T18:00:00+08:00", "done_at", "2016-05-20T18:00:00+08:00", "status", "已完成"))
	r.put(t, "csm01", "account_number", "n", set(t, "star_customer", "p", "number", "13305710001", "kind", "移动", "joined_month", "2014-05", "in_use", true))
	r.put(t, "csm01", "monthly_bill", "b", set(t, "star_customer", "p", "account_number", "n", "month", "2016-05", "receivable", "100.00", "traffic_kb", 2048))
	r.put(t, "csm01", "visit_record", "v", set(t, "star_customer", "p", "customer", "c", "visitor", "csm", "arrived_at", "2016-05-10T10:00:00+08:00", "submission", "submitted"))
	return r
}

// results are the figures on file, as "staff month kpi part/whole value #rank published".
func (r *Runner) results(t *testing.T, kpis ...string) (out []string) {
	t.Helper()
	num := func(v models.Values, field string) string {
		if s := string(v[field]); s != "null" {
			return s
		}
		return ""
	}
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		rows, err := l.Records(changesync.RecordQuery{Collection: "kpi_result"})
		for _, row := range rows {
			if v := row.Values; v != nil && (len(kpis) == 0 || slices.Contains(kpis, text(v, "kpi"))) {
				said := strings.Join([]string{text(v, "staff"), text(v, "month"), text(v, "kpi"), num(v, "part") + "/" + num(v, "whole"), num(v, "value"), "#" + num(v, "rank"), text(v, "published_on")}, " ")
				out = append(out, strings.TrimSpace(said))
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

// TestResultsOfTheMonth: at the month's end everybody's figures are on file,
// corrected until the appraisal day, published on it, and then they stay.
func TestResultsOfTheMonth(t *testing.T) {
	w := newWorld(t, "2016-05-20")
	r := w.appraised()
	r.must(t)
	w.day("2016-05-31")
	r.must(t)
	same(t, "before the month is over", r.results(t))
	w.day("2016-06-01")
	r.must(t)
	r.must(t) // what the first round made has arrived
	same(t, "on 1 June", r.results(t),
		"cover 2016-05 contacts / 0 #2", "cover 2016-05 order_rate 1/1  #1",
		"csm 2016-05 arrears_rate 0/10000  #1", "csm 2016-05 contacts / 1 #1", "csm 2016-05 order_rate 1/2  #2",
		"csm 2016-05 retention 1/1  #1", "csm 2016-05 traffic / 2048 #1")
	seq := r.seq(t)
	r.must(t)
	w.server().must(t)
	if now := r.seq(t); now != seq {
		t.Errorf("the same day was dealt with again: %d after %d", now, seq)
	}
	// What is put right and what arrives late counts, what is gone is nothing.
	r.put(t, "admin", "work_order", "o1", set(t, "done_at", "2016-05-20T18:00:00+08:00"))
	r.put(t, "admin", "account_number", "n", set(t, "_deleted", true))
	w.day("2016-06-02")
	w.server().must(t)
	same(t, "corrected", r.results(t, "order_rate", "retention"), "cover 2016-05 order_rate 1/1  #1", "csm 2016-05 order_rate 2/2  #1", "csm 2016-05 retention 0/0  #")
	w.day("2016-06-09")
	r.must(t)
	same(t, "a day before", r.results(t, "contacts"), "cover 2016-05 contacts / 0 #2", "csm 2016-05 contacts / 1 #1")
	r.put(t, "tl", "kpi_feedback", "talk", set(t, "staff", "csm", "month", "2016-05", "talked_on", "2016-06-09", "talked_by", "tl", "content", "达标"))
	r.put(t, "cover", "kpi_feedback", "own", set(t, "staff", "cover", "month", "2016-05", "opinion", "未计代班"))
	w.day("2016-06-10")
	r.must(t)
	told := slices.DeleteFunc(r.notices(t, "R-KPI-01"), func(s string) bool { return !strings.Contains(s, "2016-05") })
	same(t, "still to be talked over, of cover alone", told, "R-KPI-01 2016-05 tl")
	same(t, "published", r.results(t, "order_rate", "retention"), "cover 2016-05 order_rate 1/1  #1 2016-06-10", "csm 2016-05 order_rate 2/2  #1 2016-06-10", "csm 2016-05 retention 0/0  # 2016-06-10")
	r.put(t, "admin", "work_order", "o1", set(t, "done_at", "2016-06-20T18:00:00+08:00"))
	w.day("2016-06-11")
	w.server().must(t)
	same(t, "what is published stays", r.results(t, "order_rate"), "cover 2016-05 order_rate 1/1  #1 2016-06-10", "csm 2016-05 order_rate 2/2  #1 2016-06-10")
}

// TestResultsOfTheOffice: what the office entered or published itself stands,
// and a rest of two months leaves none out.
func TestResultsOfTheOffice(t *testing.T) {
	w := newWorld(t, "2016-05-20")
	r := w.appraised()
	r.must(t)
	w.day("2016-06-01")
	r.put(t, "admin", "kpi_result", "own", set(t, "staff", "csm", "month", "2016-05", "kpi", "order_rate", "part", 9, "whole", 10))
	r.must(t)
	r.put(t, "admin", "kpi_result", resultID("csm", "2016-05", "traffic"), set(t, "value", 7, "published_on", "2016-06-01"))
	w.day("2016-06-02")
	r.must(t)
	same(t, "in June", r.results(t, "order_rate", "traffic"), "cover 2016-05 order_rate 1/1  #1", "csm 2016-05 order_rate 9/10  #", "csm 2016-05 traffic / 7 #1 2016-06-01")
	r.put(t, "admin", "kpi_result", resultID("cover", "2016-05", "order_rate"), set(t, "_deleted", true))
	r.put(t, "admin", "assignment", "0away", set(t, "customer", "c", "staff", "cover", "post", "CSM", "valid_from", "2016-06-25", "valid_to", "2016-07-05", "reason", "代班"))
	w.day("2016-08-11")
	r.put(t, "admin", "customer", "c", set(t, "address", "文三路1号")) // somebody works again
	w.server().must(t)
	same(t, "in August", r.results(t, "order_rate"), "csm 2016-05 order_rate 9/10  #", "csm 2016-06 order_rate 0/1  #1 2016-08-11")
	same(t, "who served at the month's end", r.results(t, "retention"), "cover 2016-06 retention 1/1  #1 2016-08-11", "csm 2016-05 retention 1/1  #1 2016-08-11", "csm 2016-07 retention 1/1  #1 2016-08-11")
	same(t, "the months of the rest", r.results(t, "contacts"),
		"cover 2016-05 contacts / 0 #2 2016-08-11", "cover 2016-06 contacts / 0 #1 2016-08-11", "cover 2016-07 contacts / 0 #1 2016-08-11",
		"csm 2016-05 contacts / 1 #1 2016-08-11", "csm 2016-06 contacts / 0 #1 2016-08-11", "csm 2016-07 contacts / 0 #1 2016-08-11")
}

// TestResultsRace: servers at work at once, and killed at any commit, make one
// result for each figure, and each is written once.
func TestResultsRace(t *testing.T) {
	w := newWorld(t, "2016-05-20")
	r := w.appraised()
	r.must(t)
	w.day("2016-06-10")
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
			_ = w.server().keepAppraisal(t.Context())
		}
	}
	w.fail = nil
	var group sync.WaitGroup
	for range 3 {
		one := w.server()
		group.Go(func() { one.must(t) })
	}
	group.Wait()
	same(t, "published", r.results(t, "order_rate", "traffic"), "cover 2016-05 order_rate 1/1  #1 2016-06-10", "csm 2016-05 order_rate 1/2  #2 2016-06-10", "csm 2016-05 traffic / 2048 #1 2016-06-10")
	err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
		entries, err := l.Log(changesync.LogQuery{Scopes: []models.Scope{models.MakeScope(models.ScopeOrg, "")}, To: 1 << 40})
		times := map[string]int{}
		for _, e := range entries {
			if e.Key.Collection == "kpi_result" {
				times[e.Key.ID]++
			}
		}
		for id, n := range times {
			if n != 1 {
				t.Errorf("the result %s was written %d times", id, n)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
