package main

import (
	"encoding/json"
	"os/exec"
	"testing"

	"fieldsync/server/bench"
)

func TestBenchMeasures(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, "bench", "--json", "--visits", "20", "--devices", "3", "--each", "4", "--runs", "2", "--dir", t.TempDir()).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var r bench.Report
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	one, many := r.One, r.Many
	if one.Visits != 20 || one.Bytes < 20*2000 || one.PushMS <= 0 || one.FloorMS <= 0 || one.Ratio <= 0 || len(r.All) != 2 {
		t.Errorf("one device: %+v", one)
	}
	if many == nil || many.Changesets != 12 || many.PerSecond <= 0 || many.PeakBytes < many.IdleBytes || many.IdleBytes == 0 || len(r.Alls) != 2 {
		t.Errorf("many devices: %+v", many)
	}
	marks := r.Marks
	if marks.Ratio.Mark != 5 || marks.Ratio.Figure != one.Ratio || marks.PeakMiB == nil || marks.PeakMiB.Mark != 100 || marks.PeakMiB.Figure <= 0 {
		t.Errorf("marks: %+v", marks)
	}
}
