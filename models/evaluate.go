package models

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Validate judges the whole record by its validate tags: required fields
// (those the customer declined count as answered), options, conditions between
// fields. What it finds are flags for a person, never Unfit.
func (c *Collection) Validate(v Values) []Problem {
	var out []Problem
	declined := declinedFields(v)
	for _, f := range c.Fields {
		e := evaluation{c: c, values: v, declined: declined[f.Name]}
		e.field(f, f.Name, v[f.Name])
		out = append(out, e.found...)
	}
	return out
}

func declinedFields(v Values) map[string]bool {
	var names []string
	out := map[string]bool{}
	if json.Unmarshal(v["declined_fields"], &names) == nil {
		for _, name := range names {
			out[name] = true
		}
	}
	return out
}

// evaluation is the judging of one field and of what is inside it.
type evaluation struct {
	c        *Collection
	values   Values
	declined bool
	found    []Problem
}

func (e *evaluation) report(path string, p *Problem) {
	p.Field, p.Unfit = path, false
	e.found = append(e.found, *p)
}

func (e *evaluation) field(f *Field, path string, raw json.RawMessage) {
	if !f.List {
		e.value(f, f.words, path, raw)
		return
	}
	var list []json.RawMessage
	if !isNull(raw) && json.Unmarshal(raw, &list) != nil {
		e.report(path, f.wrongType("a list"))
		return
	}
	if !e.words(f.words, path, subject{missing: list == nil, size: float64(len(list)), list: true}) {
		return
	}
	e.declined = false // a customer declines a question, not half an answer
	for i, element := range list {
		inner := path + "[" + strconv.Itoa(i) + "]"
		if f.Kind == Object {
			e.object(f, inner, element)
		} else {
			e.value(f, f.dive, inner, element)
		}
	}
}

func (e *evaluation) object(f *Field, path string, raw json.RawMessage) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		e.report(path, f.wrongType("an object"))
		return
	}
	for _, member := range f.Elem {
		e.field(member, path+"."+member.Name, members[member.Name])
	}
}

func (e *evaluation) value(f *Field, words []word, path string, raw json.RawMessage) {
	s := subject{missing: isNull(raw)}
	if !s.missing {
		if p := f.shapeOf(raw, &s); p != nil {
			e.report(path, p)
			return
		}
	}
	e.words(words, path, s)
}

// subject is a value as the words see it.
type subject struct {
	missing bool    // not given, or an empty text
	text    string  // of a text
	size    float64 // characters, elements, the number, or fen
	list    bool
}

// shapeOf reads the value for the words and reports one of the wrong type.
func (f *Field) shapeOf(raw json.RawMessage, s *subject) *Problem {
	switch f.Kind {
	case Int:
		var n int64
		if json.Unmarshal(raw, &n) != nil {
			return f.wrongType("a whole number")
		}
		s.size = float64(n)
	case Money:
		var m MoneyAmount
		if m.UnmarshalJSON(raw) != nil {
			return f.wrongType(`an amount, as "120.50"`)
		}
		s.size = float64(m)
	case Bool, Place:
		return f.Check(raw)
	default:
		text, code := readText(raw)
		if code != "" {
			return f.wrongType("a text")
		}
		s.text, s.missing = text, text == ""
		s.size = float64(utf8.RuneCountInString(text))
	}
	return nil
}

// words applies the words in order; the first that fails is reported. It says
// whether the elements of a list are worth looking at.
func (e *evaluation) words(words []word, path string, s subject) bool {
	for i := range words {
		w := &words[i]
		if s.missing && e.stopsAt(w, path) {
			return false
		}
		if p := e.judge(w, s); p != nil {
			e.report(path, p)
			return false
		}
	}
	return true
}

// judge applies one word to a value that is there.
func (e *evaluation) judge(w *word, s subject) *Problem {
	switch {
	case w.name == "not_before":
		return e.c.notBefore(w, e.values, s.text)
	case w.name == "at_most":
		return e.c.atMost(w, e.values, s.size)
	case !e.c.applies(w, e.values):
		return nil
	}
	return w.check(s)
}

// stopsAt judges a missing value; what the customer declined is answered.
func (e *evaluation) stopsAt(w *word, path string) bool {
	switch w.name {
	case "omitempty":
		return true
	case "required":
		if !e.declined {
			e.report(path, requiredProblem())
		}
		return true
	case "required_without", "required_with", "required_if":
		if !e.asked(w) {
			return false
		}
		if !e.declined {
			e.report(path, requiredProblem())
		}
		return true
	}
	return false
}

// asked says whether the condition of a required_without, required_with or
// required_if holds.
func (e *evaluation) asked(w *word) bool {
	other := e.c.schema.byGo[w.arg]
	switch w.name {
	case "required_without":
		return e.missing(other)
	case "required_with":
		return !e.missing(other)
	}
	raw := e.values[other.Name]
	if other.Kind == Bool {
		return string(raw) == w.list[0]
	}
	text, _ := readText(raw)
	return text == w.list[0]
}

func (e *evaluation) missing(f *Field) bool {
	var s subject
	raw := e.values[f.Name]
	return isNull(raw) || !f.List && f.shapeOf(raw, &s) == nil && s.missing
}
