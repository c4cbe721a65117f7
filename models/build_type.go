package models

import (
	"fmt"
	"reflect"
	"slices"
)

// goKinds says which kind a Go type is. Values whose zero means something
// (0, false) are pointers, so that "not given" is never mistaken for it.
var goKinds = map[reflect.Type]Kind{
	reflect.TypeFor[string]():       Text,
	reflect.TypeFor[*bool]():        Bool,
	reflect.TypeFor[*int64]():       Int,
	reflect.TypeFor[*MoneyAmount](): Money,
	reflect.TypeFor[CalDate]():      Date,
	reflect.TypeFor[CalMonth]():     Month,
	reflect.TypeFor[Clock]():        Time,
	reflect.TypeFor[Moment]():       DateTime,
	reflect.TypeFor[*GeoPoint]():    Place,
}

// readType finds the kind from the Go type, and from ref, kind and oneof where
// the type is a plain text.
func (f *Field) readType(t reflect.Type, kind string) error {
	if t.Kind() == reflect.Slice {
		f.List = true
		t = t.Elem()
	} else if f.dive != nil {
		return fmt.Errorf("validate: dive needs a list")
	}
	words := f.words
	if f.List {
		words = f.dive
	}
	known, ok := goKinds[t]
	switch {
	case t.Kind() == reflect.Struct:
		f.Kind = Object
		return f.readElem(t, kind)
	case !ok:
		return fmt.Errorf("type %s is not supported: use one of the value types of models", t)
	}
	f.Kind = known
	if one := find(words, "oneof"); one != nil {
		f.Options = one.list
	}
	if known == Text {
		if err := f.readTextKind(kind); err != nil {
			return err
		}
		if limit := find(words, "max"); limit != nil {
			f.Max = int(limit.limit)
		}
	} else if kind != "" || f.Ref != "" || f.Options != nil {
		return fmt.Errorf("kind, ref and oneof belong to a text")
	}
	if f.List && f.Required && find(f.words, "min") == nil {
		return fmt.Errorf("a required list needs min=1: an empty list is no answer")
	}
	return nil
}

func (f *Field) readTextKind(kind string) error {
	switch {
	case f.Ref != "":
		f.Kind = Ref
	case f.Options != nil || kind == string(Enum):
		f.Kind = Enum
	case kind == string(Photo):
		f.Kind = Photo
	case kind != "":
		return fmt.Errorf("kind %q is not needed or not known", kind)
	}
	if f.Ref != "" && (kind != "" || f.Options != nil) {
		return fmt.Errorf("a ref has neither kind nor oneof")
	}
	return nil
}

func (f *Field) readElem(t reflect.Type, kind string) error {
	if !f.List || kind != "" || f.Ref != "" {
		return fmt.Errorf("an object is an element of a list, without kind and ref")
	}
	if f.dive == nil {
		return fmt.Errorf("validate: a list of objects needs dive")
	}
	for i := range t.NumField() {
		member, err := buildField(t.Field(i), false)
		if err != nil {
			return fmt.Errorf("%s: %w", t.Field(i).Name, err)
		}
		f.Elem = append(f.Elem, member)
	}
	return nil
}

// readStates ties a field to its workflow, whose states are its options.
func (f *Field) readStates(name string) error {
	if name == "" {
		return nil
	}
	f.Workflow = workflows[name]
	if f.Workflow == nil || f.Policy != State {
		return fmt.Errorf("states %q: unknown workflow, or the merge policy is not state", name)
	}
	if len(f.Options) != len(f.Workflow.Rank) {
		return fmt.Errorf("states %q: oneof must list its states", name)
	}
	for _, option := range f.Options {
		if _, ok := f.Workflow.Rank[option]; !ok {
			return fmt.Errorf("states %q: %q is no state of it", name, option)
		}
	}
	return nil
}

// fieldWords are the words that refer to another field of the record.
var fieldWords = []string{"required_without", "required_with", "required_if", "id_number_if", "not_before", "at_most"}

// checkConditions resolves the fields that words refer to.
func (c *Collection) checkConditions() error {
	for _, f := range c.Fields {
		for _, name := range fieldWords {
			if w := find(f.words, name); w != nil {
				if err := c.checkCondition(f, w); err != nil {
					return fmt.Errorf("models: %s.%s: %w", c.Name, f.Name, err)
				}
			}
			inner := slices.Clone(f.dive)
			for _, e := range f.Elem {
				inner = slices.Concat(inner, e.words, e.dive)
			}
			if find(inner, name) != nil {
				return fmt.Errorf("models: %s.%s: %s is not known inside lists", c.Name, f.Name, name)
			}
		}
	}
	return nil
}

func (c *Collection) checkCondition(f *Field, w *word) error {
	other := c.schema.byGo[w.arg]
	switch {
	case w.name == "id_number_if" && !c.hasOptions(w.arg, w.list):
		return fmt.Errorf("id_number_if names no field %q with the options %v", w.arg, w.list)
	case w.name == "required_if" && !c.hasOptions(w.arg, w.list) && (other == nil || other.Kind != Bool):
		return fmt.Errorf("required_if names no field %q that is a bool or has the option %v", w.arg, w.list)
	case other == nil:
		return fmt.Errorf("%s names unknown field %q", w.name, w.arg)
	case w.name == "not_before" && (other.Kind != f.Kind || other.List || f.List || !slices.Contains([]Kind{Date, Month, DateTime}, f.Kind)):
		return fmt.Errorf("not_before compares two dates, months or moments, not %s with %q", f.Kind, w.arg)
	case w.name == "at_most" && (other.Kind != f.Kind || other.List || f.List || f.Kind != Int && f.Kind != Money):
		return fmt.Errorf("at_most compares two numbers or two amounts, not %s with %q", f.Kind, w.arg)
	}
	return nil
}

func (c *Collection) hasOptions(goName string, options []string) bool {
	f := c.schema.byGo[goName]
	return f != nil && !f.List && !slices.ContainsFunc(options, func(o string) bool { return !slices.Contains(f.Options, o) })
}
