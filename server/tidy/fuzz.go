package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// target is one fuzz function.
type target struct{ dir, name string }

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(\w+ \*testing\.F\)`)

// fuzzTargets finds the fuzz functions below dir.
func fuzzTargets(dir string) (targets []target, err error) {
	files, err := goFiles(dir)
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, m := range fuzzFunc.FindAllSubmatch(text, -1) {
			targets = append(targets, target{filepath.ToSlash(filepath.Dir(file)), string(m[1])})
		}
	}
	return targets, err
}

// fuzzAll gives every target its share of the time.
func fuzzAll(whole time.Duration) func(*run) tally {
	return func(r *run) (t tally) {
		targets, err := fuzzTargets(".")
		if err != nil {
			return r.verdict("fuzzing", "", err)
		}
		if len(targets) == 0 {
			return tally{skips: []string{"fuzzing: there is no fuzz target"}}
		}
		each := max(whole/time.Duration(len(targets)), time.Second).Round(time.Second / 10)
		for i, target := range targets {
			if r.ctx.Err() != nil {
				t.failures = append(t.failures, "fuzzing: interrupted")
				break
			}
			r.printf("-- %d/%d %s in %s, %s\n", i+1, len(targets), target.name, target.dir, each)
			t.add(r.fuzz(target, each))
		}
		return t
	}
}

func (r *run) fuzz(t target, each time.Duration) tally {
	name := fmt.Sprintf("fuzz %s %s", t.dir, t.name)
	args := []string{"test", "-run", "^$", "-fuzz", "^" + t.name + "$", "-fuzztime", each.String(), "./" + t.dir}
	out, err := r.command(nil, "go", args...)
	if err != nil && endedLate(out) {
		r.printf("   the fuzzer ended late without a finding; once more\n")
		out, err = r.command(nil, "go", args...)
	}
	return r.verdict(name, out, err)
}

// endedLate tells a quirk of Go's fuzzer from a finding: at the end of its time
// it can report its own deadline as a failure.
func endedLate(out string) bool {
	return strings.Contains(out, "context deadline exceeded") && !strings.Contains(out, "Failing input written")
}
