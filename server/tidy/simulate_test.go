package main

import (
	"errors"
	"io"
	"testing"
)

// Whatever is wrong with the runs fails.
func TestFreshSeeds(t *testing.T) {
	for name, c := range map[string]struct {
		report         string
		err            error
		passed, failed int
	}{
		"all held":        {`{"seeds":9,"missed":[],"violations":[]}`, nil, 1, 0},
		"something found": {`{"seeds":9,"missed":["crash"],"violations":[{"seed":7,"checker":"c","message":"m"}]}`, errors.New("exit status 1"), 0, 1},
		"never met":       {`{"seeds":9,"missed":["crash"],"violations":[]}`, errors.New("exit status 1"), 0, 1},
		"broke down":      {`{"seeds":9,"missed":[],"violations":[]}`, errors.New("exit status 2"), 0, 1},
		"no report":       {"panic: no", errors.New("exit status 2"), 0, 1},
		"no runs":         {`{}`, nil, 0, 1},
	} {
		r := &run{ctx: t.Context(), out: io.Discard}
		got := r.freshSeeds(1, []byte(c.report), "", c.err)
		if got.passed != c.passed || len(got.failures) != c.failed {
			t.Errorf("%s: %s", name, got)
		}
	}
}
