package sim_test

import (
	"bytes"
	"testing"

	"fieldsync/server/sim"
)

// seeds is how many random runs the tests take.
func seeds() int {
	switch {
	case raceEnabled:
		return 6
	case testing.Short():
		return 20
	}
	return 40
}

func TestRandomRuns(t *testing.T) {
	t.Parallel()
	seeds := seeds()
	r, err := sim.Run(t.Context(), sim.Options{Seeds: seeds, From: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Violations {
		t.Error(f)
	}
	if r.Writes < 10*seeds || sum(r.Faults) < 5*seeds {
		t.Errorf("%d writes and %d faults in %d seeds: the runs are too tame", r.Writes, sum(r.Faults), seeds)
	}
}

// Seeds that failed once hold now.
func TestRegressions(t *testing.T) {
	t.Parallel()
	for i, seed := range sim.Regressions {
		if raceEnabled && i%9 != 0 {
			continue
		}
		r, err := sim.Run(t.Context(), sim.Options{Seeds: 1, From: seed})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Violations {
			t.Error(f)
		}
	}
}

func TestSameSeedSameRun(t *testing.T) {
	t.Parallel()
	var traces [2]bytes.Buffer
	for i := range traces {
		if _, err := sim.Run(t.Context(), sim.Options{From: 7, Trace: &traces[i]}); err != nil {
			t.Fatal(err)
		}
	}
	if traces[0].Len() == 0 || !bytes.Equal(traces[0].Bytes(), traces[1].Bytes()) {
		t.Error("the same seed took other steps")
	}
}

func TestPlantedBugsAreFound(t *testing.T) {
	t.Parallel()
	if n := len(sim.Breaks()); n < 15 {
		t.Errorf("only %d bugs can be planted", n)
	}
	for i, b := range sim.Breaks() {
		if raceEnabled && i%6 != 0 || testing.Short() && (i%2 != 0 || b.Seeds > 20) {
			continue // all of them run without the race detector
		}
		r, err := sim.Run(t.Context(), sim.Options{Seeds: b.Seeds, From: 1, Break: b.Name, StopAtFirst: true})
		if err != nil {
			t.Errorf("%s: %v", b.Name, err)
			continue
		}
		if len(r.Violations) == 0 {
			t.Errorf("%s: not found within %d seeds", b.Name, b.Seeds)
			continue
		}
		t.Logf("%s: %s", b.Name, r.Violations[0])
	}
	if _, err := sim.Run(t.Context(), sim.Options{Break: "no such"}); err == nil {
		t.Error("an unknown bug was accepted")
	}
}

// Three programs of three operations have 9!/(3!·3!·3!) interleavings; there
// are seven sets of programs. The inner loop takes a sample of them, the race
// detector, which makes all of it ten times slower, a smaller one.
func TestEveryInterleaving(t *testing.T) {
	t.Parallel()
	o := sim.Options{Exhaustive: true, Steps: 1, StopAtFirst: true}
	switch {
	case raceEnabled:
		o.Sample = 60
	case testing.Short():
		o.Sample = 16
	}
	r, err := sim.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Violations {
		t.Error(f)
	}
	if o.Sample == 0 && len(r.Violations) == 0 && r.Pairs != 7*3*25 {
		t.Errorf("%d pairs of operations, want every one of 5 by 5, from 3 beginnings, under 7 policies", r.Pairs)
	}
	const all = 7 * 1680
	switch n := r.Interleavings; {
	case len(r.Violations) > 0:
	case o.Sample == 0 && n != all, o.Sample > 0 && n < all/2/o.Sample:
		t.Errorf("%d interleavings of %d, with one beginning in %d", n, all, max(o.Sample, 1))
	}
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}
