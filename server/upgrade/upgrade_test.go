package upgrade

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/mobile-client/keyfile"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	changesync "fieldsync/sync"
)

// version is what a database says of its tables.
func version(t *testing.T, path string) (v int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("PRAGMA user_version").Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// device is a home of the field command; its server is reached by a proxy,
// since it believes it to be where it was when the home was kept.
type device struct {
	t    *testing.T
	home string
	env  []string
}

func (d *device) ask(v any, args ...string) {
	d.t.Helper()
	into(d.t, v, d.env, "field", append([]string{"--home", d.home, "--json"}, args...)...)
}

type fieldStatus struct {
	State     string
	Waiting   int
	Attention int
}

type fieldRecord struct {
	Values map[string]json.RawMessage
}

func (d *device) value(collection, id, field string) string {
	d.t.Helper()
	var r fieldRecord
	d.ask(&r, "get", collection, id)
	return strings.Trim(string(r.Values[field]), `"`)
}

// TestKeptReleasesGoOn opens what a release left with today's programs: the
// tables are brought up to date, all is verified, the device shows what it
// showed, delivers what waited, and another device then has it.
func TestKeptReleasesGoOn(t *testing.T) {
	each(t, func(t *testing.T, r *release) {
		data, now := r.server(t, ServerFile), current(t)
		database := filepath.Join(data, databaseName)
		if v := version(t, database); v != len(r.shape.Server) {
			t.Errorf("the kept server has tables of version %d, its release had %d", v, len(r.shape.Server))
		}
		into(t, nil, nil, "fieldsync", "migrate", "--data", data)
		if v := version(t, database); v != len(now.Server) {
			t.Errorf("after migrate the tables have version %d, want %d", v, len(now.Server))
		}
		verified(t, data)
		d := &device{t, r.home(t), []string{"http_proxy=" + served(t, data), "no_proxy="}}
		d.stillThere(r, now)
		d.delivers(r)
		d.otherHas(r, data)
		verified(t, data)
	})
}

// stillThere looks at the home without a network.
func (d *device) stillThere(r *release, now *Shape) {
	d.t.Helper()
	path := filepath.Join(d.home, homeName)
	if v := version(d.t, path); v != len(r.shape.Device) {
		d.t.Errorf("the kept home has tables of version %d, its release had %d", v, len(r.shape.Device))
	}
	var s fieldStatus
	d.ask(&s, "status")
	if s.Waiting != r.expected.Waiting || s.Attention == 0 {
		d.t.Errorf("the kept home shows %+v, it had %d waiting", s, r.expected.Waiting)
	}
	if v := version(d.t, path); v != len(now.Device) {
		d.t.Errorf("opened, the home has tables of version %d, want %d", v, len(now.Device))
	}
	d.sealed(path)
	d.shows(r)
	if got := d.value("visit_record", r.expected.Draft, "submission"); got != "draft" {
		d.t.Errorf("the draft is %q", got)
	}
	d.inQuarantine(r, 1)
	d.resumes(path)
}

// sealed: opened once by today's program, the home shows nothing in the clear.
func (d *device) sealed(path string) {
	d.t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		raw, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			d.t.Fatal(err)
		}
		for _, text := range []string{"customer_name", "kp_name", `"certificate"`, `"replaces"`} {
			if bytes.Contains(raw, []byte(text)) {
				d.t.Errorf("%s shows %s", filepath.Base(name), text)
			}
		}
	}
}

// resumes looks for the pages of the pull that was cut off: it goes on.
func (d *device) resumes(path string) {
	d.t.Helper()
	db, err := localstore.OpenSealed(d.t.Context(), path, localdb.Options{}, keyfile.Folder(filepath.Dir(path)))
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	replica, err := changesync.OpenReplica(d.t.Context(), db, changesync.DeviceOptions{Now: newClock().Now, Random: rand.Reader, NewID: newID})
	if err != nil {
		d.t.Fatal(err)
	}
	req, err := replica.NextPull(d.t.Context())
	if err != nil || req.Page == "" {
		d.t.Errorf("the pull that was cut off begins again: %+v, %v", req, err)
	}
}

// shows looks for the own edits.
func (d *device) shows(r *release) {
	d.t.Helper()
	for name, want := range r.expected.Shown {
		at := strings.Split(name, "/")
		if got := d.value(at[0], at[1], at[2]); got != want {
			d.t.Errorf("%s shows %q, %q was written here", name, got, want)
		}
	}
	if got := d.value("event_lead", r.expected.SignUp, "lead_name"); got == "" {
		d.t.Error("the sign-up is gone")
	}
}

func (d *device) inQuarantine(r *release, want int) {
	d.t.Helper()
	var list []struct{ ID string }
	d.ask(&list, "quarantine")
	if len(list) != want || want > 0 && list[0].ID != string(r.expected.Quarantined) {
		d.t.Errorf("in quarantine: %+v, want %d, %s", list, want, r.expected.Quarantined)
	}
}

// delivers syncs and looks again.
func (d *device) delivers(r *release) {
	d.t.Helper()
	var sum struct{ Pushed, Pulled, Conflicts, Quarantined int }
	d.ask(&sum, "sync")
	var s fieldStatus
	d.ask(&s, "status")
	if sum.Pushed != r.expected.Waiting || s.Waiting != 0 {
		d.t.Errorf("sync: %+v, then %+v, %d waited", sum, s, r.expected.Waiting)
	}
	d.shows(r)
	d.inQuarantine(r, 1)
	var conflicts []struct{ ID string }
	d.ask(&conflicts, "conflicts")
	if len(conflicts) != 1 || conflicts[0].ID != r.expected.Conflict {
		d.t.Errorf("conflicts: %+v, want %s", conflicts, r.expected.Conflict)
	}
	d.ask(nil, "resolve", r.expected.Conflict, "--choose", "mine")
	file := filepath.Join(d.t.TempDir(), "again.json")
	writeFile(d.t, file, SignUp)
	var w struct{ ID string }
	d.ask(&w, "put", "event_lead", "--file", file)
	if w.ID != r.expected.SignUp {
		d.t.Errorf("the same visitor has the id %s now, it was %s", w.ID, r.expected.SignUp)
	}
	d.ask(nil, "sync")
	d.ask(nil, "handover")
}

// otherHas reads with a new device what the kept one delivered.
func (d *device) otherHas(r *release, data string) {
	d.t.Helper()
	other := &device{d.t, d.t.TempDir(), d.env}
	var code struct{ Code string }
	into(d.t, &code, nil, "fieldsync", "device", "code", "--user", "admin", "--data", data, "--json")
	other.ask(nil, "enroll", "--server", address, "--code", code.Code, "--insecure-http")
	other.ask(nil, "sync")
	other.shows(r)
	for field, want := range map[string]string{"k0/own_mobile": "13911110000", "k1/department": "办公室"} {
		at := strings.Split(field, "/")
		if got := other.value("key_person", at[0], at[1]); got != want {
			d.t.Errorf("another device shows %s as %q, want %q", field, got, want)
		}
	}
	if _, _, status := run(d.t, other.env, "field", "--home", other.home, "get", "key_person", "k7"); status == 0 {
		d.t.Error("what was deleted is back")
	}
	if got := other.value("visit_record", r.expected.Draft, "result_summary"); got != "还没写完" {
		d.t.Errorf("the draft arrived as %q", got)
	}
}
