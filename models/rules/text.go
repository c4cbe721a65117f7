package rules

import (
	_ "embed"
	"strings"
)

// Text is what people read about a rule.
type Text struct {
	Source string // place in the handbook, by the codes of domain.md 0.2
	ZH, EN string // what it demands
}

// handbook has a line for each rule: id, source, Chinese, English. It stands
// beside the code, since a browser needs the rules but not what they are called.
//
//go:embed handbook.txt
var handbook string

// TextOf returns the text of a rule and whether there is one of that id.
func TextOf(id string) (Text, bool) {
	for line := range strings.Lines(handbook) {
		if cells := strings.Split(strings.TrimSpace(line), "|"); len(cells) == 4 && cells[0] == id {
			return Text{Source: cells[1], ZH: cells[2], EN: cells[3]}, true
		}
	}
	return Text{}, false
}
