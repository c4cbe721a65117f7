package bench

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Options of a measurement.
type Options struct {
	Visits  int // of the one device
	Devices int // that push at once; 0 leaves this part out
	Each    int // visits of each of them
	Runs    int // the median of each part is reported
	Dir     string
	// Progress is told what is being measured, nil: nobody.
	Progress func(what string)
}

// Report holds the median run of each part, by time.
type Report struct {
	Runs int   `json:"runs"`
	One  One   `json:"one_device"`
	Many *Many `json:"all_devices,omitempty"`
	// Marks say whether the figures are good enough.
	Marks Marks  `json:"marks"`
	All   []One  `json:"one_device_runs"`
	Alls  []Many `json:"all_devices_runs,omitempty"`
}

// Run measures. Every run has a new folder and a new server process.
func Run(ctx context.Context, setup Setup, opt Options) (*Report, error) {
	r := &Report{Runs: opt.Runs}
	if opt.Progress == nil {
		opt.Progress = func(string) {}
	}
	for i := range opt.Runs {
		opt.Progress(fmt.Sprintf("run %d of %d: one device, %d visits", i+1, opt.Runs, opt.Visits))
		err := inFolder(opt.Dir, func(dir string) error {
			one, err := one(ctx, setup, dir, opt.Visits)
			if err == nil && one.quarantine > 0 {
				err = fmt.Errorf("%d changesets were put aside: the workload is not valid", one.quarantine)
			}
			r.All = append(r.All, one)
			return err
		})
		if err != nil {
			return nil, err
		}
		if opt.Devices == 0 {
			continue
		}
		opt.Progress(fmt.Sprintf("run %d of %d: %d devices, %d visits each", i+1, opt.Runs, opt.Devices, opt.Each))
		err = inFolder(opt.Dir, func(dir string) error {
			many, err := many(ctx, setup, dir, opt.Devices, opt.Each)
			r.Alls = append(r.Alls, many)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	r.One = median(r.All, func(o One) float64 { return o.PushMS })
	if len(r.Alls) > 0 {
		m := median(r.Alls, func(m Many) float64 { return m.Seconds })
		r.Many = &m
	}
	r.Marks = judge(r.One, r.Many)
	return r, nil
}

func inFolder(parent string, fn func(dir string) error) error {
	dir, err := os.MkdirTemp(parent, "fieldsync-bench-*")
	if err != nil {
		return err
	}
	return firstOf(fn(filepath.Clean(dir)), os.RemoveAll(dir))
}

// median is the run in the middle, whole: its figures belong together.
func median[T any](runs []T, by func(T) float64) T {
	sorted := slices.Clone(runs)
	slices.SortFunc(sorted, func(a, b T) int { return cmp.Compare(by(a), by(b)) })
	return sorted[(len(sorted)-1)/2]
}
