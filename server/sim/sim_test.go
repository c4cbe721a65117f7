package sim_test

import (
	"bytes"
	"testing"

	"fieldsync/server/sim"
)

// seeds is how many random runs the tests take.
func seeds() int {
	if raceEnabled {
		return 6
	}
	return 40
}

func TestRandomRuns(t *testing.T) {
	seeds := seeds()
	r, err := sim.Run(t.Context(), sim.Options{Seeds: seeds, From: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Failures {
		t.Error(f)
	}
	if r.Writes < 10*seeds || r.Faults < 5*seeds {
		t.Errorf("%d writes and %d faults in %d seeds: the runs are too tame", r.Writes, r.Faults, seeds)
	}
}

func TestSameSeedSameRun(t *testing.T) {
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
	for _, b := range sim.Breaks() {
		r, err := sim.Run(t.Context(), sim.Options{Seeds: b.Seeds, From: 1, Break: b.Name, StopAtFirst: true})
		if err != nil {
			t.Errorf("%s: %v", b.Name, err)
			continue
		}
		if len(r.Failures) == 0 {
			t.Errorf("%s: not found within %d seeds", b.Name, b.Seeds)
			continue
		}
		t.Logf("%s: %s", b.Name, r.Failures[0])
	}
	if _, err := sim.Run(t.Context(), sim.Options{Break: "no such"}); err == nil {
		t.Error("an unknown bug was accepted")
	}
}

// Three programs of three operations have 9!/(3!·3!·3!) interleavings; there
// are seven sets of programs. The inner loop takes one in sixteen of them, the
// race detector, which makes all of it ten times slower, fewer still.
func TestEveryInterleaving(t *testing.T) {
	o := sim.Options{Exhaustive: true, Steps: 1, StopAtFirst: true}
	want := 7 * 1680
	switch {
	case raceEnabled:
		o.Sample, want = 240, 7*1680/240
	case testing.Short():
		o.Sample, want = 16, 7*1680/16
	}
	r, err := sim.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Failures {
		t.Error(f)
	}
	if len(r.Failures) == 0 && r.Interleavings != want {
		t.Errorf("%d interleavings, want %d", r.Interleavings, want)
	}
}
