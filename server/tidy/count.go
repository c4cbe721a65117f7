package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// count counts the tests of a package. A test with sub-tests is counted by
// them, unless it failed or was skipped on its own account.
func (p *packageRun) count(pkg string) (t tally) {
	names := slices.Sorted(maps.Keys(p.results))
	for _, name := range names {
		result := p.results[name]
		parent := p.has(name, "")
		switch {
		case result == "pass" && !parent:
			t.passed++
		case result == "fail" && !p.has(name, "fail"):
			t.failures = append(t.failures, pkg+" "+name)
		case result == "skip" && !p.has(name, "skip"):
			t.skips = append(t.skips, pkg+" "+name+": "+reason(p.output[name]))
		}
	}
	return t
}

// has tells whether the test has a sub-test, with that result unless it is "".
func (p *packageRun) has(name, result string) bool {
	for other, r := range p.results {
		if strings.HasPrefix(other, name+"/") && (result == "" || r == result) {
			return true
		}
	}
	return false
}

var place = regexp.MustCompile(`^\s*[\w.-]+\.go:\d+: `)

// reason is what a skipped test printed, without the tool's own lines.
func reason(output []string) string {
	var said []string
	for _, line := range output {
		text := strings.TrimSpace(line)
		if text == "" || strings.HasPrefix(text, "=== ") || strings.HasPrefix(text, "--- ") {
			continue
		}
		said = append(said, strings.TrimSpace(place.ReplaceAllString(line, "")))
	}
	if len(said) == 0 {
		return "no reason given"
	}
	return strings.Join(said, " ")
}
