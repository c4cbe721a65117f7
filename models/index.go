package models

import (
	"encoding/json"
	"fmt"
	"slices"
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
	for _, member := range f.Elem {
		if member.Index {
			f.paths = append(f.paths, f.Name+"."+member.Name)
		}
	}
	return nil
}

// Indexed calls add for each value by which the record is found, with its path.
// shown is the value of the field as Values hold it: a list has a value for each
// element. Empty values and what is no text are passed over.
func (f *Field) Indexed(shown json.RawMessage, add func(path, value string)) {
	if f.paths == nil || isNull(shown) {
		return
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
