package scenario

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fieldsync/server/trial"
)

// secrets are the values that a day leaves on the phone: personal ones, notes,
// and what proves who the device is.
var secrets = []string{
	"王建国", "1971-03-08", "13800001111", "13300001111", "文三路", "文二路", "wangjg71", "王主任",
	"地下室", "每月流量", "完成回访", "13900007777", "13900008888", "13900009999", "值得怀疑的备注",
	"certificate", `"key"`, "kp_name", "opinions",
}

// readable names what a file of the home shows; key files are looked for names
// only, as they are meant to be elsewhere.
func readable(t *testing.T, home string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(home, "*.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range secrets {
			if bytes.Contains(raw, []byte(s)) {
				found = append(found, filepath.Base(name)+": "+s)
			}
		}
	}
	return found
}

// nothingIn looks at the files as they are, and at what a running sync has open.
func (p *phone) nothingIn(when string) {
	p.t.Helper()
	if found := readable(p.t, p.Home); len(found) > 0 {
		p.t.Errorf("%s the home shows %q", when, found)
	}
}

// A phone works through a day: whoever has its files without the key reads no
// value of it, and everything else goes on as before.
func TestPhoneAtRest(t *testing.T) {
	s := trial.NewServer(t)
	n := startNetwork(t, s.Addr)
	a, b := newPhone(t, s, n, "csm01"), newPhone(t, s, n, "am01")
	customer, keyPerson := shared(a, b)
	staff := (&story{t: t, s: s, n: n, a: a, b: b, customer: customer}).manager()

	a.visitDay(customer, staff)
	a.Put("key_person", keyPerson, "own_mobile=13900007777")
	b.Put("key_person", keyPerson, "own_mobile=13900008888")
	a.nothingIn("before the sync")
	b.Field("sync")
	a.Field("sync")
	a.nothingIn("after the sync")
	if got := a.conflicts(); len(got) != 1 {
		t.Fatalf("%d conflicts", len(got))
	}
	// An edit under a right that is lost meanwhile goes into quarantine.
	a.Put("customer", customer, "special_visit_need=值得怀疑的备注")
	a.Put("key_person", keyPerson, "home_phone=13900009999")
	s.Admin("assign", "--customer", customer, "--to", "csm02")
	a.Field("sync")
	a.nothingIn("with a changeset in quarantine")
	var aside []json.RawMessage
	if a.Into(&aside, "quarantine"); len(aside) == 0 {
		t.Error("nothing is in quarantine")
	}
	if !strings.Contains(string(a.Field("quarantine")), "值得怀疑的备注") {
		t.Error("the quarantined edit cannot be read by its author")
	}

	key := a.theKey()
	elsewhere := t.TempDir()
	if err := os.Rename(key, filepath.Join(elsewhere, filepath.Base(key))); err != nil {
		t.Fatal(err)
	}
	if r := a.Call(nil, "status"); r.Status == 0 || !strings.Contains(string(r.Out), `"key_missing"`) {
		t.Errorf("without the key: %s", r.Out)
	}
	if r := a.Call([]string{"FIELD_KEYS=" + elsewhere}, "status"); r.Status != 0 {
		t.Errorf("with the key elsewhere: %s%s", r.Out, r.Err)
	}
}

// shared is a customer that both look after, with one of its key persons.
func shared(a, b *phone) (customer, keyPerson string) {
	a.t.Helper()
	ours := b.List("key_person")
	for _, r := range a.List("key_person") {
		if slices.ContainsFunc(ours, func(o trial.Record) bool { return o.ID == r.ID }) {
			return r.Text("customer"), r.ID
		}
	}
	a.t.Fatal("they share no key person")
	return "", ""
}

// theKey is the phone's key file.
func (p *phone) theKey() string {
	p.t.Helper()
	files, err := filepath.Glob(filepath.Join(p.Home, "field-*.key"))
	if err != nil || len(files) != 1 {
		p.t.Fatalf("the key files are %v (%v)", files, err)
	}
	info, err := os.Stat(files[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		p.t.Errorf("the key file has %v (%v)", info.Mode(), err)
	}
	return files[0]
}
