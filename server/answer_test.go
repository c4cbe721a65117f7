package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Who gives a command that concerns others stands in the audit log, when a code
// ends is told with its zone, and the last administrator stays.
func TestCommandsAreAnsweredFor(t *testing.T) {
	data, users := small(t, 1)
	must(t, nil, "user", "add", "boss", "--name", "管理员", "--role", "ADM", "--data", data)
	refused(t, "last_administrator", "user", "deactivate", "boss", "--data", data)
	must(t, nil, "user", "deactivate", users[0], "--as", "boss", "--data", data)
	must(t, nil, "user", "activate", users[0], "--data", data)
	zoned := regexp.MustCompile(`until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d`)
	for _, args := range [][]string{{"user", "invite", users[0], "--as", "boss"}, {"device", "code", "--user", users[0]}} {
		if _, out, errs := field(t, append(args, "--data", data)...); !zoned.MatchString(out) {
			t.Errorf("%s does not say in which zone: %s %s", args, out, errs)
		}
	}
	server := serve(t, "serve", data)
	phones := []string{enrol(t, data, server.url, users[0]).Identity().Device, enrol(t, data, server.url, users[0]).Identity().Device}
	must(t, nil, "device", "revoke", phones[0], "--as", "boss", "--data", data)
	must(t, nil, "device", "wipe", phones[1], "--as", "boss", "--data", data)
	server.stop(syscall.SIGTERM)
	_, out, _ := field(t, "audit", "--data", data, "--user", users[0])
	for _, action := range []string{"user", "invite", "revoke", "wipe"} {
		if !regexp.MustCompile(`(?m)^\d+ +\S+ +` + users[0] + ` +boss +` + action + ` `).MatchString(out) {
			t.Errorf("the audit log does not tell who gave %s:\n%s", action, out)
		}
	}
	must(t, nil, "user", "deactivate", "boss", "--last", "--data", data)
}

// A backup is read by nobody else, and a clock that is not believed is told to
// who asks for what is past its time.
func TestBackupIsPrivateAndAClockAheadIsTold(t *testing.T) {
	data, users := small(t, 1)
	server := serve(t, "serve", data)
	pushed(t, enrol(t, data, server.url, users[0]), 1)
	server.stop(syscall.SIGTERM)
	old := syscall.Umask(0)
	backup := filepath.Join(t.TempDir(), "b.db")
	_, _, errs := field(t, "backup", "--data", data, backup)
	syscall.Umask(old)
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v %v %s", info.Mode(), err, errs)
	}
	var out, told bytes.Buffer
	later := Main{Now: func() time.Time { return time.Now().AddDate(0, 0, 31) }}
	if status := later.Run(t.Context(), []string{"retention", "--data", data}, &out, &told); status == 0 || !strings.Contains(told.String(), "clock_ahead") {
		t.Errorf("with a clock ahead: %d %s %s", status, out.String(), told.String())
	}
}
