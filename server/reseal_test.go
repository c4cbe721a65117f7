package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fieldsync/server/keys"
)

// A key that was found out is replaced: everything is sealed anew, by the
// command or by a server beside its work, and the old key goes, not before.
func TestOldKeysRetire(t *testing.T) {
	data, users := small(t, 1)
	retire := func() { t.Helper(); must(t, nil, "keys", "retire", "--data", data) }
	server := serve(t, "serve", data)
	pushed(t, enrol(t, data, server.url, users[0]), 3)
	refused(t, "folder_busy", "keys", "retire", "--data", data)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}
	must(t, nil, "keys", "add", "--data", data)
	refused(t, "keys_needed", "keys", "retire", "--data", data)
	var out struct{ Resealed, Old, Clear int }
	must(t, &out, "keys", "reseal", "--data", data, "--json")
	if out.Resealed == 0 || out.Old+out.Clear > 0 {
		t.Errorf("%+v", out)
	}
	if must(t, &out, "keys", "reseal", "--data", data, "--json"); out.Resealed > 0 {
		t.Errorf("and again %+v", out)
	}
	retire()
	if k, err := keys.Load(filepath.Join(data, "keys.json")); err != nil || len(k.AtRest.Data) != 1 {
		t.Fatalf("%v keys, %v", k, err)
	}
	verified(t, data)

	must(t, nil, "keys", "add", "--data", data)
	server = serve(t, "serve", data)
	for line := range server.log {
		if strings.Contains(line, "bodies were sealed with the newest key") {
			break
		}
	}
	pushed(t, enrol(t, data, server.url, users[0]), 2)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}
	retire()
	verified(t, data)
}

// What a database from before keeps in the clear is sealed too, but for the
// history; nothing that is damaged is sealed over.
func TestResealWhatWasInTheClear(t *testing.T) {
	data, users := smallIn(t, inTheClear(t), 1)
	refused(t, "no_keys", "keys", "reseal", "--data", data)
	server := serve(t, "serve", data)
	pushed(t, enrol(t, data, server.url, users[0]), 2)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}
	must(t, nil, "keys", "add", "--data", data)
	must(t, nil, "keys", "reseal", "--data", data)
	if n := readable(t, data); n > 0 {
		t.Errorf("%d places still show a visit", n)
	}
	verified(t, data)
	spare, err := os.ReadFile(filepath.Join(data, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	must(t, nil, "keys", "add", "--data", data)
	must(t, nil, "keys", "reseal", "--data", data)
	if err := os.WriteFile(filepath.Join(data, "keys.json"), spare, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := field(t, "keys", "reseal", "--data", data); status == 0 || !strings.Contains(errs, "not in the key file") {
		t.Errorf("without the key: %d %s", status, errs)
	}
}
