package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// IndexPaths are the names under which stores find records by values of the
// field: its own, and of a list of objects "field.member" for each indexed
// member. None: the field is not indexed.
func (f *Field) IndexPaths() []string { return f.paths }

// readPaths refuses an index over what has no text to be found by.
func (f *Field) readPaths() error {
	if f.Index {
		if slices.Contains([]Kind{Object, Int, Bool, Money, Place}, f.Kind) {
			return fmt.Errorf("index belongs to texts and to the members of an object, not to %s", f.Kind)
		}
		f.paths = append(f.paths, f.Name)
	}
	if f.endsShown() {
		f.paths = append(f.paths, f.Last4Path())
	}
	for _, member := range f.Elem {
		if member.Index {
			f.paths = append(f.paths, f.Name+"."+member.Name)
		}
	}
	return nil
}

// Last4Path is the name under which a number is found by its last four
// characters, which a masked view shows (domain.md 8). "" where it shows others.
func (f *Field) Last4Path() string {
	if !f.endsShown() {
		return ""
	}
	return f.Name + ".last4"
}

func (f *Field) endsShown() bool {
	return (f.Mask == MaskLast4 || f.Mask == MaskID) && f.Kind == Text && !f.List
}

// Indexed calls add for each value by which the record is found, with its path.
// shown is the value of the field as Values hold it: a list has a value for each
// element. Empty values and what is no text are passed over.
func (f *Field) Indexed(shown json.RawMessage, add func(path, value string)) {
	if f.paths == nil || isNull(shown) {
		return
	}
	if f.endsShown() {
		if ends := f.last4(shown); ends != "" {
			add(f.Last4Path(), ends)
		}
	}
	elements := []json.RawMessage{shown}
	if f.List && json.Unmarshal(shown, &elements) != nil {
		return
	}
	text := func(path string, raw json.RawMessage) {
		if value, code := readText(raw); code == "" && value != "" {
			add(path, value)
		}
	}
	for _, element := range elements {
		if f.Index {
			text(f.Name, element)
		}
		var members map[string]json.RawMessage
		if f.Kind != Object || json.Unmarshal(element, &members) != nil {
			continue
		}
		for _, member := range f.Elem {
			if member.Index {
				text(f.Name+"."+member.Name, members[member.Name])
			}
		}
	}
}

// last4 are the characters that the mask of a number leaves at its end, "" where
// it leaves none.
func (f *Field) last4(value json.RawMessage) string {
	text, code := readText(value)
	if code != "" {
		return ""
	}
	masked := maskText(f.Mask, text)
	return masked[strings.LastIndex(masked, Dots)+len(Dots):]
}
