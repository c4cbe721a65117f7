package main

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fieldsync/server/bench"
	"fieldsync/server/keys"
	changesync "fieldsync/sync"
)

// pushed writes visits and pushes them.
func pushed(t *testing.T, p *bench.Phone, n int) {
	t.Helper()
	if err := p.WriteVisits(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	ack, err := p.Push(t.Context())
	if err != nil || ack.Applied != n {
		t.Fatalf("push: %+v %v", ack, err)
	}
}

// TestRestoreBeginsAnEpoch restores a backup that lacks what was acknowledged
// later: the phone notices and hands it back.
func TestRestoreBeginsAnEpoch(t *testing.T) {
	data, users := small(t, 1)
	server := serve(t, "serve", data)
	p := enrol(t, data, server.url, users[0])
	pushed(t, p, 3)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, nil, "backup", copied, "--data", data)
	refused(t, "backup_failed", "backup", copied, "--data", data)
	pushed(t, p, 2)
	server.kill()

	refused(t, "already_there", "restore", copied, "--data", data)
	var got struct{ Epoch, Kept string }
	must(t, &got, "restore", copied, "--data", data, "--replace", "--json")
	if got.Epoch == "" || !exists(got.Kept) {
		t.Fatalf("restore: %+v", got)
	}
	again := serve(t, "serve", data)
	p.MoveTo(again.url)
	var bad *bench.Refused
	if err := p.Pull(t.Context()); !errors.As(err, &bad) || bad.Code != changesync.CodeEpochChanged {
		t.Errorf("the phone pulls from another epoch: %v", err)
	}
	if answer, err := p.Rescue(t.Context(), 1); err != nil || !strings.Contains(string(answer), `"expected_n":6`) {
		t.Errorf("hand-back: %s %v", answer, err)
	}
	pushed(t, p, 1)
	if status, log := again.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("status %d %q", status, log)
	}
	verified(t, data)
	// What was replaced is whole, with all that the backup lacked.
	aside := t.TempDir()
	for from, to := range map[string]string{got.Kept: "fieldsync.db", filepath.Join(data, "keys.json"): "keys.json"} {
		if err := os.Rename(from, filepath.Join(aside, to)); err != nil {
			t.Fatal(err)
		}
	}
	var r report
	must(t, &r, "verify", "--data", aside, "--json")
	var rows []deviceRow
	must(t, &rows, "device", "list", "--user", users[0], "--data", aside, "--json")
	if !r.OK || len(rows) != 1 || rows[0].Changesets != 5 {
		t.Errorf("the database set aside: %+v %+v", r, rows)
	}
}

func TestRestoreThatCannotBe(t *testing.T) {
	data, _ := small(t, 1)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, nil, "backup", copied, "--data", data)
	before := files(t, data)
	rubbish := settingsFile(t, strings.Repeat("no database ", 1000))
	refused(t, "no_backup", "restore", "nothing", "--data", data, "--replace")
	refused(t, "no_backup", "restore", rubbish, "--data", data, "--replace")

	fresh := filepath.Join(t.TempDir(), "not", "yet")
	refused(t, "keys_missing", "restore", copied, "--data", fresh)
	refused(t, "bad_address", "serve", "--data", fresh, "--addr", "127.0.0.1:99999")
	refused(t, "usage", "demo", "--data", fresh, "--scale", "0", "--addr", "127.0.0.1:0")
	refused(t, "usage", "demo", "--data", fresh, "--scale=-1", "--addr", "127.0.0.1:0")
	if exists(filepath.Dir(fresh)) {
		t.Error("a refused command has left a folder")
	}

	stranger := t.TempDir()
	refused(t, "keys_missing", "restore", copied, "--data", stranger)
	if _, err := keys.LoadOrCreate(filepath.Join(stranger, "keys.json"), rand.Reader); err != nil {
		t.Fatal(err)
	}
	refused(t, "other_keys", "restore", copied, "--data", stranger)
	if got := files(t, stranger); got != "keys.json serve.lock" {
		t.Errorf("a refused restore has left %s", got)
	}
	if after := files(t, data); after != before+" serve.lock" {
		t.Errorf("a refused restore has left %s", after)
	}
	verified(t, data)
}

// files lists a folder.
func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// A backup does not let in again who was shut out since: not when it is
// restored, and not when its file is put there by hand.
func TestRestoreForgetsNoRevocation(t *testing.T) {
	data, users := small(t, 1)
	server := serve(t, "serve", data)
	p := enrol(t, data, server.url, users[0])
	pushed(t, p, 1)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, nil, "backup", copied, "--data", data)
	device := func() (out deviceRow) {
		t.Helper()
		var rows []deviceRow
		must(t, &rows, "device", "list", "--user", users[0], "--data", data, "--json")
		if len(rows) != 1 {
			t.Fatal(rows)
		}
		return rows[0]
	}
	must(t, nil, "device", "wipe", device().ID, "--data", data)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}
	var got struct{ Journal replayed }
	must(t, &got, "restore", copied, "--data", data, "--replace", "--json")
	if d := device(); got.Journal.Devices != 1 || d.Status != changesync.DeviceRevoked || d.Wipe == nil {
		t.Errorf("restored: %+v, %+v", got, d)
	}
	raw, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"fieldsync.db-wal", "fieldsync.db-shm"} {
		_ = os.Remove(filepath.Join(data, name))
	}
	if err := os.WriteFile(filepath.Join(data, "fieldsync.db"), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if server = serve(t, "serve", data); device().Status != changesync.DeviceRevoked {
		t.Error("put there by hand: the device is let in")
	}
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Error("the server did not stop")
	}
}
