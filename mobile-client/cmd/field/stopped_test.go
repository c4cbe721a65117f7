package main

import (
	"bytes"
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// A server whose certificate nobody vouches for is not "no network", and a
// command that is stopped is no internal error.
func TestUntrustedAndStopped(t *testing.T) {
	stranger := httptest.NewUnstartedServer(http.NotFoundHandler())
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0)
	stranger.StartTLS()
	t.Cleanup(stranger.Close)
	o := newOffice(t)
	home := filepath.Join(t.TempDir(), "A")
	call := func(ctx context.Context, args ...string) string {
		var out, errs bytes.Buffer
		run(ctx, append([]string{"--home", home}, args...), world{out: &out, err: &errs, in: strings.NewReader(""), env: env})
		return errs.String()
	}
	if told := call(t.Context(), "enroll", "--server", stranger.URL, "--code", o.code("csm01")); !strings.HasPrefix(told, "field: certificate: server: ") {
		t.Errorf("an untrusted certificate is told as %s", told)
	}
	if told := call(t.Context(), "enroll", "--server", o.url, "--code", o.code("csm01")); told != "" {
		t.Fatal(told)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if told := call(stopped, "sync"); !strings.HasPrefix(told, "field: interrupted: ") {
		t.Errorf("a sync that is stopped is told as %s", told)
	}
	if told := call(stopped, "--lang", "zh", "sync"); !strings.HasPrefix(told, "field: interrupted: 已中断") {
		t.Errorf("in Chinese as %s", told)
	}
}
