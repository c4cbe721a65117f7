package upgrade

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func current(t *testing.T) *Shape {
	t.Helper()
	s, err := CurrentShape(os.DirFS(repository))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestShapeIsKept: a schema that differs from the newest kept folder needs a
// folder of its own before anybody's data are made with it.
func TestShapeIsKept(t *testing.T) {
	now := current(t)
	var newest release
	each(t, func(t *testing.T, r *release) {
		newest = *r
		for _, change := range now.Breaks(&r.shape) {
			t.Errorf("%s: older programs and databases cannot follow", change)
		}
	})
	for _, change := range now.Outgrows(&newest.shape) {
		t.Errorf("%s: keep a new folder, see testdata/released/README.md", change)
	}
}

// TestShapeTellsChanges plants one change of each kind.
func TestShapeTellsChanges(t *testing.T) {
	if changes := current(t).Outgrows(current(t)); len(changes) > 0 {
		t.Errorf("nothing changed: %v", changes)
	}
	for says, change := range map[string]func(*Shape){
		"migration 0002_more.sql": func(s *Shape) { s.Server = append(s.Server, "0002_more.sql 00") },
		"migration 0002_pg.sql":   func(s *Shape) { s.Postgres = append(s.Postgres, "0002_pg.sql 00") },
		"0001_init.sql ff":        func(s *Shape) { s.Device[0] = "0001_init.sql ff" },
		"schema has version 9":    func(s *Shape) { s.Schema = 9 },
		"field customer.address":  func(s *Shape) { s.Fields = without(s.Fields, "customer.address ") },
		"field key_person.qq_no": func(s *Shape) {
			s.Fields = append(without(s.Fields, "key_person.qq_no "), "key_person.qq_no int latest")
		},
	} {
		s := current(t)
		change(s)
		if got := strings.Join(s.Outgrows(current(t)), "\n"); !strings.Contains(got, says) {
			t.Errorf("want a word about %q, got %q", says, got)
		}
	}
	more := current(t)
	more.Fields = append(more.Fields, "customer.new text latest")
	if changes := more.Outgrows(current(t)); len(changes) > 0 {
		t.Errorf("a field more needs no folder: %v", changes)
	}
}

func without(list []string, prefix string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return strings.HasPrefix(s, prefix) })
}

// TestKeptIsSmall: these folders stay for ever. Sealed data do not compress.
func TestKeptIsSmall(t *testing.T) {
	each(t, func(t *testing.T, r *release) {
		var size int64
		err := filepath.WalkDir(r.folder, func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			size += info.Size()
			return err
		})
		if err != nil || size > 400<<10 || size < 20<<10 {
			t.Errorf("%d bytes, %v", size, err)
		}
	})
}

// TestKeep: the generator still works, and never writes over what is kept.
func TestKeep(t *testing.T) {
	to := filepath.Join(t.TempDir(), "7")
	if err := Keep(t.Context(), os.DirFS(repository), to); err != nil {
		t.Fatal(err)
	}
	r := &release{folder: to}
	r.read(t, ExpectedFile, &r.expected)
	if r.expected.Waiting < 4 || len(r.expected.Shown) < 3 || len(r.trace(t)) < 10 {
		t.Errorf("too little is kept: %+v", r.expected)
	}
	if err := Keep(t.Context(), os.DirFS(repository), to); err == nil {
		t.Error("a kept folder was written over")
	}
}
