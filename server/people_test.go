package main

import (
	"strings"
	"testing"
	"time"

	changesync "fieldsync/sync"
)

func TestFirstUserOfAnEmptyFolder(t *testing.T) {
	data := t.TempDir()
	for _, args := range [][]string{
		{"user", "list"}, {"device", "list"}, {"device", "code", "--user", "x"}, {"verify"}, {"backup", "x"},
		{"assign", "--customer", "c", "--to", "x"}, {"migrate"},
	} {
		refused(t, "no_database", append(args, "--data", data)...)
	}
	refused(t, "usage", "user", "add", "admin", "--data", data)
	refused(t, "usage", "user", "add", "admin", "--name", "管理员", "--data", data)
	refused(t, "invalid", "user", "add", "admin", "--name", "管理员", "--role", "KING", "--data", data)
	var added struct{ User, Staff string }
	must(t, &added, "user", "add", "admin", "--name", "管理员", "--role", "ADM", "--data", data, "--json")
	must(t, nil, "user", "add", "csm07", "--name", "李明", "--role", "CSM,SSM", "--data", data)
	must(t, nil, "user", "add", "boss", "--staff", "admin", "--data", data) // by staff number
	refused(t, "already_there", "user", "add", "admin", "--staff", added.Staff, "--data", data)
	refused(t, "not_found", "user", "add", "x", "--staff", "nobody", "--data", data)
	refused(t, "not_found", "user", "add", "x", "--name", "x", "--role", "AM", "--team", "none", "--data", data)
	refused(t, "invalid", "user", "add", "x", "--name", "x", "--role", "KING", "--team", "none", "--data", data)
	refused(t, "not_found", "device", "code", "--user", "nobody", "--data", data)
	refused(t, "not_found", "device", "revoke", "nobody", "--data", data)
	var rows []userRow
	must(t, &rows, "user", "list", "--data", data, "--json")
	if len(rows) != 3 || rows[0].Staff != added.Staff || rows[1].User != "boss" || len(rows[2].Roles) != 2 {
		t.Errorf("user list: %+v", rows)
	}
}

// office opens a folder for a test.
func officeOf(t *testing.T, data string) (*office, *console) {
	t.Helper()
	con := quiet(t)
	o, err := folder{Data: data}.open(con)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.close(); err != nil {
			t.Error(err)
		}
	})
	return o, con
}

// held says who has a customer now, and until when.
func held(t *testing.T, o *office, con *console, customer string) map[string]string {
	t.Helper()
	all, err := o.assignments(con, customer, "CSM")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, a := range all {
		if a.covers(today(con.now())) {
			v, err := o.record(con, "staff", a.staff)
			if err != nil {
				t.Fatal(err)
			}
			out[text(v, "staff_no")] = a.to
		}
	}
	return out
}

func TestAssign(t *testing.T) {
	data, users := small(t, 3)
	o, con := officeOf(t, data)
	const number = "B00000" // a customer of the first user
	customer, err := o.findCustomer(con, number)
	if err != nil {
		t.Fatal(err)
	}
	next := con.now().AddDate(0, 0, 30).Format(time.DateOnly)
	assign := func(to string, more ...string) (got struct {
		Assignment string
		Ended      []string
		Changed    bool
	}) {
		t.Helper()
		must(t, &got, append([]string{"assign", "--customer", number, "--to", to, "--data", data, "--json"}, more...)...)
		return got
	}
	const zone = "China Standard Time (UTC+8)"
	cover := assign(users[1], "--until", next)
	told := func(args ...string) string {
		t.Helper()
		_, out, _ := field(t, append([]string{"assign", "--customer", number, "--to", users[1], "--data", data}, args...)...)
		return out
	}
	if out := told("--until", next); !strings.Contains(out, "up to and including "+next+" in "+zone) {
		t.Errorf("which day, and where it ends: %s", out)
	}
	if _, out, _ := field(t, "assign", "--help"); strings.Count(strings.Join(strings.Fields(out), " "), zone) < 1 {
		t.Errorf("the help names no zone: %s", out)
	}
	if got := held(t, o, con, customer); len(got) != 2 || got[users[0]] != "" || got[users[1]] != next || len(cover.Ended) != 0 {
		t.Errorf("with a cover: %v", got)
	}
	if again := assign(users[1], "--until", next); again.Changed || again.Assignment != cover.Assignment {
		t.Errorf("the cover again: %+v", again)
	}
	later := con.now().AddDate(0, 0, 40).Format(time.DateOnly)
	if out := told("--until", later); !strings.Contains(out, "up to and including "+later+" in "+zone) {
		t.Errorf("a longer cover: %s", out)
	}
	if forGood := assign(users[1]); len(forGood.Ended) != 3 {
		t.Errorf("for good: %+v", forGood)
	}
	if again := assign(users[1]); again.Changed {
		t.Errorf("for good again: %+v", again)
	}
	// There and back on the same day: an assignment of today ends at once too.
	assign(users[2])
	if back := assign(users[0]); len(back.Ended) != 1 {
		t.Errorf("back: %+v", back)
	}
	if got := held(t, o, con, customer); len(got) != 1 || got[users[0]] != "" {
		t.Errorf("in the end: %v", got)
	}
	for i, want := range []bool{true, false, false} {
		r, err := o.engine.View(con, users[i], changesync.Key{Collection: "customer", ID: customer})
		if err != nil || (r != nil) != want {
			t.Errorf("%s sees the customer: %v, want %v (%v)", users[i], r != nil, want, err)
		}
	}
	base := []string{"assign", "--data", data, "--customer", number, "--to", users[1]}
	refused(t, "bad_date", append(base, "--until", "2016-05-10")...)
	refused(t, "usage", append(base, "--until", "morgen")...)
	refused(t, "not_found", "assign", "--data", data, "--customer", "none", "--to", users[1])
	refused(t, "not_found", "assign", "--data", data, "--customer", number, "--to", "none")
	must(t, nil, append(base, "--post", "AM")...)
	if got := held(t, o, con, customer); len(got) != 1 {
		t.Errorf("another post changes nothing here: %v", got)
	}
}
