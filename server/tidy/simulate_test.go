package main

import (
	"errors"
	"io"
	"testing"
)

// Whatever is wrong with the runs fails; a fault that was not met gets further
// runs, each from where the last ones ended.
func TestFreshSeeds(t *testing.T) {
	broke, missed := errors.New("exit status 2"), errors.New("exit status 1")
	for name, c := range map[string]struct {
		reports        []string // the last one for all that follow
		err            error
		passed, failed int
		runs           int
	}{
		"all held":        {[]string{`{"seeds":9,"missed":[],"violations":[]}`}, nil, 1, 0, 1},
		"something found": {[]string{`{"seeds":9,"missed":["crash"],"violations":[{"seed":7,"checker":"c","message":"m"}]}`}, missed, 0, 1, 1},
		"never met":       {[]string{`{"seeds":9,"missed":["crash"],"violations":[]}`}, missed, 0, 1, rounds},
		"met at last":     {[]string{`{"seeds":9,"missed":["crash","drop"],"violations":[]}`, `{"seeds":9,"missed":["crash"],"violations":[]}`, `{"seeds":9,"missed":["drop"],"violations":[]}`}, missed, 1, 0, 3},
		"found later":     {[]string{`{"seeds":9,"missed":["crash"],"violations":[]}`, `{"seeds":9,"missed":["crash"],"violations":[{"seed":7,"checker":"c","message":"m"}]}`}, missed, 0, 1, 2},
		"broke down":      {[]string{`{"seeds":9,"missed":[],"violations":[]}`}, broke, 0, 1, 1},
		"no report":       {[]string{"panic: no"}, broke, 0, 1, 1},
		"no runs":         {[]string{`{}`}, nil, 0, 1, 1},
	} {
		r := &run{ctx: t.Context(), out: io.Discard}
		runs := 0
		got := r.freshSeeds(1, func(from int64) ([]byte, string, error) {
			if from != int64(1+9*runs) {
				t.Errorf("%s: run %d begins with %d", name, runs, from)
			}
			runs++
			return []byte(c.reports[min(runs, len(c.reports))-1]), "", c.err
		})
		if got.passed != c.passed || len(got.failures) != c.failed || runs != c.runs {
			t.Errorf("%s: %s after %d runs", name, got, runs)
		}
	}
}
