package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fieldsync/server/keys"
)

// inTheClear makes a folder whose key file is from before there were keys at
// rest.
func inTheClear(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	path := filepath.Join(data, "keys.json")
	if _, err := keys.LoadOrCreate(path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f map[string]any
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	f["version"] = 1
	delete(f, "data")
	delete(f, "index")
	if raw, err = json.Marshal(f); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return data
}

// readable counts how often the files of a folder show a text of the visits.
func readable(t *testing.T, data string) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(data, "*.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(raw, []byte("满意")) + bytes.Count(raw, []byte("visit_date"))
	}
	return n
}

// Whoever has the database, its log or a backup, but not the keys, reads no
// visit. Keys are added and kept elsewhere without losing anything.
func TestDataAtRest(t *testing.T) {
	data, users := small(t, 1)
	server := serve(t, "serve", data)
	p := enrol(t, data, server.url, users[0])
	pushed(t, p, 3)
	if n := readable(t, data); n != 0 {
		t.Errorf("%d places of the running server's files show a visit", n)
	}
	refused(t, "folder_busy", "keys", "add", "--data", data)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, nil, "backup", copied, "--data", data)
	if n := readable(t, filepath.Dir(copied)); n != 0 {
		t.Errorf("%d places of the backup show a visit", n)
	}
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}

	var added struct{ Keys int }
	must(t, &added, "keys", "add", "--data", data, "--json")
	elsewhere := filepath.Join(t.TempDir(), "secret.json")
	if err := os.Rename(filepath.Join(data, "keys.json"), elsewhere); err != nil {
		t.Fatal(err)
	}
	refused(t, keys.CodeMissing, "verify", "--data", data)
	t.Setenv("FIELDSYNC_KEYS", elsewhere)
	server = serve(t, "serve", data)
	pushed(t, enrol(t, data, server.url, users[0]), 2)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 || added.Keys != 2 {
		t.Fatalf("status %d, %d keys", status, added.Keys)
	}
	verified(t, data)

	lost := filepath.Join(t.TempDir(), "lost.json")
	raw, err := os.ReadFile(elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	var f map[string]any
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	f["data"] = f["data"].([]any)[:1]
	if raw, err = json.Marshal(f); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lost, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := field(t, "verify", "--data", data, "--keys", lost); status == 0 || !strings.Contains(errs, "not in the key file") {
		t.Errorf("with the newest key lost: status %d: %s", status, errs)
	}
}

// A folder from before goes on in the clear; a first key seals what comes.
func TestDataFromBeforeAreSealedAsTheyAreWritten(t *testing.T) {
	data, users := smallIn(t, inTheClear(t), 1)
	server := serve(t, "serve", data)
	p := enrol(t, data, server.url, users[0])
	pushed(t, p, 2)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}
	before := readable(t, data)
	must(t, nil, "keys", "add", "--data", data)
	server = serve(t, "serve", data)
	pushed(t, enrol(t, data, server.url, users[0]), 3)
	if status, _ := server.stop(syscall.SIGTERM); status != 0 {
		t.Fatal("the server did not stop")
	}
	if after := readable(t, data); before == 0 || after > before {
		t.Errorf("%d places before, %d after", before, after)
	}
	verified(t, data)
}
