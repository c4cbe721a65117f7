package models

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// canonical writes any JSON compact, keys sorted, texts as appendText does and
// numbers as they were written. It reports false for what is no JSON.
func canonical(raw json.RawMessage) (json.RawMessage, bool) {
	if !json.Valid(raw) || hasLoneSurrogate(raw) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil, false
	}
	return appendAny(nil, v), true
}

func appendAny(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		if v {
			return append(b, "true"...)
		}
		return append(b, "false"...)
	case json.Number:
		return append(b, v...)
	case string:
		return appendText(b, v)
	case []any:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendAny(b, e)
		}
		return append(b, ']')
	case map[string]any:
		b = append(b, '{')
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendAny(append(appendText(b, k), ':'), v[k])
		}
		return append(b, '}')
	}
	return b
}
