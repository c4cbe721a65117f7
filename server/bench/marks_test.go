package bench

import "testing"

func TestVerdicts(t *testing.T) {
	for _, tc := range []struct {
		ratio float64
		peak  int64
		says  [2]string
	}{
		{5, 100 << 20, [2]string{"mark: 5 — met", "mark: 100 — met"}},
		{5.04, 100<<20 + 1, [2]string{"mark: 5 — missed", "mark: 100 — missed"}},
		{4.9, 110 << 20, [2]string{"mark: 5 — met", "mark: 100 — missed"}},
	} {
		m := judge(One{Ratio: tc.ratio}, &Many{PeakBytes: tc.peak})
		if got := [2]string{m.Ratio.String(), m.PeakMiB.String()}; got != tc.says {
			t.Errorf("%v and %d: %q", tc.ratio, tc.peak, got)
		}
	}
	if judge(One{}, nil).PeakMiB != nil {
		t.Error("a part that was left out has a verdict")
	}
}
