package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// step is one line of the summary.
type step struct {
	name string
	do   func(*run) tally
}

// tally counts what a step found. A step that is no test, such as gofmt,
// counts as one.
type tally struct {
	passed   int
	failures []string // names, repeated in the summary
	skips    []string // names with reasons
}

func (t *tally) add(o tally) {
	t.passed += o.passed
	t.failures = append(t.failures, o.failures...)
	t.skips = append(t.skips, o.skips...)
}

func (t tally) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", t.passed, len(t.failures), len(t.skips))
}

type outcome struct {
	name  string
	tally tally
	took  time.Duration
}

// run is one run of the checks.
type run struct {
	ctx      context.Context
	out      io.Writer
	outcomes []outcome
}

func (r *run) printf(format string, args ...any) { fmt.Fprintf(r.out, format, args...) }

// all runs every step, also after a failure: one run tells all there is to
// mend. Only an interrupt ends it early.
func (r *run) all(steps []step) {
	for i, s := range steps {
		if r.ctx.Err() != nil {
			r.outcomes = append(r.outcomes, outcome{name: s.name, tally: tally{failures: []string{s.name + ": interrupted"}}})
			continue
		}
		r.printf("== %d/%d %s\n", i+1, len(steps), s.name)
		start := time.Now()
		t := s.do(r)
		r.outcomes = append(r.outcomes, outcome{s.name, t, time.Since(start)})
	}
}

// total adds up the steps.
func (r *run) total() (t tally) {
	for _, o := range r.outcomes {
		t.add(o.tally)
	}
	return t
}

func (r *run) failed() bool { return len(r.total().failures) > 0 }

func (r *run) summary() {
	total := r.total()
	r.printf("\n== summary\n")
	for _, o := range r.outcomes {
		mark := "ok  "
		if len(o.tally.failures) > 0 {
			mark = "FAIL"
		}
		r.printf("%s %-30s %7.1fs   %s\n", mark, o.name, o.took.Seconds(), o.tally)
	}
	for _, s := range total.skips {
		r.printf("skipped: %s\n", s)
	}
	for _, f := range total.failures {
		r.printf("failed: %s\n", f)
	}
	r.printf("%s\n", total)
}

// command runs a tool and returns what it printed, both streams together.
func (r *run) command(env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(r.ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// verdict turns the result of a tool into a tally of one, printing what it said
// if it failed.
func (r *run) verdict(name, output string, err error) tally {
	if err == nil {
		return tally{passed: 1}
	}
	r.printf("%s\n%s: %v\n", strings.TrimRight(output, "\n"), name, err)
	return tally{failures: []string{name}}
}
