package bench

import "fmt"

// The marks that the first workloads are measured against.
const (
	// MarkRatio is how many times its floor a push may take.
	MarkRatio = 5
	// MarkPeakMiB is the most memory, in MiB, that the server may hold while
	// all devices push at once.
	MarkPeakMiB = 100
)

// Verdict is a figure beside its mark.
type Verdict struct {
	Figure float64 `json:"figure"`
	Mark   float64 `json:"mark"` // the most that is good enough
	Met    bool    `json:"met"`
}

// String is "mark: 5 — met" or "mark: 5 — missed".
func (v Verdict) String() string {
	said := "missed"
	if v.Met {
		said = "met"
	}
	return fmt.Sprintf("mark: %g — %s", v.Mark, said)
}

// Marks are the verdicts on the median runs.
type Marks struct {
	Ratio Verdict `json:"ratio"`
	// PeakMiB is nil where that part was left out.
	PeakMiB *Verdict `json:"server_peak_mib,omitempty"`
}

func judge(one One, many *Many) Marks {
	m := Marks{Ratio: against(one.Ratio, MarkRatio)}
	if many != nil {
		peak := against(float64(many.PeakBytes)/(1<<20), MarkPeakMiB)
		m.PeakMiB = &peak
	}
	return m
}

// against compares the figure itself, not what is printed of it: 5.04 prints
// as 5.0 and misses the mark 5.
func against(figure, mark float64) Verdict {
	return Verdict{Figure: figure, Mark: mark, Met: figure <= mark}
}
