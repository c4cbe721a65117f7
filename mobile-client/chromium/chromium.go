// Package chromium runs pages in a headless Chromium, for tests: storage, keys
// and workers are those of a real browser, and what it leaves on the disk can be
// looked at.
package chromium

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// patience is for a page on a busy machine.
const patience = 2 * time.Minute

// policy is what the server says of its own pages, and what the engine needs.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

// Site is one origin: pages, their files, and whatever a test adds.
type Site struct {
	http.ServeMux // of the origin
	URL           string
	program       string
	reports       chan []byte
}

// NewSite serves files by their paths in URLs; a path that ends in a slash is a
// folder. Where Chromium is not installed the test is skipped.
func NewSite(t testing.TB, files map[string]string) *Site {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed; without it the browser's storage is not tested (apt-get install chromium)")
	}
	s := &Site{program: program, reports: make(chan []byte, 1)}
	for path, file := range files {
		s.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			if path[len(path)-1] == '/' {
				file := filepath.Join(file, filepath.Base(r.URL.Path))
				serve(w, r, file)
				return
			}
			serve(w, r, file)
		})
	}
	s.HandleFunc("POST /report", func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil {
			s.reports <- body
		}
	})
	s.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		_, _ = io.WriteString(w, `<!doctype html><script type="module" src="/page.js"></script>`)
	})
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// serve gives a file with the type that modules insist on.
func serve(w http.ResponseWriter, r *http.Request, file string) {
	types := map[string]string{".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm"}
	if kind := types[filepath.Ext(file)]; kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	w.Header().Set("Content-Security-Policy", policy)
	http.ServeFile(w, r, file)
}

// Run opens the page at / with a query, in a browser that keeps its data in the
// folder profile, and gives what the page posts to /report. Then the browser is
// killed, as a phone does it.
func (s *Site) Run(t testing.TB, profile, query string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, s.program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+profile, s.URL+"/?"+query)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	select {
	case report := <-s.reports:
		cancel()
		<-gone
		return report
	case err := <-gone:
		t.Fatalf("chromium ended before the page reported: %v", errors.Join(err, ctx.Err()))
	}
	return nil
}

// Profile is a folder for a browser's data. Processes of a browser that was
// killed may write there for a moment longer.
func Profile(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "chromium-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 100 {
			if os.RemoveAll(dir) == nil {
				return
			}
		}
	})
	return dir
}
