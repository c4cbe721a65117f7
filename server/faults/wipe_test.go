package faults

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/server/trial"
)

// wipePoints are where a phone dies that erases itself: before and after the
// server knows, before this is noted here, before and after the key is gone.
var wipePoints = []string{"erase-got:1", "wipe-got:1", "erase-send:1", "wipe-send:1", "push-got:1", "commit-after:4", "page-send:1"}

// TestPhoneDiesWiping kills the phone at each point of a wipe: what was unsent
// is on the server, and in the end nothing is left on the phone.
func TestPhoneDiesWiping(t *testing.T) {
	c := newCast(t)
	for i, point := range sample(wipePoints, 3) {
		p := trial.PhoneIn(t, c.s, c.s.URL(), "csm01", filepath.Join(t.TempDir(), "lost"))
		for range 2 {
			p.Put("key_person", "customer="+c.customer, "kp_name=unsent")
		}
		device := c.newest("csm01")
		c.s.Admin("device", "wipe", device.ID)
		if got := c.newest("csm01").Wipe; got.State != "pending" || got.Unsent != nil {
			t.Errorf("ordered: %+v", got)
		}
		keys, err := filepath.Glob(filepath.Join(p.Home, "field-*.key"))
		if err != nil || len(keys) != 1 {
			t.Fatal(keys, err)
		}
		kept := p.Database() + ".damaged-20160510T090000.000Z" // of a salvage long ago
		if err := os.WriteFile(kept, []byte("damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
		c.dies(p, point, "sync")
		for range 2 { // what died before the server knew says it at the next contact
			if r := p.Call(nil, "sync"); r.Status == 0 {
				t.Fatalf("%s: a sync of a phone that is wiped succeeds: %s", point, r.Out)
			}
		}
		coded(t, p.Call(nil, "status"), "not_enrolled", "")
		for _, gone := range []string{keys[0], kept, p.Database() + ".erase"} {
			if _, err := os.Stat(gone); !os.IsNotExist(err) {
				t.Errorf("%s: %s is still there (%v)", point, filepath.Base(gone), err)
			}
		}
		got := c.newest("csm01")
		if got.Wipe.State != "done" || got.Wipe.Unsent == nil || *got.Wipe.Unsent != 0 || got.Changesets != 2 {
			t.Errorf("%s: the server has %d changesets and says %+v", point, got.Changesets, got.Wipe)
		}
		if i == 0 {
			if list := string(trial.Run(t, nil, "fieldsync", "device", "list", "--data", c.s.Data).Out); !strings.Contains(list, "revoked, wipe done at") {
				t.Errorf("device list:\n%s", list)
			}
		}
	}
	c.s.Admin("verify")
}

type listedDevice struct {
	ID         string
	Changesets uint64
	Wipe       struct {
		State  string
		Unsent *int
	}
}

// newest is the device of a user that was enrolled last.
func (c *cast) newest(user string) (last listedDevice) {
	c.t.Helper()
	var all []listedDevice
	if err := json.Unmarshal(c.s.Admin("device", "list", "--user", user, "--json"), &all); err != nil || len(all) == 0 {
		c.t.Fatal(all, err)
	}
	for _, d := range all {
		if d.ID > last.ID { // UUIDv7: in the order of enrolment
			last = d
		}
	}
	return last
}
