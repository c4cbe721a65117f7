package models

import "strings"

// NormaliserVersion is the version of MobileKey that new events pin.
const NormaliserVersion = 1

// MobileKey reduces a mainland mobile number, as people type it, to its eleven
// digits: full-width digits are folded, spaces, dashes and brackets dropped,
// +86, 0086 or 86 cut. It reports false for anything else. Ids are derived from
// the result, so a version never changes: a better reading is a new version,
// and an event keeps the one it began with.
func MobileKey(version int, raw string) (string, bool) {
	if version != 1 {
		return "", false
	}
	digits, ok := foldDigits(raw)
	if !ok {
		return "", false
	}
	for _, prefix := range []string{"+86", "0086", "86"} {
		if rest, cut := strings.CutPrefix(digits, prefix); cut && len(rest) == 11 {
			digits = rest
			break
		}
	}
	if len(digits) != 11 || digits[0] != '1' || digits[1] < '3' || !allDigits(digits) {
		return "", false
	}
	return digits, true
}

// foldDigits is done by hand, with the width table of golang.org/x/text left
// out of the wasm build and no foreign table able to change an id.
func foldDigits(raw string) (string, bool) {
	var b strings.Builder
	for _, r := range raw {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '０' && r <= '９':
			b.WriteRune(r - '０' + '0')
		case r == '+' || r == '＋':
			b.WriteByte('+')
		case strings.ContainsRune(" \t\u00a0\u3000-－‐‑–—()（）", r):
		default:
			return "", false
		}
	}
	return b.String(), true
}
