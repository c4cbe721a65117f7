package chores

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
	"fieldsync/sync/faultstore"
)

// joins enters a person with one mobile.
func (r *Runner) joins(t *testing.T, id string) {
	t.Helper()
	r.put(t, "csm01", "star_customer", id, set(t, "name", "李四", "id_doc_type", "居民身份证", "registered_by", "个人证件"))
	r.put(t, "csm01", "account_number", id+"-1", set(t, "star_customer", id, "number", "13305710001", "kind", "移动", "joined_month", "2014-05", "in_use", true))
}

// pays enters the bill of a month.
func (r *Runner) pays(t *testing.T, id, month, yuan string) {
	t.Helper()
	r.put(t, "csm01", "monthly_bill", id+"-"+month, set(t, "star_customer", id, "account_number", id+"-1", "month", month, "receivable", yuan))
}

// shows compares the star, its days and those from next month.
func (r *Runner) shows(t *testing.T, id, held, next string) {
	t.Helper()
	v := r.values(t, "star_customer", id)
	say := func(prefix string) string {
		return strings.TrimSpace(strings.Join([]string{text(v, prefix), text(v, prefix+"_from"), text(v, prefix+"_to"), text(v, prefix+"_source")}, " "))
	}
	if got := say("star"); got != held {
		t.Errorf("%s: the star is %q, want %q", id, got, held)
	}
	if got := say("star_next"); got != next {
		t.Errorf("%s: the next star is %q, want %q", id, got, next)
	}
}

// TestStarFollowsBills: bills come in, the next round rates; nothing new writes
// nothing; a month later the star holds; a bill corrected in time counts.
func TestStarFollowsBills(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.server()
	r.joins(t, "p")
	r.must(t)
	r.shows(t, "p", "0", "0") // 24 months × 10
	r.pays(t, "p", "2016-03", "1100.50")
	r.must(t)
	r.shows(t, "p", "0", "2 2016-06-01 2017-05-31 定级")
	grade := r.values(t, "growth_account", gradeID("p"))
	if string(grade["value"]) != "1340" || text(grade, "valid_to") != "2017-05-31" {
		t.Errorf("the account: %s", grade)
	}
	if v := r.values(t, "star_customer", "p"); !strings.Contains(string(v["star_explain"]), "定级成长值1100.5+240−0=1340.5,按标准:2星") {
		t.Errorf("explained as %s", v["star_explain"])
	}
	seq := r.seq(t)
	r.must(t)
	w.server().must(t)
	if now := r.seq(t); now != seq {
		t.Errorf("rounds with nothing to do wrote: sequence %d after %d", now, seq)
	}
	r.pays(t, "p", "2016-04", "9000")
	r.must(t)
	r.shows(t, "p", "0", "7 2016-06-01 2017-05-31 定级")
	r.put(t, "csm01", "monthly_bill", "p-2016-04", set(t, "receivable", "90.00"))
	r.must(t)
	r.shows(t, "p", "0", "2 2016-06-01 2017-05-31 定级") // a slip of the pen leaves no star behind
	w.day("2016-06-01")
	r.must(t)
	r.shows(t, "p", "2 2016-06-01 2017-05-31 定级", "2 2016-06-01 2017-05-31 定级")
	r.put(t, "csm01", "account_number", "p-1", set(t, "in_use", false))
	r.must(t)
	r.shows(t, "p", "2 2016-06-01 2017-05-31 定级", "0")
}

// TestStarsCatchUp: after months of rest every month is rated in its turn, by
// R-STAR-02 and R-STAR-03; the clock put back undoes nothing.
func TestStarsCatchUp(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.server()
	r.joins(t, "p")
	r.pays(t, "p", "2016-04", "4000")
	r.joins(t, "k")
	r.pays(t, "k", "2016-04", "4000")
	r.pays(t, "k", "2017-04", "3300")
	r.must(t)
	w.day("2017-08-01")
	if err := r.Round(t.Context()); !errors.Is(err, ErrClock) {
		t.Errorf("a clock that has gone on by 14 months is believed: %v", err)
	}
	r.joins(t, "q") // somebody works again
	r.must(t)
	// 39 months × 10: below the line of 5★ in May 2017, and below 1★.
	r.shows(t, "p", "0", "0")
	// 3660 in May 2017 keeps 5★; the 3690 of August alone would be 4★.
	r.shows(t, "k", "5 2017-06-01 2018-05-31 定级", "5 2017-06-01 2018-05-31 定级")
	w.day("2017-07-31")
	r.pays(t, "p", "2017-06", "9000")
	r.must(t)
	r.shows(t, "p", "0", "0")
	w.day("2017-08-02")
	r.pays(t, "p", "2017-05", "1")
	r.must(t)
	r.shows(t, "p", "0", "7 2017-09-01 2018-08-31 定级")
}

