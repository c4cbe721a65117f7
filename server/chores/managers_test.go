package chores

import (
	"errors"
	"testing"

	"fieldsync/sync/faultstore"
)

// serves are the account and the service manager that a customer names, and the
// service and the star manager that its star customer names.
func (r *Runner) serves(t *testing.T) string {
	t.Helper()
	c, p := r.values(t, "customer", "c"), r.values(t, "star_customer", "p")
	return text(c, "account_manager") + "/" + text(c, "service_manager") + " " + text(p, "service_manager") + "/" + text(p, "star_manager")
}

func (w *world) show(r *Runner, want string) {
	w.t.Helper()
	r.must(w.t)
	if got := r.serves(w.t); got != want {
		w.t.Errorf("%s: named are %q, want %q", w.clock().Format("2006-01-02"), got, want)
	}
}

// TestManagersFollowAssignments: a customer and its star customers name who is
// assigned, from the day on which that holds; a cover is not named beside whom it
// covers; whoever leaves the company is not named any more.
func TestManagersFollowAssignments(t *testing.T) {
	w := newWorld(t, "2016-05-04")
	r := w.staffed()
	for id, role := range map[string]string{"am": "AM", "ssm": "SSM"} {
		r.put(t, "admin", "staff", id, set(t, "staff_no", id, "name", id, "roles", []string{role}, "team", "t1", "active", true, "valid_from", "2015-01-01"))
	}
	w.show(r, "/csm csm/")
	r.put(t, "admin", "assignment", "b", set(t, "customer", "c", "staff", "am", "post", "AM", "valid_from", "2016-05-04", "reason", "分配"))
	r.put(t, "admin", "assignment", "s", set(t, "star_customer", "p", "staff", "ssm", "post", "SSM", "valid_from", "2016-05-04", "reason", "分配"))
	r.put(t, "admin", "assignment", "d", set(t, "customer", "c", "staff", "cover", "post", "CSM", "valid_from", "2016-05-04", "valid_to", "2016-05-05", "reason", "代班"))
	w.show(r, "am/cover cover/ssm")
	r.must(t)
	seq := r.seq(t)
	r.must(t)
	if now := r.seq(t); now != seq {
		t.Errorf("written again: %d after %d", now, seq)
	}
	r.put(t, "admin", "assignment", "a", set(t, "valid_to", "2016-05-07"))
	r.put(t, "admin", "assignment", "e", set(t, "customer", "c", "staff", "cover", "post", "CSM", "valid_from", "2016-05-08", "reason", "调整"))
	w.show(r, "am/cover cover/ssm")
	w.day("2016-05-06")
	w.show(r, "am/csm csm/ssm")
	w.day("2016-05-08")
	w.show(w.server(), "am/cover cover/ssm") // another server, on the day itself
	r.put(t, "admin", "assignment", "e", set(t, "_deleted", true))
	w.show(r, "am/ /ssm")
}

// TestManagersKilled: a server that dies at any commit leaves to the next one
// what it had not done.
func TestManagersKilled(t *testing.T) {
	w := newWorld(t, "2016-05-04")
	r := w.staffed()
	r.must(t)
	for nth := 1; nth < 6; nth++ {
		for _, id := range []string{"csm", "cover"} {
			n := 0
			w.fail = func(at faultstore.Point) error {
				if n++; at == faultstore.CommitBefore && n > nth {
					return errors.New("killed")
				}
				return nil
			}
			r.put(t, "admin", "assignment", "a", set(t, "staff", id))
			_ = w.server().keepManagers(t.Context())
			w.fail = nil
			w.show(w.server(), "/"+id+" "+id+"/")
		}
	}
}
