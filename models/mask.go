package models

import (
	"encoding/json"
	"unicode/utf8"
)

// Dots stand for what is withheld, always four, so that the length tells nothing.
const Dots = "••••"

// MaskValue returns what a masked view shows of a value: the mask of the field
// applied to a text, Dots for everything else. A list is masked as a whole, so
// that not even the number of its elements is told. null stays null.
func MaskValue(f *Field, value json.RawMessage) json.RawMessage {
	if f.Mask == MaskNone || isNull(value) {
		return value
	}
	shown := Dots
	if text, code := readText(value); code == "" && !f.List {
		shown = maskText(f.Mask, text)
	}
	return appendText(nil, shown)
}

func maskText(mask Mask, text string) string {
	runes := []rune(text)
	switch mask {
	case MaskLast4:
		// Of a very short number the last four digits would be nearly all.
		if len(runes) >= 8 {
			return Dots + string(runes[len(runes)-4:])
		}
	case MaskID:
		if len(runes) >= 15 {
			return string(runes[:6]) + Dots + string(runes[len(runes)-4:])
		}
	case MaskYear:
		if len(text) == len("1970-05-10") && utf8.RuneCountInString(text) == len(text) {
			return Dots + text[4:]
		}
	case MaskName:
		if len(runes) > 1 {
			return string(runes[:1]) + "••"
		}
	case MaskCity:
		return maskAddress(runes)
	}
	return Dots
}
