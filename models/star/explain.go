package star

import (
	"fmt"
	"strings"
)

// Step is one step of a rating: a code for programs, the figures it worked
// with, and the same in words. The texts are made from the figures.
type Step struct {
	Code   string            `json:"code"`
	Rule   string            `json:"rule"`   // R-STAR-…, or the section of domain.md
	Values map[string]string `json:"values"` // money in yuan, months, days, points as text
	EN     string            `json:"en"`
	ZH     string            `json:"zh"`
}

type explain struct{ steps []Step }

// add writes a step. The pairs are name and figure.
func (e *explain) add(code string, pairs ...any) {
	t := texts[code]
	s := Step{Code: code, Rule: t.rule, Values: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		s.Values[pairs[i].(string)] = fmt.Sprint(pairs[i+1])
	}
	s.EN, s.ZH = fill(t.en, s.Values, "open", "★", "no star"), fill(t.zh, s.Values, "长期", "星", "无星级")
	e.steps = append(e.steps, s)
}

// fill puts the figures into a text; {x★} is a star with its sign, and an empty
// figure is an open end.
func fill(text string, values map[string]string, open, sign, none string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var name string
		name, text, _ = strings.Cut(rest, "}")
		name, star := strings.CutSuffix(name, "★")
		v, known := values[name]
		switch {
		case !known:
			v = "{" + name + "}"
		case v == "":
			v = open
		case star && v == "0":
			v = none
		case star:
			v += sign
		}
		b.WriteString(v)
	}
}
