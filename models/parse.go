package models

import (
	"encoding/json"
	"strings"
	"time"
)

// ParseText reads what a person types at a command line after "field=":
// 1970-05-10, 120.5, 是, V3,V4, a JSON list or object. Empty text clears the
// field (null). The value of a list field is the whole list.
func ParseText(f *Field, s string) (json.RawMessage, *Problem) {
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return null, nil
	}
	if !f.List {
		return parseOne(f, s, trimmed)
	}
	parts, p := splitTyped(f, trimmed)
	if p != nil {
		return nil, p
	}
	list, p := f.Elements(joinList(parts))
	if p != nil {
		return nil, p
	}
	return joinList(list), nil
}

// splitTyped splits a typed list: JSON, or words between commas of any width.
func splitTyped(f *Field, s string) (parts []json.RawMessage, p *Problem) {
	switch {
	case s[0] == '[':
		if json.Unmarshal([]byte(s), &parts) != nil {
			return nil, f.wrongType(`a JSON list, as ["V3","V4"]`)
		}
		return parts, nil
	case f.Kind == Object || f.Kind == Place:
		return []json.RawMessage{json.RawMessage(s)}, nil
	}
	separator := func(r rune) bool { return strings.ContainsRune(",，、", r) }
	for _, typed := range strings.FieldsFunc(s, separator) {
		typed = strings.TrimSpace(typed)
		if typed == "" {
			continue
		}
		one, p := parseOne(f, typed, typed)
		if p != nil {
			return nil, p
		}
		parts = append(parts, one)
	}
	return parts, nil
}

func parseOne(f *Field, typed, trimmed string) (json.RawMessage, *Problem) {
	raw := appendText(nil, trimmed)
	switch f.Kind {
	case Text:
		raw = appendText(nil, typed)
	case Int, Place, Object:
		raw = []byte(trimmed)
	case Bool:
		raw = parseBool(trimmed)
	case DateTime:
		raw = appendText(nil, parseMoment(trimmed))
	}
	if (f.Kind == Place || f.Kind == Object) && !json.Valid(raw) {
		return nil, f.wrongType("a JSON object")
	}
	return f.normalizeOne(raw)
}

// parseBool reads the answers people give; anything else stays what it is and
// is refused by the check of the type.
func parseBool(s string) []byte {
	switch strings.ToLower(s) {
	case "true", "yes", "y", "1", "是", "有":
		return []byte("true")
	case "false", "no", "n", "0", "否", "无":
		return []byte("false")
	}
	return appendText(nil, s)
}

// parseMoment lets the zone be left out: the handbook's clock is meant then.
func parseMoment(s string) string {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, China); err == nil {
			return string(MomentOf(t))
		}
	}
	return s
}
