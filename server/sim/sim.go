package sim

import (
	"context"
	"fmt"
	"io"
)

// Options say what to run.
type Options struct {
	Seeds int    // how many seeds; 0: 1
	From  uint64 // the first seed
	Steps int    // steps a seed; 0: 150
	Break string // a planted bug by name (Breaks), "": none
	// Exhaustive also runs the short programs in every interleaving.
	Exhaustive bool
	// Sample takes one interleaving in so many; 0 or 1: all.
	Sample int
	// StopAtFirst ends at the first failure.
	StopAtFirst bool
	// Trace gets every step, nil: none.
	Trace io.Writer
}

// Report is what was run and what went wrong.
type Report struct {
	Break         string    `json:"break,omitempty"`
	From          uint64    `json:"from"`
	Seeds         int       `json:"seeds"`
	Steps         int       `json:"steps"`
	Writes        int       `json:"writes"`
	Faults        int       `json:"faults"`
	Interleavings int       `json:"interleavings"`
	Failures      []Failure `json:"failures"`
}

// Failure is a check that did not hold.
type Failure struct {
	Seed    uint64 `json:"seed"`
	Step    int    `json:"step"`
	Checker string `json:"checker"`
	Message string `json:"message"`
	Program string `json:"program,omitempty"` // of an interleaving
}

// String is the failure on one line, with what it takes to replay it.
func (f Failure) String() string {
	if f.Program != "" {
		return fmt.Sprintf("%s: %s: %s", f.Program, f.Checker, f.Message)
	}
	return fmt.Sprintf("seed %d, step %d: %s: %s", f.Seed, f.Step, f.Checker, f.Message)
}

const defaultSteps = 150

// Run runs seed after seed. It fails only when it cannot run at all: what the
// checks found is in the report.
func Run(ctx context.Context, o Options) (Report, error) {
	bug, ok := findBreak(o.Break)
	if !ok {
		return Report{}, fmt.Errorf("there is no planted bug %q: see --list-breaks", o.Break)
	}
	o.Seeds = max(o.Seeds, 1)
	if o.Steps <= 0 {
		o.Steps = defaultSteps
	}
	r := Report{Break: o.Break, From: o.From, Failures: []Failure{}}
	if o.Exhaustive {
		if err := everyInterleaving(ctx, &o, bug, &r); err != nil {
			return r, err
		}
	}
	for i := range uint64(o.Seeds) {
		if err := ctx.Err(); err != nil || (o.StopAtFirst && len(r.Failures) > 0) {
			return r, err
		}
		if err := runSeed(ctx, &o, bug, o.From+i, &r); err != nil {
			return r, fmt.Errorf("seed %d: %w", o.From+i, err)
		}
		r.Seeds++
	}
	return r, nil
}

func runSeed(ctx context.Context, o *Options, bug *Break, seed uint64, r *Report) error {
	w, err := newWorld(ctx, seed, bug, o.Trace, "csm01", "csm01", "am01", "csm02", "tl01")
	if err != nil {
		return err
	}
	defer w.close()
	w.network.on = true
	if w.failure != nil {
		return fmt.Errorf("before the first step: %s", w.failure.Message)
	}
	for w.step = 1; w.step <= o.Steps && w.failure == nil; w.step++ {
		w.act()
	}
	w.settle(4)
	w.checkEnd()
	r.Steps += w.step - 1
	r.Writes += len(w.ledger)
	r.Faults += w.network.faults
	if w.failure != nil {
		w.tracef("FAILED %s: %s", w.failure.Checker, w.failure.Message)
		r.Failures = append(r.Failures, *w.failure)
	}
	return nil
}
