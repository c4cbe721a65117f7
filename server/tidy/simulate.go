package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// simulated is how long the simulator takes seeds that nobody has run before.
const simulated = time.Minute

// properties are the tests that take a few draws only under the race detector.
const properties = "^(TestReach|TestCellsAgreeWithTheOracleInEveryOrder)$"

// simulate runs all of the simulator's tests and properties without the race
// detector, which leaves no time for most of them, and then fresh seeds.
func simulate(r *run) (t tally) {
	r.printf("-- every interleaving, every pair, every planted bug\n")
	t.add(r.goTest([]string{"./server/sim"}, []string{"-count=1"}))
	r.printf("-- properties, all draws\n")
	t.add(r.goTest([]string{"./api", "./sync"}, []string{"-count=1", "-run", properties}))
	from := time.Now().Unix()
	r.printf("-- fresh seeds from %d, %s\n", from, simulated)
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(r.ctx, "go", "run", "-buildvcs=false", "./server", "sim", "--json", "--covered",
		"--for", simulated.String(), "--from", fmt.Sprint(from))
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	t.add(r.freshSeeds(from, stdout.Bytes(), stderr.String(), err))
	return t
}

// simReport is what matters here of the report of fieldsync sim.
type simReport struct {
	Seeds      int      `json:"seeds"`
	Writes     int      `json:"writes"`
	FailPoints int      `json:"failpoints"`
	Missed     []string `json:"missed"`
	Violations []struct {
		Seed    uint64   `json:"seed"`
		Checker string   `json:"checker"`
		Message string   `json:"message"`
		Trace   []string `json:"trace"`
	} `json:"violations"`
}

// freshSeeds judges a report. A violation fails with its seed, and so does a
// fault that was never met: then the runs prove less than they say.
func (r *run) freshSeeds(from int64, report []byte, said string, err error) (t tally) {
	name := fmt.Sprintf("fresh seeds from %d", from)
	var s simReport
	if json.Unmarshal(report, &s) != nil || s.Seeds == 0 {
		return r.verdict(name, said, fmt.Errorf("no report: %w", errOr(err)))
	}
	r.printf("   %d runs, %d writes, died at %d failpoints\n", s.Seeds, s.Writes, s.FailPoints)
	for _, v := range s.Violations {
		r.printf("   seed %d: %s: %s\n%s\n", v.Seed, v.Checker, v.Message, strings.Join(v.Trace, "\n"))
		t.failures = append(t.failures, fmt.Sprintf("fresh seed %d found something: mend it and keep the seed: %s: %s", v.Seed, v.Checker, v.Message))
	}
	switch {
	case len(s.Violations) > 0: // it ended there, and so has not met everything
	case len(s.Missed) > 0:
		t.failures = append(t.failures, fmt.Sprintf("%s: never met: %s", name, strings.Join(s.Missed, ", ")))
	case err != nil:
		t.add(r.verdict(name, said, err))
	default:
		t.passed++
	}
	return t
}

func errOr(err error) error {
	if err == nil {
		return fmt.Errorf("it ended well")
	}
	return err
}
