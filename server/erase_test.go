package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// private is what has to go: a number and a name that stand nowhere else.
const private = "13877770001"

// keyPerson enters a person who changes numbers a few times, so that older rows
// of him lie about in the file.
func keyPerson(t *testing.T, data string) changesync.Key {
	t.Helper()
	con := quiet(t)
	o, err := folder{Data: data}.open(con)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.close(); err != nil {
			t.Error(err)
		}
	}()
	var customer string
	err = o.data.View(con, func(tx changesync.ReadTx) error {
		rows, err := tx.RecordsIn(changesync.RecordQuery{Collection: "customer", Limit: 1})
		customer = rows[0].Key.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	k := changesync.Key{Collection: "key_person", ID: newID()}
	for _, pairs := range [][]any{{"customer", customer, "kp_name", "诸葛孔明", "own_mobile", private}, {"own_mobile", "13900000000"},
		{"own_mobile", private, "personal_detail", strings.Repeat("喜欢"+private+"。", 100)}, {"personal_detail", "x"}, {"department", "财务处"}} {
		v, err := values(pairs...)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.engine.WriteAs(con, "admin", changesync.Edit{Key: k, Scope: models.Scope("customer/" + customer), Set: v}); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

// shows counts the files of the folder in which the person still stands.
func shows(t *testing.T, data string) (files []string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(data, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, ".old") && (bytes.Contains(raw, []byte(private)) || bytes.Contains(raw, []byte("诸葛孔明"))) {
			files = append(files, filepath.Base(name))
		}
	}
	return files
}

// Erased while the server runs, a person is in no file of the folder any more,
// readable as they are without keys at rest; the chains hold. Backups from
// before are erased again when they are restored, or put there by hand.
func TestErase(t *testing.T) {
	data, users := smallIn(t, inTheClear(t), 1)
	server := serve(t, "serve", data)
	p := enrol(t, data, server.url, users[0])
	pushed(t, p, 2)
	k := keyPerson(t, data)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, nil, "backup", copied, "--data", data)
	if len(shows(t, data)) == 0 {
		t.Fatal("the person is nowhere to begin with")
	}
	refused(t, changesync.CodeBadReason, "erase", k.Collection, k.ID, "--data", data)
	var dry, out changesync.Erasure
	must(t, &dry, "erase", k.Collection, k.ID, "--data", data, "--reason", "asked for", "--dry-run", "--json")
	must(t, &out, "erase", k.Collection, k.ID, "--data", data, "--reason", "asked for", "--json")
	if dry.Changesets != out.Changesets || out.Changesets != 5 || dry.Seq != 0 || out.Seq == 0 || !out.Records[0].Deleted {
		t.Errorf("dry run %+v, done %+v", dry, out)
	}
	if files := shows(t, data); len(files) > 0 {
		t.Errorf("beside the running server %v still show the person", files)
	}
	pushed(t, p, 1)
	verified(t, data)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}

	var got struct {
		Kept    string
		Journal replayed
	}
	must(t, &got, "restore", copied, "--data", data, "--replace", "--json")
	if got.Journal != (replayed{Erased: 1}) {
		t.Errorf("restored with %+v", got.Journal)
	}
	if files := shows(t, data); len(files) > 0 {
		t.Errorf("after the restore %v show the person", files)
	}
	again := serve(t, "serve", data)
	verified(t, data)
	if status, _ := again.stop(syscall.SIGTERM); status != 0 || strings.Contains(again.first, "erased again") {
		t.Errorf("status %d %q", status, again.first)
	}

	// By hand, past restore.
	raw, err := os.ReadFile(copied)
	if err == nil {
		err = os.WriteFile(filepath.Join(data, "fieldsync.db"), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if status, _, errs := field(t, "verify", "--data", data); status == 0 || !strings.Contains(errs, "erasures: "+k.String()) {
		t.Errorf("verify of an older database: %d %s", status, errs)
	}
	last := serve(t, "serve", data)
	if files := shows(t, data); len(files) > 0 {
		t.Errorf("while it serves %v show the person", files)
	}
	verified(t, data)
	if status, _ := last.stop(syscall.SIGTERM); status != 0 || !strings.Contains(last.first, "1 record(s) were erased again") {
		t.Errorf("status %d %q", status, last.first)
	}

	if err := os.Remove(filepath.Join(data, "erased.jsonl")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(got.Kept); err != nil { // its name is of this second
		t.Fatal(err)
	}
	must(t, &got, "restore", copied, "--data", data, "--replace", "--json")
	if got.Journal != (replayed{Missing: true}) {
		t.Errorf("without a journal: %+v", got.Journal)
	}
}

// A journal that has gone is missed and one that is spoilt is refused, by line;
// a note that was cut off is passed over where nothing is missing.
func TestJournalOfErasures(t *testing.T) {
	data, _ := smallIn(t, t.TempDir(), 1)
	k := keyPerson(t, data)
	journal := filepath.Join(data, "erased.jsonl")
	backup := filepath.Join(t.TempDir(), "b.db")
	must(t, nil, "backup", "--data", data, backup)
	write := func(raw ...[]byte) {
		t.Helper()
		if err := os.WriteFile(journal, bytes.Join(raw, nil), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"own_mobile", "kp_name"} {
		must(t, nil, "erase", k.Collection, k.ID, "--field", f, "--data", data, "--reason", "asked for")
	}
	raw, err := os.ReadFile(journal)
	if err != nil || bytes.Contains(raw, []byte(private)) {
		t.Fatalf("the journal holds a value: %s %v", raw, err)
	}
	unfinished := []byte(`{"collection":"key_per`)
	write(raw, unfinished)
	verified(t, data)
	refused(t, "bad_journal", "restore", "--data", data, "--replace", backup)
	server := serve(t, "serve", data)
	if server.stop(syscall.SIGTERM); strings.Contains(server.first, "all the same") {
		t.Errorf("an unfinished note is told: %q", server.first)
	}
	if now, err := os.ReadFile(journal); err != nil || !bytes.Equal(now, raw) {
		t.Errorf("an unfinished note stays: %s %v", now, err)
	}
	first := bytes.IndexByte(raw, '\n') + 1
	for _, c := range []struct {
		name, code, where string
		spoilt            [][]byte
	}{
		{"garbage", "bad_journal", "line 2", [][]byte{raw[:first], []byte("garbage\n"), raw[first:]}},
		{"no note", "bad_journal", "line 1", [][]byte{[]byte("{\"collection\":1}\n"), raw}},
		{"a last line that was cut", "journal_missing", "knows of 2", [][]byte{raw[:len(raw)-20]}},
		{"a file that was cut", "journal_missing", "knows of 2", [][]byte{raw[:first]}},
	} {
		write(c.spoilt...)
		refused(t, c.code, "serve", "--data", data, "--addr", "127.0.0.1:0")
		if status, _, errs := field(t, "verify", "--data", data); status == 0 || !strings.Contains(errs, c.where) && !strings.Contains(errs, "2") {
			t.Errorf("verify with %s: %d %s", c.name, status, errs)
		}
	}
	if err := os.Remove(journal); err != nil {
		t.Fatal(err)
	}
	refused(t, "journal_missing", "serve", "--data", data, "--addr", "127.0.0.1:0")
	later := filepath.Join(t.TempDir(), "later.db")
	must(t, nil, "backup", "--data", data, later)
	refused(t, "journal_missing", "restore", "--data", data, "--replace", later)
	server = serve(t, "serve", data, "--accept-journal")
	if server.stop(syscall.SIGTERM); !strings.Contains(server.first, "going on all the same") || !strings.Contains(server.first, "knows of 2") {
		t.Errorf("the server says nothing of it: %q", server.first)
	}
	must(t, nil, "restore", "--data", data, "--replace", later, "--accept-journal")
}

// Who was shut out is noted anew where the journal lost him; a spoilt journal is
// refused like that of erasures.
func TestJournalOfDevices(t *testing.T) {
	data, users := smallIn(t, t.TempDir(), 1)
	server := serve(t, "serve", data)
	phone := enrol(t, data, server.url, users[0])
	must(t, nil, "device", "revoke", phone.Identity().Device, "--data", data)
	server.stop(syscall.SIGTERM)
	file := filepath.Join(data, "revoked.jsonl")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append([]byte("garbage\n"), raw...), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, "bad_journal", "serve", "--data", data, "--addr", "127.0.0.1:0")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "b.db")
	must(t, nil, "backup", "--data", data, backup)
	refused(t, "journal_missing", "restore", "--data", data, "--replace", backup)
	serve(t, "serve", data).stop(syscall.SIGTERM)
	if now, err := os.ReadFile(file); err != nil || !bytes.Contains(now, []byte(phone.Identity().Device)) {
		t.Errorf("the device is not noted anew: %s %v", now, err)
	}
	must(t, nil, "restore", "--data", data, "--replace", backup)
}

// What is past its time is listed first, and erased by a server that is told to.
func TestRetention(t *testing.T) {
	data, users := smallIn(t, inTheClear(t), 1)
	k := keyPerson(t, data)
	con := quiet(t)
	err := folder{Data: data}.use(con, func(o *office) error {
		customer, err := o.record(con, k.Collection, k.ID)
		if err != nil {
			return err
		}
		event, lead := newID(), newID()
		for _, e := range []struct {
			key   changesync.Key
			pairs []any
		}{
			{changesync.Key{Collection: "showcase_event", ID: event}, []any{"event_no", "E1", "customer", text(customer, "customer"),
				"agreed_end", con.now().AddDate(0, 0, -181).Format("2006-01-02T15:04:05Z07:00"), "signup_key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}},
			{changesync.Key{Collection: "event_lead", ID: lead}, []any{"event", event, "lead_name", "诸葛孔明", "mobile", private}},
		} {
			v, err := values(e.pairs...)
			if err != nil {
				return err
			}
			if _, err := o.engine.WriteAs(con, "admin", changesync.Edit{Key: e.key, Scope: models.Scope("event/" + event), Set: v}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	must(t, nil, "erase", k.Collection, k.ID, "--data", data, "--reason", "out of the way")
	var listed changesync.Erasure
	must(t, &listed, "retention", "--data", data, "--dry-run", "--json")
	if len(listed.Records) != 2 || len(shows(t, data)) == 0 {
		t.Fatalf("listed %+v, shown by %v", listed, shows(t, data))
	}
	server := serve(t, "serve", data, "--keep-sign-ups", "4320h")
	for line := range server.log {
		if strings.Contains(line, "2 record(s) were erased after their time") {
			break
		}
	}
	if files := shows(t, data); len(files) > 0 {
		t.Errorf("%v still show the sign-up", files)
	}
	pushed(t, enrol(t, data, server.url, users[0]), 1)
	verified(t, data)
	must(t, &listed, "retention", "--data", data, "--json")
	if len(listed.Records) > 0 {
		t.Errorf("once more: %+v", listed)
	}
	if status, log := server.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("status %d %q", status, log)
	}
}
