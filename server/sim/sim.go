package sim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"
)

// Options say what to run.
type Options struct {
	Seeds int    // how many seeds; 0: 1
	From  uint64 // the first seed
	Steps int    // steps of a seed's first part; 0: 150
	// For goes on with further seeds until so much time has passed; 0: Seeds.
	For time.Duration
	// Cover goes on beyond For, four times as long at most, while a kind of
	// fault or a failpoint has not been met.
	Cover bool
	Break string // a planted bug by name (Breaks), "": none
	// Exhaustive also runs the short programs in every interleaving, and every
	// pair of operations.
	Exhaustive bool
	// Sample goes on with one beginning of an interleaving in so many, and takes
	// few of the pairs; 0 or 1: all.
	Sample int
	// StopAtFirst ends at the first failure.
	StopAtFirst bool
	// Trace gets every step, nil: none.
	Trace io.Writer
	// Progress hears of every seed that is done; nil: nobody.
	Progress func(Report)
}

// Report is what was run and what went wrong.
type Report struct {
	Break         string         `json:"break,omitempty"`
	From          uint64         `json:"from"`
	Seeds         int            `json:"seeds"`
	Events        int            `json:"events"`
	Writes        int            `json:"writes"`
	Faults        map[string]int `json:"faults"` // by kind
	Interleavings int            `json:"interleavings"`
	Pairs         int            `json:"pairs"`
	// FailPoints is at how many of the named failpoints a program really died,
	// of FailPointsKnown; Missed are fault kinds and failpoints never met.
	FailPoints      int      `json:"failpoints"`
	FailPointsKnown int      `json:"failpoints_known"`
	Missed          []string `json:"missed"`
	// Points is how often a program died at each failpoint.
	Points     map[string]int `json:"points"`
	Violations []Failure      `json:"violations"`

	seen *coverage
}

// Failure is a check that did not hold.
type Failure struct {
	Seed    uint64   `json:"seed"`
	Step    int      `json:"step"`
	Checker string   `json:"checker"`
	Message string   `json:"message"`
	Program string   `json:"program,omitempty"` // of an interleaving or a pair
	Trace   []string `json:"trace,omitempty"`   // the last steps before
}

// String is the failure on one line, with what it takes to replay it.
func (f Failure) String() string {
	if f.Program != "" {
		return fmt.Sprintf("%s: %s: %s", f.Program, f.Checker, f.Message)
	}
	return fmt.Sprintf("seed %d, step %d: %s: %s", f.Seed, f.Step, f.Checker, f.Message)
}

const defaultSteps = 150

// secondPart is how much shorter the second part of a run is than the first.
const secondPart = 3

// sqliteEvery is how seldom a run takes SQLite for its databases: it is some
// times slower than memory, and the same suite holds both to one contract.
const sqliteEvery = 8

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
	r := Report{Break: o.Break, From: o.From, Violations: []Failure{}, seen: newCoverage()}
	if o.Exhaustive {
		if err := exhaust(ctx, &o, bug, &r); err != nil {
			return r, err
		}
	}
	err := o.each(ctx, &r, func(seed uint64) error { return runSeed(ctx, &o, bug, seed, &r) })
	r.Faults, r.Points = r.seen.faults, r.seen.points
	r.FailPoints, r.FailPointsKnown = len(r.seen.points), len(FailPoints())
	r.Missed = append([]string{}, r.seen.missed()...)
	return r, err
}

// coverFor is how many times as long Cover goes on, for machines that are busy:
// all failpoints are hunted by some twenty runs, and met within sixty.
const coverFor = 4

// each goes through the seeds until they or the time are used up.
func (o *Options) each(ctx context.Context, r *Report, run func(seed uint64) error) error {
	began := time.Now()
	for i := uint64(0); ; i++ {
		over := i >= uint64(o.Seeds)
		if o.For > 0 {
			took := time.Since(began)
			over = took > o.For && (!o.Cover || took > coverFor*o.For || len(r.seen.missed()) == 0)
		}
		if over || ctx.Err() != nil || (o.StopAtFirst && len(r.Violations) > 0) {
			return ctx.Err()
		}
		if err := run(o.From + i); err != nil {
			return fmt.Errorf("seed %d: %w", o.From+i, err)
		}
		r.Seeds++
		if o.Progress != nil {
			o.Progress(*r)
		}
	}
}

func runSeed(ctx context.Context, o *Options, bug *Break, seed uint64, r *Report) (err error) {
	s := setting{
		seed: seed, bug: bug, trace: &trace{out: o.Trace}, servers: 1 + int(seed%2),
		users: []string{"csm01", "csm01", "am01", "csm02", "tl01"},
	}
	if seed%sqliteEvery == 0 {
		if s.folder, err = os.MkdirTemp("", "fieldsync-sim-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(s.folder)) }()
	}
	w, err := newWorld(ctx, s)
	if err != nil {
		return err
	}
	defer w.close()
	w.network.on = true
	if w.failure != nil {
		return fmt.Errorf("before the first step: %s", w.failure.Message)
	}
	for w.step = 1; w.step <= o.Steps && w.failure == nil; w.step++ {
		w.act(deeds)
	}
	w.goOn(o.Steps / secondPart)
	if w.failure == nil {
		w.settle()
	}
	w.checkEnd()
	r.take(w)
	return nil
}

// goOn takes the second part of a run. It draws from a stream of its own, so that
// what is new here leaves the first part of seeds that were kept as it was.
func (w *world) goOn(steps int) {
	w.rng, w.late = rand.New(rand.NewPCG(w.seed, 2)), true
	w.organise()
	w.hearNews()
	for i := 0; i < steps && w.failure == nil; i++ {
		if i%huntEvery == 0 {
			w.hunt()
		} else {
			w.act(lateDeeds)
		}
		w.step++
	}
}

func (r *Report) take(w *world) {
	r.Events += w.step - 1
	r.Writes += len(w.ledger)
	r.seen.add(w.seen)
	if w.failure == nil {
		return
	}
	w.tracef("FAILED %s: %s", w.failure.Checker, w.failure.Message)
	w.failure.Trace = append([]string{}, w.trace.steps...)
	r.Violations = append(r.Violations, *w.failure)
}
