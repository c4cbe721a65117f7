package main

import (
	"errors"
	"io"
	"testing"
)

// A violation of a fresh seed is told, everything else that is wrong with the
// runs fails.
func TestFreshSeeds(t *testing.T) {
	for name, c := range map[string]struct {
		report                  string
		err                     error
		passed, failed, skipped int
	}{
		"all held":        {`{"seeds":9,"missed":[],"violations":[]}`, nil, 1, 0, 0},
		"something found": {`{"seeds":9,"missed":["crash"],"violations":[{"seed":7,"checker":"c","message":"m"}]}`, errors.New("exit status 1"), 0, 0, 1},
		"never met":       {`{"seeds":9,"missed":["crash"],"violations":[]}`, errors.New("exit status 1"), 0, 1, 0},
		"broke down":      {`{"seeds":9,"missed":[],"violations":[]}`, errors.New("exit status 2"), 0, 1, 0},
		"no report":       {"panic: no", errors.New("exit status 2"), 0, 1, 0},
		"no runs":         {`{}`, nil, 0, 1, 0},
	} {
		r := &run{ctx: t.Context(), out: io.Discard}
		got := r.freshSeeds(1, []byte(c.report), "", c.err)
		if got.passed != c.passed || len(got.failures) != c.failed || len(got.skips) != c.skipped {
			t.Errorf("%s: %s", name, got)
		}
	}
}
