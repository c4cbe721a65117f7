package main

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"

	changesync "fieldsync/sync"
)

// A name that an older server took, or a reason from a phone, makes up no line
// of a list and moves no cursor; for scripts it is what it is.
func TestListsCannotBeForged(t *testing.T) {
	const name = "phone\n7  2016-05-09T08:00:00Z  admin  wipe\x1b[2J\u202e"
	data, users := small(t, 1)
	o, con := officeOf(t, data)
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	code, err := o.engine.NewCode(con, users[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.engine.Enrol(con, code.Code, name, public, ed25519.Sign(key, changesync.EnrolMessage(code.Code, public))); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"audit"}, {"device", "list"}} {
		args = append(args, "--data", data)
		_, out, _ := field(t, args...)
		if strings.Contains(out, "\n7  2016") || strings.ContainsAny(out, "\x1b\u202e") || !strings.Contains(out, `phone\n7  2016-05-09T08:00:00Z  admin  wipe\x1b[2J\u202e`) {
			t.Errorf("%s prints what somebody made up:\n%s", args, out)
		}
		exact, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		_, out, _ = field(t, append(args, "--json")...)
		if !strings.Contains(strings.ReplaceAll(out, "\u202e", `\u202e`), strings.ReplaceAll(string(exact), "\u202e", `\u202e`)) {
			t.Errorf("%s --json is not exact:\n%s", args, out)
		}
	}
}
