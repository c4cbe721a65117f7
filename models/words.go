package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// word is one word of a validate tag: "max=20" is {max 20}.
type word struct {
	name  string
	arg   string
	limit float64  // of max, min, len, gte, lte
	list  []string // of oneof, and the values of id_number_if and required_if
	form  *format  // of the words of formats
}

// limitWords compare a length or a number with a limit.
var limitWords = []string{"max", "min", "len", "gte", "lte"}

// parseWords reads a validate tag into the words for the value and, after
// "dive", for its elements. The words are a subset of those of
// go-playground/validator/v10 and mean the same; those of formats are our own.
func parseWords(tag string) (value, elements []word, err error) {
	if tag == "" {
		return nil, nil, nil
	}
	current := &value
	for _, text := range strings.Split(tag, ",") {
		if text == "dive" {
			if current == &elements {
				return nil, nil, fmt.Errorf("validate: dive given twice")
			}
			current = &elements
			elements = []word{}
			continue
		}
		w, err := parseWord(text)
		if err != nil {
			return nil, nil, err
		}
		*current = append(*current, w)
	}
	if len(value) > 0 && !slices.Contains([]string{"required", "omitempty", "required_without", "required_with", "required_if"}, value[0].name) {
		return nil, nil, fmt.Errorf("validate: %q must begin with required, omitempty, required_without, required_with or required_if", tag)
	}
	return value, elements, nil
}

func parseWord(text string) (word, error) {
	name, arg, hasArg := strings.Cut(text, "=")
	w := word{name: name, arg: arg}
	if form, ok := formats[name]; ok {
		w.form = &form
	}
	switch {
	case name == "id_number_if" || name == "required_if":
		w.arg, arg, _ = strings.Cut(arg, " ")
		w.list = strings.Fields(arg)
		if len(w.list) == 0 || name == "required_if" && len(w.list) > 1 {
			return w, fmt.Errorf("validate: %s needs a field and its values, required_if just one", name)
		}
	case name == "required" || name == "omitempty" || w.form != nil:
		if hasArg {
			return w, fmt.Errorf("validate: %s takes no argument", name)
		}
	case slices.Contains(limitWords, name):
		limit, err := strconv.ParseFloat(arg, 64)
		if err != nil {
			return w, fmt.Errorf("validate: %s needs a number, not %q", name, arg)
		}
		w.limit = limit
	case name == "oneof":
		w.list = strings.Fields(arg)
		if len(w.list) == 0 {
			return w, fmt.Errorf("validate: oneof needs options")
		}
	case name == "datetime" || name == "required_without" || name == "required_with" || name == "not_before" || name == "at_most":
		if arg == "" {
			return w, fmt.Errorf("validate: %s needs an argument", name)
		}
	default:
		return w, fmt.Errorf("validate: unknown word %q", name)
	}
	return w, nil
}

// find returns the word of that name, nil when there is none.
func find(words []word, name string) *word {
	for i := range words {
		if words[i].name == name {
			return &words[i]
		}
	}
	return nil
}
