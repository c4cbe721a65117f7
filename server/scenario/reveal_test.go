package scenario

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"fieldsync/server/trial"
)

// viewed is an entry of the audit log.
type viewed struct {
	Action, User, Device, Collection, Record, Field, Reason, Detail string
}

// whoSaw asks the audit log who has seen a record's fields.
func whoSaw(t *testing.T, s *trial.Server, record string) (out []viewed) {
	t.Helper()
	for line := range bytes.Lines(s.Admin("audit", "--record", record, "--json")) {
		var v viewed
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(err)
		}
		if v.Action == "reveal" {
			out = append(out, v)
		}
	}
	return out
}

// A manager reads an ID number in a basement. It is noted on the phone before he
// sees it, and once in the audit log however often, and by which copy of the
// phone, the note arrives.
func TestANumberReadOfflineIsInTheAuditLog(t *testing.T) {
	const number = "11010519491231002X"
	s := trial.NewServer(t)
	n := startNetwork(t, s.Addr)
	a := newPhone(t, s, n, "csm01")
	person := a.List("key_person")[0].ID
	a.Put("key_person", person, "customer_consent=true", "id_card_no="+number)
	a.Field("sync")

	n.set(func(n *network) { n.down = true })
	if got := a.Get("key_person", person).Text("id_card_no"); got != "110105••••002X" {
		t.Errorf("it is shown as %s", got)
	}
	printed := a.Field("get", "key_person", person)
	if out, status := a.Try("put", "--file", spool(t, printed)); status != 0 || strings.Contains(string(out), "•") {
		t.Errorf("putting back what get printed: %d %s", status, out)
	}
	if out := a.Field("get", "key_person", person, "--reveal", "id_card_no", "--reason", "上门核对证件"); !bytes.Contains(out, []byte(number)) {
		t.Errorf("revealed without a network: %s", out)
	}
	if out, status := a.Try("reveal", "key_person", person, "id_card_no", "--reason", strings.Repeat("长", 201)); status == 0 || bytes.Contains(out, []byte(number)) {
		t.Errorf("shown without a note: %s", out)
	}
	if seen := whoSaw(t, s, "key_person/"+person); len(seen) > 0 {
		t.Fatalf("the server knows already: %+v", seen)
	}
	twin := a.Home + "-copy"
	if err := os.CopyFS(twin, os.DirFS(a.Home)); err != nil {
		t.Fatal(err)
	}

	n.set(func(n *network) { n.down, n.loseOne = false, true })
	a.Try("sync") // the server takes it, and the phone does not learn of it
	s.Kill()
	s.Start("serve")
	for range 2 {
		a.Field("sync")
	}
	copied := &phone{&trial.Phone{}, t}
	*copied.Phone = *a.Phone
	copied.Home = twin
	copied.Try("sync")
	seen := whoSaw(t, s, "key_person/"+person)
	if len(seen) != 1 {
		t.Fatalf("%d entries: %+v", len(seen), seen)
	}
	if v := seen[0]; v.User != "csm01" || v.Device == "" || v.Field != "id_card_no" || v.Reason != "上门核对证件" || !strings.Contains(v.Detail, "on the device at 20") {
		t.Errorf("the entry says %+v", v)
	}
	if text := string(s.Admin("audit", "--record", "key_person/"+person)); !strings.Contains(text, "上门核对证件 (on the device at 20") || strings.Contains(text, number) {
		t.Errorf("for people: %s", text)
	}
	if got := a.Status(); got.Waiting != 0 {
		t.Errorf("%d wait", got.Waiting)
	}
}

// spool puts what a command printed into a file.
func spool(t *testing.T, raw []byte) string {
	t.Helper()
	name := t.TempDir() + "/record.json"
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