// TestStarSurvives: a server is killed at every commit of a month's turn in
// which two servers take part; the result is that of one that was not.
func TestStarSurvives(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.server()
	for i := range 8 {
		r.joins(t, fmt.Sprint("p", i))
		r.pays(t, fmt.Sprint("p", i), "2016-04", fmt.Sprint(1000*i))
	}
	r.must(t)
	w.day("2016-06-02")
	for _, p := range []faultstore.Point{faultstore.CommitBefore, faultstore.CommitAfter} {
		n := 0
		w.fail = func(at faultstore.Point) error {
			if at == p {
				if n++; n%2 == 0 {
					return errors.New("killed")
				}
			}
			return nil
		}
		for range 4 {
			_ = w.server().Round(t.Context())
		}
	}
	w.fail = nil
	var group sync.WaitGroup
	for range 3 {
		one := w.server()
		group.Go(func() { one.must(t) })
	}
	group.Wait()
	for i := range 8 {
		star := []string{"0", "2", "3", "4", "5", "5", "6", "6"}[i]
		want := star + " 2016-06-01 2017-05-31 定级"
		if star == "0" {
			want = star
		}
		r.shows(t, fmt.Sprint("p", i), want, want)
		changes := 0
		err := r.engine.Look(t.Context(), func(l *changesync.Ledger) error {
			entries, err := l.Log(changesync.LogQuery{Scopes: []models.Scope{starScope(fmt.Sprint("p", i))}, To: 1 << 40})
			for _, e := range entries {
				if e.Key.Collection == "star_customer" && strings.Contains(string(e.Body), `"rated_in"`) {
					changes++
				}
			}
			return err
		})
		if err != nil || changes != 2 { // in May and in June
			t.Errorf("p%d was rated %d times (%v)", i, changes, err)
		}
	}
}

// TestStarCannotBeRated: two bills of one month are told, and the star stays.
func TestStarCannotBeRated(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.server()
	r.joins(t, "p")
	r.put(t, "admin", "star_customer", "p", set(t, "star", "5", "star_from", "2016-01-01", "star_to", "2016-12-31", "star_source", "定级"))
	r.pays(t, "p", "2016-04", "100")
	r.put(t, "csm01", "monthly_bill", "other", set(t, "star_customer", "p", "account_number", "p-1", "month", "2016-04", "receivable", "200"))
	r.must(t)
	r.shows(t, "p", "5 2016-01-01 2016-12-31 定级", "")
	if v := r.values(t, "star_customer", "p"); !strings.Contains(string(v["star_explain"]), `"code":"given_twice"`) {
		t.Errorf("explained as %s", v["star_explain"])
	}
	r.put(t, "csm01", "star_customer", "alone", set(t, "name", "王五", "id_doc_type", "居民身份证", "registered_by", "个人证件", "star", "6"))
	r.must(t)
	r.shows(t, "alone", "6", "") // no number on file: the office's word stands
}

// TestStarOfKeyPerson: an application that is approved gives the star, and takes
// it when the identity is withdrawn (R-KP-07, R-KP-09).
func TestStarOfKeyPerson(t *testing.T) {
	w := newWorld(t, "2016-05-10")
	r := w.server()
	r.joins(t, "p")
	r.put(t, "csm01", "star_customer", "p", set(t, "key_person", "k"))
	r.put(t, "am01", "key_person_application", "a", set(t, "customer", "c", "key_person", "k", "applicant", "am", "status", "申请"))
	r.must(t)
	r.shows(t, "p", "0", "0")
	r.put(t, "vp", "key_person_application", "a", set(t, "status", "已纳入名单", "valid_from", "2016-05-10", "direct_growth", 8000))
	r.must(t)
	r.shows(t, "p", "0", "7 2016-06-01  关键人直享")
	w.day("2016-06-01")
	r.put(t, "vp", "key_person_application", "a", set(t, "status", "已撤销", "valid_to", "2016-06-10"))
	r.must(t)
	r.shows(t, "p", "7 2016-06-01  关键人直享", "0")
}
