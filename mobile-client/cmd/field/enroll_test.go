package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	changesync "fieldsync/sync"
)

// A phone is enrolled by what the QR code holds as well as by address and code
// typed in; half of one or both at once are refused before anything is asked.
func TestEnrollByLink(t *testing.T) {
	o := newOffice(t)
	home := filepath.Join(t.TempDir(), "A")
	enroll := func(args ...string) (int, string) {
		t.Helper()
		var out bytes.Buffer
		status := run(context.Background(), append([]string{"--home", home, "enroll"}, args...), world{out: &out, err: &out, env: env})
		return status, out.String()
	}
	code := o.code("csm01")
	link := changesync.EnrolLink(o.url, code)
	for _, args := range [][]string{
		{}, {"--server", o.url}, {"--code", code}, {"--link", link, "--code", code}, {"--link", link, "--server", o.url, "--code", code},
	} {
		if status, said := enroll(args...); status == 0 || !strings.Contains(said, "usage") {
			t.Errorf("%v: %d %s", args, status, said)
		}
	}
	if status, said := enroll("--link", o.url); status == 0 || !strings.Contains(said, "bad_link") {
		t.Errorf("no link: %d %s", status, said)
	}
	if status, said := enroll("--link", link); status != 0 || !strings.Contains(said, "csm01") {
		t.Errorf("by link: %d %s", status, said)
	}
}
