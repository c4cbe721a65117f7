package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"fieldsync/models"
	"fieldsync/server/bench"
	"fieldsync/server/chores"
)

// TestClockCommand: what is due is listed with its reason before anything is
// done; two programs that do it at one moment on one database do it once.
func TestClockCommand(t *testing.T) {
	data := t.TempDir()
	now := func() time.Time { return time.Date(2016, 6, 20, 9, 0, 0, 0, models.China) }
	con := quiet(t)
	con.now = now
	o, err := folder{Data: data}.openOrCreate(con)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bench.Organisation(con, o.engine, 2)
	if err := finally(err, o.close); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		var out, errs bytes.Buffer
		if status := (Main{Now: now}).Run(t.Context(), append(args, "--data", data), &out, &errs); status != 0 {
			t.Errorf("fieldsync %v: status %d: %s", args, status, errs.String())
		}
		return out.String()
	}
	due := func() (list []chores.Duty) {
		var got struct{ Duties []chores.Duty }
		if err := json.Unmarshal([]byte(run("clock", "--at", "2016-06-20", "--dry-run", "--json")), &got); err != nil {
			t.Error(err)
		}
		return got.Duties
	}
	before := due()
	if out := run("clock", "--dry-run"); len(before) < 4 || !strings.Contains(out, "R-VISIT-05") || !strings.Contains(out, "no visit plan for 2016-06: make it") {
		t.Fatalf("%d are due:\n%s", len(before), out)
	}
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() { run("clock") })
	}
	group.Wait()
	made := map[string]bool{}
	for _, d := range due() {
		if d.Waits != "done" && d.Waits != "nobody" {
			t.Errorf("still to be done: %+v", d)
		}
		made[d.Record] = d.Waits == "done"
	}
	for _, d := range before {
		if d.Waits == "" && !made[d.Record] {
			t.Errorf("was not done: %+v", d)
		}
	}
	if out := run("clock", "--json"); !strings.Contains(out, `"duties":0`) {
		t.Errorf("done again: %s", out)
	}
	refused(t, "usage", "clock", "--at", "2016-06-20", "--data", data)
}

// TestClockPublishesResults: in the month after, the results are there for
// everybody, published on the appraisal day.
func TestClockPublishesResults(t *testing.T) {
	data := t.TempDir()
	at := time.Date(2016, 5, 20, 9, 0, 0, 0, models.China)
	now := func() time.Time { return at }
	con := quiet(t)
	con.now = now
	o, err := folder{Data: data}.openOrCreate(con)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bench.Organisation(con, o.engine, 2)
	if err := finally(err, o.close); err != nil {
		t.Fatal(err)
	}
	published := func() (said string) {
		for _, args := range [][]string{{"clock"}, {"export", "kpi_result", "--as", "bench0001", "--format", "json"}} {
			var out, errs bytes.Buffer
			if status := (Main{Now: now}).Run(t.Context(), append(args, "--data", data), &out, &errs); status != 0 {
				t.Errorf("fieldsync %v: status %d: %s", args, status, errs.String())
			}
			said = out.String()
		}
		var rows []struct {
			Month, KPI string
			On         string `json:"published_on"`
		}
		if err := json.Unmarshal([]byte(said), &rows); err != nil {
			t.Error(err)
		}
		said = ""
		for _, r := range rows {
			if r.KPI == "contacts" {
				said += r.Month + " " + r.On + ";"
			}
		}
		return said
	}
	for _, c := range []struct{ day, want string }{{"2016-05-20", ""}, {"2016-06-09", "2016-05 ;2016-05 ;"}, {"2016-06-10", "2016-05 2016-06-10;2016-05 2016-06-10;"}} {
		day, err := time.ParseInLocation(time.DateOnly, c.day, models.China)
		if err != nil {
			t.Fatal(err)
		}
		at = day.Add(9 * time.Hour)
		if got := published(); got != c.want {
			t.Errorf("on %s everybody sees %q, want %q", c.day, got, c.want)
		}
	}
}
