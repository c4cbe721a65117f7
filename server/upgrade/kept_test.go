package upgrade

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	repository = filepath.Join("..", "..")
	releases   = filepath.Join(repository, "testdata", "released")
)

// kept are the numbers of the kept folders, in order.
func kept(t *testing.T) (numbers []int) {
	t.Helper()
	entries, err := os.ReadDir(releases)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if n, err := strconv.Atoi(e.Name()); err == nil && e.IsDir() {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	if len(numbers) == 0 {
		t.Fatal("nothing is kept: see testdata/released/README.md")
	}
	return numbers
}

// each runs a test for every kept folder.
func each(t *testing.T, test func(t *testing.T, r *release)) {
	for _, n := range kept(t) {
		name := strconv.Itoa(n)
		t.Run(name, func(t *testing.T) {
			r := &release{folder: filepath.Join(releases, name)}
			r.read(t, ShapeFile, &r.shape)
			r.read(t, ExpectedFile, &r.expected)
			test(t, r)
		})
	}
}

// release is a kept folder.
type release struct {
	folder   string
	shape    Shape
	expected Expected
}

func (r *release) read(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(r.folder, name))
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// server puts a server's folder into place.
func (r *release) server(t *testing.T, file string) string {
	t.Helper()
	data := t.TempDir()
	r.place(t, file, filepath.Join(data, databaseName))
	raw, err := os.ReadFile(filepath.Join(r.folder, KeysFile))
	if err == nil {
		err = os.WriteFile(filepath.Join(data, keysName), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// home puts the device's home into place.
func (r *release) home(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	r.place(t, PhoneFile, filepath.Join(home, homeName))
	if err := copied(r.folder, PhoneKeys, home, 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

func (r *release) place(t *testing.T, file, path string) {
	t.Helper()
	raw, err := unpacked(filepath.Join(r.folder, file))
	if err == nil {
		err = os.WriteFile(path, raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (r *release) trace(t *testing.T) (list []Exchange) {
	t.Helper()
	raw, err := unpacked(filepath.Join(r.folder, TraceFile))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		var e Exchange
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}
