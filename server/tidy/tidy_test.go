package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// sandbox makes a small module, goes there, and returns a run in it.
func sandbox(t *testing.T, files map[string]string) (*run, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module box\n\ngo 1.24\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	var out bytes.Buffer
	return &run{ctx: context.Background(), out: &out}, &out
}

const mixedTests = `package a

import "testing"

func TestGood(t *testing.T) {}
func TestBad(t *testing.T)  { t.Error("the value is wrong") }
func TestSkipped(t *testing.T) { t.Skip("no such device") }
func TestRows(t *testing.T) {
	t.Run("one", func(t *testing.T) {})
	t.Run("two", func(t *testing.T) { t.Error("row two is wrong") })
	t.Run("three", func(t *testing.T) { t.Skip("not today") })
}
func TestParent(t *testing.T) {
	t.Run("child", func(t *testing.T) {})
	t.Error("only the parent fails")
}
`

func TestCounting(t *testing.T) {
	r, out := sandbox(t, map[string]string{
		"models/a_test.go": mixedTests,
		"api/b_test.go":    "package b\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { undefined() }\n",
		"server/c_test.go": "package c\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\nfunc TestMain(m *testing.M) { os.Exit(3) }\n",
		"other/d.go":       "package d\n",
	})
	r.all([]step{{"tests", tests()}})
	got := r.total()
	wantFailures := []string{
		"box/models TestBad", "box/models TestParent", "box/models TestRows/two",
		"box/api: does not build", "box/server: failed outside of its tests",
	}
	if !slices.Equal(got.failures, wantFailures) {
		t.Errorf("failures\n%q, want\n%q", got.failures, wantFailures)
	}
	wantSkips := []string{"box/models TestRows/three: not today", "box/models TestSkipped: no such device"}
	if !slices.Equal(got.skips, wantSkips) {
		t.Errorf("skips %q, want %q", got.skips, wantSkips)
	}
	if got.passed != 3 { // TestGood, TestRows/one, TestParent/child
		t.Errorf("%d passed", got.passed)
	}
	r.summary()
	for _, want := range []string{"row two is wrong", "undefined: undefined", "skipped: box/models TestSkipped: no such device"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output does not say %q:\n%s", want, out)
		}
	}
	if !strings.HasSuffix(out.String(), "\n3 passed, 5 failed, 2 skipped\n") {
		t.Errorf("the last line is not the count:\n%s", out)
	}
	if !r.failed() {
		t.Error("the run passes for good")
	}
}

func TestStepsSeeFaults(t *testing.T) {
	rows := map[string]struct {
		do    func(*run) tally
		files map[string]string
		fails bool
	}{
		"formatted":   {gofmt, map[string]string{"a.go": "package a\n"}, false},
		"unformatted": {gofmt, map[string]string{"x/a.go": "package a\nvar  x = 1\n"}, true},
		"vetted":      {vet, map[string]string{"a.go": "package a\n"}, false},
		"unvetted":    {vet, map[string]string{"a.go": "package a\n\nimport \"fmt\"\n\nfunc F() { fmt.Printf(\"%d\", \"x\") }\n"}, true},
		"wasm only":   {vetWasm, map[string]string{"mobile-client/a_js.go": "package a\n\nvar x = undefined\n", "mobile-client/a.go": "package a\n"}, true},
		"wasm absent": {vetWasm, map[string]string{"a.go": "package a\n"}, false},
		"good tests":  {tests("-short"), map[string]string{"a_test.go": "package a\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) {}\n"}, false},
		"wrong flag":  {tests("-nonsense"), map[string]string{"a_test.go": "package a\n"}, true},
		"syntax":      {tests(), map[string]string{"a.go": "package a\nfunc {\n", "a_test.go": "package a\n"}, true},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			r, out := sandbox(t, row.files)
			if got := row.do(r); (len(got.failures) > 0) != row.fails {
				t.Errorf("%s, fails should be %v\n%s", got, row.fails, out)
			}
		})
	}
}

func TestFuzzing(t *testing.T) {
	if testing.Short() {
		t.Skip("building for the fuzzer takes long; make test does it")
	}
	fuzz := func(name, body string) string {
		return "package a\n\nimport \"testing\"\n\nfunc " + name + "(f *testing.F) {\n\tf.Fuzz(func(t *testing.T, b []byte) {\n" + body + "})\n}\n"
	}
	r, out := sandbox(t, map[string]string{
		"a/a_test.go": fuzz("FuzzGood", ""),
		"b/b_test.go": fuzz("FuzzBad", "if len(b) > 0 { t.Fatal(\"a byte\") }\n"),
	})
	got := fuzzAll(2 * time.Second)(r)
	if got.passed != 1 || !slices.Equal(got.failures, []string{"fuzz b FuzzBad"}) {
		t.Errorf("%s %q\n%s", got, got.failures, out)
	}
	if !strings.Contains(out.String(), "testdata/fuzz/FuzzBad/") {
		t.Errorf("the failing input is not named:\n%s", out)
	}
}

func TestGroups(t *testing.T) {
	packages := []string{"m", "m/api", "m/apiary", "m/models/strict", "m/server", "m/server/house"}
	got := grouped("m", packages)
	want := [][]string{{"m/server/house"}, {"m/models/strict"}, nil, {"m/api"}, {"m", "m/apiary", "m/server"}}
	if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("groups %q", got)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r := &run{ctx: ctx, out: &bytes.Buffer{}}
	r.all([]step{{"never", func(*run) tally { t.Error("ran"); return tally{} }}})
	if !r.failed() {
		t.Error("an interrupted run must not pass")
	}
}

func TestEndedLate(t *testing.T) {
	if !endedLate("--- FAIL: FuzzX\n    context deadline exceeded\n") || endedLate("context deadline exceeded\nFailing input written to x") {
		t.Error("a finding and the fuzzer's quirk are taken for each other")
	}
}
