package models

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// Limits of what one value can be, beyond a field's own.
const (
	MaxText = 4000 // characters of a text without a limit of its own
	MaxID   = 64   // bytes of a reference to a record or file
	MaxList = 1000 // elements of a list written as one value
)

// Check says whether one written value is fit: it can be represented at all.
// The value of a Set or Append field is one element. null is always fit, it
// clears the field; a value outside an Enum's options is fit and becomes a flag
// in Validate. Codes: wrong_type, too_long, out_of_range, bad_date, bad_time,
// bad_money, bad_place, bad_ref, bad_utf8.
func (f *Field) Check(value json.RawMessage) *Problem {
	_, p := f.Normalize(value)
	return p
}

// Normalize returns the canonical bytes of a value, what a client writes:
// compact, keys sorted, texts exactly as typed, money with two decimals, times
// with their zone. The value of a Set or Append field is one element.
func (f *Field) Normalize(value json.RawMessage) (json.RawMessage, *Problem) {
	raw := json.RawMessage(bytes.TrimSpace(value))
	if isNull(raw) {
		return null, nil
	}
	if f.List && !f.PerElement() {
		return f.normalizeList(raw)
	}
	return f.normalizeOne(raw)
}

// PerElement reports whether each element of the field's list is written by
// itself (Set, Append) and not the list as one value.
func (f *Field) PerElement() bool { return f.List && (f.Policy == Set || f.Policy == Append) }

// Elements splits the shown list of a field into canonical elements. A value
// that is no list counts as a list of one.
func (f *Field) Elements(list json.RawMessage) ([]json.RawMessage, *Problem) {
	raw := json.RawMessage(bytes.TrimSpace(list))
	if isNull(raw) {
		return nil, nil
	}
	parts := []json.RawMessage{raw}
	if raw[0] == '[' {
		parts = nil
		if json.Unmarshal(raw, &parts) != nil {
			return nil, f.wrongType("a list")
		}
	}
	if len(parts) > MaxList {
		return nil, unfit(f, "too_long", "has more than "+strconv.Itoa(MaxList)+" elements: shorten the list",
			"列表元素过多,请精简")
	}
	for i, part := range parts {
		if isNull(part) {
			return nil, f.wrongType("a list without null")
		}
		one, p := f.normalizeOne(part)
		if p != nil {
			return nil, p
		}
		parts[i] = one
	}
	return parts, nil
}

func (f *Field) normalizeList(raw json.RawMessage) (json.RawMessage, *Problem) {
	if raw[0] != '[' {
		return nil, f.wrongType("a list")
	}
	parts, p := f.Elements(raw)
	if p != nil {
		return nil, p
	}
	return joinList(parts), nil
}

func joinList(parts []json.RawMessage) json.RawMessage {
	b := []byte{'['}
	for i, part := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, part...)
	}
	return append(b, ']')
}

func (f *Field) normalizeOne(raw json.RawMessage) (json.RawMessage, *Problem) {
	switch f.Kind {
	case Int:
		return f.normalizeInt(raw)
	case Bool:
		if s := string(raw); s == "true" || s == "false" {
			return raw, nil
		}
		return nil, f.wrongType("true or false")
	case Money:
		return f.normalizeMoney(raw)
	case Place:
		p, ok := readPlace(raw)
		if !ok {
			return nil, unfit(f, "bad_place", `is no place: write {"lat":30.27,"lng":120.15} in degrees`,
				`位置无效,请填写经纬度`)
		}
		return appendPlace(nil, p), nil
	case Object:
		return f.normalizeObject(raw)
	}
	return f.normalizeText(raw)
}

// normalizeObject normalises the members it knows and keeps those it does not:
// a newer phone may know more.
func (f *Field) normalizeObject(raw json.RawMessage) (json.RawMessage, *Problem) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return nil, f.wrongType("an object")
	}
	b := []byte{'{'}
	for i, name := range slices.Sorted(maps.Keys(members)) {
		value, p := f.normalizeMember(name, members[name])
		if p != nil {
			return nil, p
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(appendText(b, name), ':'), value...)
	}
	return append(b, '}'), nil
}

func (f *Field) normalizeMember(name string, raw json.RawMessage) (json.RawMessage, *Problem) {
	for _, member := range f.Elem {
		if member.Name == name {
			value, p := member.Normalize(raw)
			if p != nil {
				p.Field = f.Name + "." + name
			}
			return value, p
		}
	}
	value, ok := canonical(raw)
	if !ok {
		return nil, unfit(f, "bad_utf8", "holds text that is not valid Unicode: type it again", "文字编码无效,请重新输入")
	}
	return value, nil
}
