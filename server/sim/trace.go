package sim

import (
	"fmt"
	"io"
)

// trace takes every step of a run down and keeps the last ones for the report.
type trace struct {
	out   io.Writer // nil: nothing is printed
	steps []string
}

// traceKept is how many steps a failure is reported with.
const traceKept = 30

func (t *trace) add(step int, format string, args ...any) {
	if t == nil {
		return
	}
	line := fmt.Sprintf("%4d  "+format, append([]any{step}, args...)...)
	if t.out != nil {
		fmt.Fprintln(t.out, line)
	}
	if len(t.steps) == traceKept {
		t.steps = append(t.steps[:0], t.steps[1:]...)
	}
	t.steps = append(t.steps, line)
}
