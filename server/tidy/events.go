package main

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
)

// event is one line of go test -json.
type event struct {
	Action      string
	Package     string
	ImportPath  string // of a build that failed
	Test        string
	Elapsed     float64 // seconds
	Output      string
	FailedBuild string
}

// follower reads events, shows the progress and counts.
type follower struct {
	printf   func(string, ...any)
	packages map[string]*packageRun
	total    tally
}

// packageRun is what is known of a package whose tests are running.
type packageRun struct {
	results map[string]string   // by test: pass, fail or skip
	output  map[string][]string // by test, "" for the package itself
}

func newFollower(printf func(string, ...any)) *follower {
	return &follower{printf: printf, packages: map[string]*packageRun{}}
}

// read follows the events to their end.
func (f *follower) read(r io.Reader) error {
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			f.line(line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (f *follower) line(line []byte) {
	var e event
	if json.Unmarshal(line, &e) != nil {
		f.printf("%s", line) // the go command itself speaking
		return
	}
	if e.Action == "build-output" {
		f.printf("%s", e.Output)
		return
	}
	if e.Package == "" {
		return
	}
	p := f.packages[e.Package]
	if p == nil {
		p = &packageRun{results: map[string]string{}, output: map[string][]string{}}
		f.packages[e.Package] = p
	}
	switch e.Action {
	case "output":
		p.output[e.Test] = append(p.output[e.Test], e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			f.packageDone(e, p)
			return
		}
		p.results[e.Test] = e.Action
		if e.Action == "pass" {
			delete(p.output, e.Test)
		}
	}
}

// packageDone counts a package, prints its line and what failed in it.
func (f *follower) packageDone(e event, p *packageRun) {
	delete(f.packages, e.Package)
	t := p.count(e.Package)
	if e.Action == "fail" && len(t.failures) == 0 {
		why := ": failed outside of its tests"
		if e.FailedBuild != "" {
			why = ": does not build"
		}
		t.failures = append(t.failures, e.Package+why)
		f.printf("%s", strings.Join(p.output[""], ""))
	}
	for name, result := range p.results {
		if result == "fail" {
			f.printf("%s", strings.Join(p.output[name], ""))
		}
	}
	f.total.add(t)
	if e.Action == "skip" {
		return // no test files
	}
	mark := map[string]string{"pass": "ok  ", "fail": "FAIL"}[e.Action]
	f.printf("%s %-48s %6.1fs   %s\n", mark, e.Package, e.Elapsed, t)
}
