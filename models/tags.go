package models

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// fieldTags are the tag keys a field may carry. A key that is not listed is a
// slip of the pen and refuses to build: a misspelt policy must never pass.
var fieldTags = []string{
	"json", "merge", "validate", "zh", "en", "priv", "mask", "ref", "index", "kind", "states", "norm",
}

// collectionTags are the tag keys of the blank field that names the collection.
var collectionTags = []string{"collection", "home", "unit", "zh", "en"}

// readTags splits a struct tag and refuses unknown, repeated and malformed keys.
func readTags(tag reflect.StructTag, known []string) (map[string]string, error) {
	out := map[string]string{}
	rest := strings.TrimSpace(string(tag))
	for rest != "" {
		key, after, ok := strings.Cut(rest, ":")
		if !ok || !strings.HasPrefix(after, `"`) {
			return nil, fmt.Errorf("malformed tag near %q: write key:\"value\"", rest)
		}
		quoted, err := strconv.QuotedPrefix(after)
		if err != nil {
			return nil, fmt.Errorf("malformed tag %q: %w", key, err)
		}
		value, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("malformed tag %q: %w", key, err)
		}
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("unknown tag %q: use one of %s", key, strings.Join(known, ", "))
		}
		if _, twice := out[key]; twice {
			return nil, fmt.Errorf("tag %q given twice", key)
		}
		out[key] = value
		rest = strings.TrimSpace(after[len(quoted):])
	}
	return out, nil
}

// parseHome reads "customer:customer|star:star_customer", "customer" (own id),
// "org" or "" (as stated by the record's header).
func parseHome(text string) (Home, error) {
	first, rest, more := strings.Cut(text, "|")
	kind, field, _ := strings.Cut(first, ":")
	home := Home{Kind: ScopeKind(kind), Field: field}
	if !slices.Contains([]ScopeKind{"", ScopeCustomer, ScopeStar, ScopeEvent, ScopeStaff, ScopeOrg}, home.Kind) {
		return home, fmt.Errorf("unknown scope kind %q in home", kind)
	}
	if home.Field != "" && (home.Kind == ScopeOrg || home.Kind == "") {
		return home, fmt.Errorf("home %q takes no field", first)
	}
	if !more {
		return home, nil
	}
	if home.Field == "" {
		return home, fmt.Errorf("home %q needs a field before its fallback", first)
	}
	other, err := parseHome(rest)
	home.Else = &other
	return home, err
}
