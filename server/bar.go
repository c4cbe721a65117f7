package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// bar shows on a terminal how far something is; anywhere else it is silent.
type bar struct {
	to   io.Writer // nil: no terminal
	last int       // thousandths shown
}

func newBar(to io.Writer) *bar {
	if file, ok := to.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &bar{to: to, last: -1}
		}
	}
	return &bar{}
}

const barWidth = 30

// show draws the bar anew when it has moved.
func (b *bar) show(done, total int64, rows int) {
	if b.to == nil || total <= 0 {
		return
	}
	at := int(min(done, total) * 1000 / total)
	if at == b.last {
		return
	}
	b.last = at
	full := at * barWidth / 1000
	fmt.Fprintf(b.to, "\r[%s%s] %3d%%  %d ", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), at/10, rows)
}

// clear takes the bar away.
func (b *bar) clear() {
	if b.to != nil && b.last >= 0 {
		fmt.Fprintf(b.to, "\r%s\r", strings.Repeat(" ", barWidth+30))
	}
}
