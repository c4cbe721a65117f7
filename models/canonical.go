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
	if plainScalar(raw) {
		return raw, true
	}
	if !json.Valid(raw) || hasLoneSurrogate(raw) {
		return nil, false
	}
	v, ok := decodeAny(raw)
	if !ok {
		return nil, false
	}
	return appendAny(nil, v), true
}

// plainScalar says that raw is surely its own canonical form: true, false, or
// an ASCII text without escapes. Most values are one of these.
func plainScalar(raw []byte) bool {
	if string(raw) == "true" || string(raw) == "false" {
		return true
	}
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return false
	}
	for _, c := range raw[1 : len(raw)-1] {
		if c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// decodeAny reads any JSON, numbers as they were written.
func decodeAny(raw []byte) (v any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return v, d.Decode(&v) == nil
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
