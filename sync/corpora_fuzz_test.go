package changesync_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// seeds are what each fuzz target starts from, by target and name. They come
// from the golden files, so that the fuzzer begins with what released programs
// wrote. What the fuzzer found lies beside them and is never removed.
func seeds(t *testing.T) map[string]map[string]string {
	t.Helper()
	plain, amending, carrying, erased := goldenBytes(t, "plain.json"), goldenBytes(t, "amending.json"), goldenBytes(t, "carrying.json"), goldenBytes(t, "erased.json")
	record, masked, version := goldenBytes(t, "record.json"), goldenBytes(t, "record_masked.json"), goldenBytes(t, "version.json")
	run, page, moment := goldenBytes(t, "run.json"), goldenBytes(t, "page.json"), goldenBytes(t, "moment.txt")
	const (
		at    = `{"e":"01890000-0000-7000-8000-000000000001","s":3,"g":1}`
		place = `{"e":"01890000-0000-7000-8000-000000000001","f":` + at + `,"g":17,"s":20,"t":22,"l":true,"q":2,"k":{"collection":"customer","id":"c1"}}`
		ahead = `{"e":"01890000-0000-7000-8000-000000000001","f":` + at + `,"g":5,"s":20,"t":1099511627776,"l":true}`
		anew  = `{"e":"01890000-0000-7000-8000-000000000001","f":{"e":"","s":0,"g":0},"g":13,"s":20,"r":["customer/c1","*"],"o":"customer/c1"}`
	)
	return map[string]map[string]string{
		"FuzzChangeset": {"plain": seed(plain), "amending": seed(amending), "carrying": seed(carrying), "erased": seed(erased)},
		"FuzzRun":       {"golden": seed(run), "one": seed(bytes.Replace(run, append([]byte{','}, amending...), nil, 1))},
		"FuzzRecord":    {"full": seed(record), "masked": seed(masked), "version": seed(version)},
		"FuzzMoment":    {"golden": seed(string(moment)), "empty": seed("")},
		"FuzzTokens": {
			"cursor": seed(0, at, "", ""), "page": seed(0, "", place, ""), "anew": seed(3, "", anew, ""), "ahead": seed(1, "", ahead, ""),
			"refresh": seed(3, at, "", "customer/c1"), "none": seed(0, "", "", "*"), "other": seed(0, tokenOf(t, "x"), "!", ""),
		},
		"FuzzPage":          {"golden": seed(page)},
		"FuzzResume":        {"each": seed([]byte{0, 0, 0, 0}), "twice": seed([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}), "edits": seed([]byte{0x40, 0x85, 0xc3, 0x44, 0x11, 0xff})},
		"FuzzCellJoin":      {"chain": seed([]byte{0x11, 0x21, 0x41, 0x81, 1, 2, 3}), "void": seed([]byte{0x01, 0x92, 0x83, 0x14, 9, 7, 5, 3})},
		"FuzzCellDelivered": {"first": seed(0, noise(1)), "second": seed(1, noise(2)), "third": seed(4, noise(3))},
		"FuzzAccepted": {
			"unknown": seed("field_of_tomorrow", "", `{"a":[1,2.50,"x"]}`, 0, "declined_fields", `"qq"`, `"qq"`),
			"wrong":   seed("kp_name", "", `7`, 3, "gender", "", `"男"`),
			"deleted": seed("_deleted", "", "true", 0, "position", "", `"处长"`),
			"case":    seed("Field_of_tomorrow", "", "1", 0, "field_of_tomorrow", "", "2"),
			"deep":    seed("field_of_tomorrow", "", "1", 58, "other_field", "", "2"),
			"deeper":  seed("kp_name", "", "1", 58, "gender", "", `"男"`),
		},
	}
}

// goldenBytes reads a golden file.
func goldenBytes(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "testdata", "changesets", name))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(raw, []byte{'\n'})
}

// noise are the same bytes at every run.
func noise(seed byte) []byte {
	out := make([]byte, 4096)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(out)
	return out
}

// seed writes the arguments of a fuzz function as go test keeps them.
func seed(args ...any) string {
	var b strings.Builder
	b.WriteString("go test fuzz v1\n")
	for _, a := range args {
		switch a := a.(type) {
		case int:
			fmt.Fprintf(&b, "uint64(%d)\n", a)
		default:
			fmt.Fprintf(&b, "%T(%q)\n", a, a)
		}
	}
	return strings.ReplaceAll(b.String(), "[]uint8(", "[]byte(")
}

var fuzzTarget = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// TestCorporaOfFuzzing: a target without seeds starts from nothing and finds
// little. Run with -update after a golden file has changed.
func TestCorporaOfFuzzing(t *testing.T) {
	all := seeds(t)
	files, err := filepath.Glob("*_fuzz_test.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fuzzTarget.FindAllSubmatch(text, -1) {
			found++
			if name := string(m[1]); len(all[name]) == 0 {
				t.Errorf("%s has no seeds: add some", name)
			}
		}
	}
	if found != len(all) {
		t.Errorf("%d fuzz targets, seeds for %d", found, len(all))
	}
	for target, list := range all {
		for name, text := range list {
			sameSeed(t, filepath.Join("testdata", "fuzz", target, "seed-"+name), text)
		}
	}
}

func sameSeed(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the golden files say: run go test ./sync -run Corpora -update", path)
	}
}
