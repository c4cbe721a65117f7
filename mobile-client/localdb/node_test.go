//go:build !js

package localdb_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/mobile-client/chromium"
	"fieldsync/mobile-client/localdb"
)

// TestSuiteInWebAssembly builds this package's tests for the browser and runs
// them under Node on the real sqlite-wasm, through the same bridge.js.
func TestSuiteInWebAssembly(t *testing.T) {
	binary := buildWasm(t)
	installSQLite(t)
	out := command(t, "jstest", "node", "run.mjs", wasmExec(t), binary, "-test.v", "-test.bench", "^$")
	// The first and the last case, so that a run of nothing is no success.
	for _, name := range []string{"integers", "closed"} {
		if want := "--- PASS: TestSuiteInMemory/" + name; !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
}

// TestSuiteInChromium runs the same binary as the app does: in a worker, on OPFS.
// Then a second worker is refused while the first one lives, and welcome after.
func TestSuiteInChromium(t *testing.T) {
	site := chromium.NewSite(t, map[string]string{
		"/page.js": "jstest/page.js", "/worker.js": "jstest/worker.js", "/bridge.js": "bridge.js", "/wasm_exec.js": wasmExec(t),
		"/localdb.wasm": buildWasm(t), "/sqlite/": filepath.Join("jstest", "node_modules", "@sqlite.org", "sqlite-wasm", "dist"),
	})
	installSQLite(t)
	var got struct {
		Exit  int
		Lines []string
	}
	if err := json.Unmarshal(site.Run(t, chromium.Profile(t), url.Values{"flags": {"-test.v"}}.Encode()), &got); err != nil {
		t.Fatal(err)
	}
	out := strings.Join(got.Lines, "\n")
	if got.Exit != 0 {
		t.Errorf("it ended with %d:\n%s", got.Exit, out)
	}
	for _, want := range []string{
		"--- PASS: TestSuiteOnFile/integers", "--- PASS: TestSuiteOnFile/closed",
		"rival: " + localdb.CodeHomeBusy, "rival: opened",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
}

// buildWasm returns the path of this package's test binary for GOOS=js.
func buildWasm(t testing.TB) string {
	t.Helper()
	noteSources(t)
	out := filepath.Join(t.TempDir(), "localdb.wasm")
	t.Setenv("GOOS", "js")
	t.Setenv("GOARCH", "wasm")
	command(t, ".", "go", "test", "-c", "-o", out, ".")
	return out
}

// noteSources opens what goes into the browser's build, so that go test does not
// repeat a kept result after one of these files has changed.
func noteSources(t testing.TB) {
	t.Helper()
	for _, pattern := range []string{"*.go", "localdbtest/*.go", "*.js", "jstest/*.*js"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files (%v)", pattern, err)
		}
		for _, name := range files {
			if _, err := os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// installSQLite installs what the lock file names, unless it is there already.
func installSQLite(t testing.TB) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join("jstest", "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	stamp := filepath.Join("jstest", "node_modules", ".installed-lock.json")
	if have, err := os.ReadFile(stamp); err == nil && bytes.Equal(have, want) {
		return
	}
	command(t, "jstest", "npm", "ci", "--no-audit", "--no-fund")
	if err := os.WriteFile(stamp, want, 0o600); err != nil {
		t.Fatal(err)
	}
}

// wasmExec returns the path of Go's own loader for GOOS=js.
func wasmExec(t testing.TB) string {
	t.Helper()
	root := strings.TrimSpace(command(t, ".", "go", "env", "GOROOT"))
	return filepath.Join(root, "lib", "wasm", "wasm_exec.js")
}

// command runs a program that must be there and succeed, and returns its output.
func command(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is needed to test the browser's database and is not installed: %v", name, err)
	}
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}
