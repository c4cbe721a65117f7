package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
)

// packageTimeout ends a package that hangs, and go test then prints where.
const packageTimeout = "15m"

// group is a set of folders below the module path; the folder "" holds what is
// in no other group.
type group struct {
	name  string
	parts []string
}

// groups are run one after the other, from the ground up, so that a fault in
// the core is seen before what stands on it fails too.
var groups = []group{
	{"house rules", []string{"server/house", "server/tidy"}},
	{"models and sync", []string{"models", "sync"}},
	{"mobile-client", []string{"mobile-client"}},
	{"api", []string{"api"}},
	{"server and the rest", []string{""}},
}

// raceTests runs all tests under the race detector where there is a C
// compiler, which it needs, and without it elsewhere.
func raceTests(r *run) tally {
	out, _ := r.command(nil, "go", "env", "CGO_ENABLED", "CC")
	fields := strings.Fields(out)
	if len(fields) >= 2 && fields[0] == "1" {
		if _, err := exec.LookPath(fields[1]); err == nil {
			return tests("-race")(r)
		}
	}
	t := tests()(r)
	t.skips = append(t.skips, "race detector: no C compiler here (make deps installs one); the tests ran without it")
	return t
}

// tests runs every package's tests, group by group.
func tests(flags ...string) func(*run) tally {
	return func(r *run) (t tally) {
		module, err := r.command(nil, "go", "list", "-m")
		if err != nil {
			return r.verdict("go list", module, err)
		}
		list, err := r.command(nil, "go", "list", "-e", "./...")
		if err != nil {
			return r.verdict("go list", list, err)
		}
		for i, packages := range grouped(strings.TrimSpace(module), strings.Fields(list)) {
			if len(packages) == 0 {
				continue
			}
			r.printf("-- %s: %d packages\n", groups[i].name, len(packages))
			t.add(r.goTest(packages, flags))
		}
		return t
	}
}

// grouped sorts packages into the groups; the first that fits takes them.
func grouped(module string, packages []string) [][]string {
	out := make([][]string, len(groups))
	for _, p := range packages {
		rel := strings.TrimPrefix(strings.TrimPrefix(p, module), "/")
		for i, g := range groups {
			if g.holds(rel) {
				out[i] = append(out[i], p)
				break
			}
		}
	}
	return out
}

func (g group) holds(rel string) bool {
	for _, part := range g.parts {
		if part == "" || rel == part || strings.HasPrefix(rel, part+"/") {
			return true
		}
	}
	return false
}

// goTest runs some packages' tests and follows their events.
func (r *run) goTest(packages, flags []string) tally {
	args := append([]string{"test", "-json", "-timeout", packageTimeout}, flags...)
	cmd := exec.CommandContext(r.ctx, "go", append(args, packages...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return r.verdict("go test", "", err)
	}
	if err := cmd.Start(); err != nil {
		return r.verdict("go test", "", err)
	}
	f := newFollower(r.printf)
	readErr := f.read(stdout)
	err = cmd.Wait()
	t := f.total
	// What go test says besides events matters when no event tells of the
	// failure, for instance when a flag is wrong.
	if err != nil && len(t.failures) == 0 {
		t.add(r.verdict("go test", stderr.String(), err))
	}
	if readErr != nil {
		t.failures = append(t.failures, fmt.Sprintf("go test: cannot read its events: %v", readErr))
	}
	return t
}
