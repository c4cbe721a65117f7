package main

import (
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fieldsync/server/keys"
	changesync "fieldsync/sync"
)

// damage changes the database behind the program's back.
func damage(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "fieldsync.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	res, err := db.Exec(statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s: %d rows, %v", statement, n, err)
	}
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	// In the clear, as before there were keys at rest: what is sealed cannot be
	// changed in ways that the chains have to notice.
	origin, users := smallIn(t, inTheClear(t), 1)
	con := quiet(t)
	if err := (folder{Data: origin}).use(con, func(o *office) error {
		_, err := o.engine.WriteAs(con, "admin", changesync.Edit{Key: changesync.Key{Collection: "showcase_event", ID: "e1"}, Scope: "event/e1",
			Add: map[string][]json.RawMessage{"team": {json.RawMessage(`{"member":"s1","post":"PM"}`), json.RawMessage(`{"member":"s1","post":"CSM"}`)}}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	server := serve(t, "serve", origin)
	p := enrol(t, origin, server.url, users[0])
	pushed(t, p, 3)
	pushed(t, p, 2)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}
	verified(t, origin)
	dev := p.Identity().Device
	mine := " WHERE device = '" + dev + "'"
	for name, tc := range map[string]struct{ statement, kind, says string }{
		"a changed value":             {"UPDATE changesets SET raw = CAST(replace(CAST(raw AS TEXT), '满意', '一般') AS BLOB)" + mine + " AND n = 2", "changeset", "2 of device " + dev},
		"a changed hash":              {"UPDATE changesets SET hash = zeroblob(32)" + mine + " AND n = 2", "changeset", "2 of device " + dev},
		"a missing one":               {"DELETE FROM changesets" + mine + " AND n = 2", "chain", "changeset 2 of device " + dev + " is missing"},
		"a missing tail":              {"DELETE FROM changesets" + mine + " AND n = 5", "chain", "changeset 5 of device " + dev + " is missing"},
		"a moved counter":             {"UPDATE devices SET n = 6 WHERE id = '" + dev + "'", "chain", "changeset 6"},
		"another end":                 {"UPDATE devices SET hash = zeroblob(32) WHERE id = '" + dev + "'", "chain", "another hash"},
		"another author":              {"UPDATE devices SET public_key = zeroblob(32) WHERE id = '" + dev + "'", "signature", "1 to 3"},
		"a bare changeset":            {"UPDATE changesets SET signature = x''" + mine + " AND n = 3", "signature", "3 of device " + dev},
		"a forged receipt":            {"UPDATE changesets SET receipt = CAST(replace(CAST(receipt AS TEXT), '\"n\":2', '\"n\":9') AS BLOB)" + mine + " AND n = 2", "receipt", "2 of device"},
		"a wrong receipt":             {"UPDATE changesets SET receipt = (SELECT receipt FROM changesets" + mine + " AND n = 1)" + mine + " AND n = 2", "receipt", "for another changeset"},
		"another outcome":             {"UPDATE changesets SET outcome = 'quarantined'" + mine + " AND n = 2", "receipt", "stored is quarantined"},
		"a lost record":               {"DELETE FROM records WHERE id = (SELECT min(id) FROM records WHERE collection = 'visit_record')", "checksum", "of visit_record"},
		"a spoilt record":             {"UPDATE records SET body = x'7b7d' WHERE id = (SELECT min(id) FROM records WHERE collection = 'visit_record')", "record", "visit_record/"},
		"a wrong checksum":            {"UPDATE checksums SET low = low + 1 WHERE collection = 'team' AND level = 'full'", "checksum", "of team in org (full)"},
		"a lost checksum":             {"DELETE FROM checksums WHERE collection = 'team'", "checksum", "is missing"},
		"a false conflict":            {"INSERT INTO conflicts VALUES ('customer', 'c', 'address', 'customer/c')", "conflict", "listed as open and is not"},
		"a changed entry":             {"UPDATE log SET body = (SELECT body FROM log l WHERE l.collection = 'visit_record' AND l.id <> log.id LIMIT 1) WHERE rowid = (SELECT max(rowid) FROM log WHERE collection = 'visit_record')", "log", "stored as another one"},
		"a changed value in an entry": {"UPDATE log SET body = CAST(replace(CAST(body AS TEXT), '满意', '一般') AS BLOB) WHERE collection = 'visit_record'", "log", "something else than the record"},
		"a lost entry":                {"DELETE FROM log WHERE rowid = (SELECT max(rowid) FROM log WHERE collection = 'visit_record')", "log", "have their last entry"},
		"a spoilt entry":              {"UPDATE log SET body = x'7b7d' WHERE collection = 'visit_record'", "log", "visit_record/"},
		"a lost reference":            {"DELETE FROM refs WHERE collection = 'assignment' AND field = 'customer'", "index", "0 records are found and 1 have it"},
		"a lost one of a list":        {"DELETE FROM refs WHERE field = 'team.member'", "index", "by a value of team.member in showcase_event, 0 records are found and 1"},
		"a false reference":           {"INSERT INTO refs SELECT collection, field, value, 'x' FROM refs WHERE collection = 'assignment' AND field = 'staff' LIMIT 1", "index", "staff in assignment"},
		"a lost scope":                {"DELETE FROM scope_head WHERE scope = 'org'", "scope", "org was changed at"},
		"a lost account":              {"DELETE FROM docs WHERE kind = 'user'", "account", "who has device " + dev},
		"a changed audit entry":       {"UPDATE audit SET body = CAST(replace(CAST(body AS TEXT), 'enrol', 'never') AS BLOB) WHERE instr(CAST(body AS TEXT), 'enrol')", "audit", "was changed, or the one before it"},
		"a lost audit entry":          {"DELETE FROM audit WHERE n = 2", "audit", "entry 2 is missing"},
		"a cut audit log":             {"DELETE FROM audit WHERE n = (SELECT max(n) FROM audit)", "audit", "are missing"},
		"a hidden audit entry":        {"DELETE FROM audit_subjects WHERE n = (SELECT max(n) FROM audit_subjects)", "audit index", "entries"},
		"a device of another":         {"UPDATE devices SET user = 'admin' WHERE status = 'active'", "device", "belongs to admin"},
		"a device without rights":     {"UPDATE devices SET status = 'revoked' WHERE status = 'active'", "device", "nobody took its rights"},
		"another audit entry":         {"UPDATE audit SET hash = zeroblob(32) WHERE n = 1", "audit", "entry 1"},
		"a broken index":              {"UPDATE head SET seq = 1", "record", "after the end of the log"},
	} {
		t.Run(name, func(t *testing.T) {
			data := clone(t, origin)
			damage(t, data, tc.statement)
			wrong(t, data, tc.kind, tc.says)
		})
	}
	t.Run("other keys", func(t *testing.T) {
		data := clone(t, origin)
		path := filepath.Join(data, "keys.json")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		refused(t, "keys_missing", "serve", "--data", data, "--addr", "127.0.0.1:0")
		if _, err := keys.LoadOrCreate(path, rand.Reader); err != nil {
			t.Fatal(err)
		}
		wrong(t, data, "keys", "does not belong to this database")
	})
}

// Who may write to the database can cut the audit log and put its end right; a
// head that was kept elsewhere shows it.
func TestVerifyAgainstAKeptAuditHead(t *testing.T) {
	data, _ := small(t, 1)
	for _, name := range []string{"early", "second"} {
		must(t, nil, "user", "add", name, "--name", name, "--role", "BO", "--data", data)
	}
	kept := filepath.Join(t.TempDir(), "head.json")
	var head changesync.AuditHead
	must(t, &head, "audit", "head", "--data", data)
	if head.N < 2 {
		t.Fatalf("the log ends at %+v", head)
	}
	raw, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, nil, "verify", "--data", data, "--audit-head", kept)
	must(t, nil, "user", "add", "late", "--name", "后来者", "--role", "BO", "--data", data)
	must(t, nil, "verify", "--data", data, "--audit-head", kept)

	cut := clone(t, data)
	damage(t, cut, "DELETE FROM audit WHERE n >= "+fmt.Sprint(head.N))
	damage(t, cut, `UPDATE docs SET body = CAST(json_object('n', (SELECT max(n) FROM audit), 'hash',
		lower(hex((SELECT hash FROM audit ORDER BY n DESC LIMIT 1)))) AS BLOB) WHERE kind = 'audit'`)
	verified(t, cut)
	status, out, _ := field(t, "verify", "--data", cut, "--audit-head", kept)
	if status != exitFailed || !strings.Contains(out, "were exported and are missing") {
		t.Errorf("status %d: %s", status, out)
	}
	if err := os.WriteFile(kept, []byte(strings.Replace(string(raw), head.Hash[:4], "0000", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := field(t, "verify", "--data", data, "--audit-head", kept); status != exitFailed || !strings.Contains(out, "is not the one that was exported") {
		t.Errorf("another head: status %d: %s", status, out)
	}
	refused(t, "bad_head", "verify", "--data", data, "--audit-head", data)
}

// The log answers who did what, by account and by record.
func TestAuditList(t *testing.T) {
	data, _ := small(t, 1)
	must(t, nil, "user", "add", "late", "--name", "后来者", "--role", "BO", "--data", data)
	must(t, nil, "device", "code", "--user", "late", "--data", data)
	status, out, errs := field(t, "audit", "--user", "late", "--data", data, "--json")
	if status != 0 || strings.Count(out, "\n") != 2 || !strings.Contains(out, `"action":"user"`) || !strings.Contains(out, `"action":"code"`) {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
	if _, out, _ := field(t, "audit", "--data", data); !strings.Contains(out, "late") || !strings.Contains(out, "ACTION") {
		t.Errorf("for people:\n%s", out)
	}
	refused(t, "usage", "audit", "--record", "key_person", "--data", data)
}

// wrong runs verify, which has to name the problem and to fail.
func wrong(t *testing.T, data, kind, says string) {
	t.Helper()
	status, out, errs := field(t, "verify", "--data", data)
	if status != exitFailed || !strings.Contains(errs, "damaged") {
		t.Errorf("status %d: %s", status, errs)
	}
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "wrong: "+kind+": ") && strings.Contains(line, says) {
			return
		}
	}
	t.Errorf("no problem of kind %s that says %q in\n%s", kind, says, out)
}

// clone copies a folder that nobody works on.
func clone(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"fieldsync.db", "keys.json"} {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			t.Fatal(err)
		}
	}
	return to
}
