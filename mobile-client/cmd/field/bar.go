package main

import (
	"fmt"
	"strings"

	mobile "fieldsync/mobile-client"
)

// bar shows progress in one line of a terminal, and nothing anywhere else.
type bar struct {
	a     *app
	shown bool
}

func newBar(a *app) *bar { return &bar{a: a} }

const barWidth = 24

func (b *bar) show(p mobile.Progress) {
	if !b.a.terminal {
		return
	}
	b.shown = true
	text := b.a.say("phase_"+p.Phase, p.Done, p.Total, p.Records, size(p.Bytes))
	if p.Total > 0 {
		filled := min(barWidth, p.Done*barWidth/p.Total)
		text = "[" + strings.Repeat("#", filled) + strings.Repeat(".", barWidth-filled) + "] " + text
	}
	_, _ = fmt.Fprintf(b.a.err, "\r\x1b[K%s", text)
}

func (b *bar) clear() {
	if b.shown {
		_, _ = fmt.Fprint(b.a.err, "\r\x1b[K")
		b.shown = false
	}
}

func size(n int64) string {
	const kilo, mega = 1 << 10, 1 << 20
	switch {
	case n >= mega:
		return fmt.Sprintf("%.1f MiB", float64(n)/mega)
	case n >= kilo:
		return fmt.Sprintf("%d KiB", n/kilo)
	}
	return fmt.Sprintf("%d B", n)
}
