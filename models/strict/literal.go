package strict

import (
	"bytes"
	"strconv"
)

var literals = [...]string{"true", "false", "null"}

// notFinite are the spellings that JavaScript, Python and Go print for what
// JSON cannot say; they get a code of their own because the remedy differs.
var notFinite = [...]string{"NaN", "nan", "Infinity", "inf", "Inf", "+Inf"}

// literal checks true, false or null at s.pos, the only values left.
func (s *scanner) literal() bool {
	rest := s.data[s.pos:]
	for _, l := range literals {
		if hasPrefix(rest, l) {
			s.pos += len(l)
			return true
		}
		if len(rest) > 0 && len(rest) < len(l) && hasPrefix([]byte(l), string(rest)) {
			return s.fail(CodeTruncated, len(s.data))
		}
	}
	if s.atNotFinite(rest) {
		return s.fail(CodeNotFinite, s.pos)
	}
	return s.unexpected()
}

func (s *scanner) atNotFinite(rest []byte) bool {
	for _, l := range notFinite {
		if hasPrefix(rest, l) {
			return true
		}
	}
	return false
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

// digits returns the first index from i on that holds no digit.
func digits(d []byte, i int) int {
	for i < len(d) && d[i]-'0' <= 9 {
		i++
	}
	return i
}

// number checks the number at s.pos: its form first, then its range.
func (s *scanner) number() bool {
	d, start := s.data, s.pos
	i := start
	if d[i] == '-' {
		i++
	}
	first := i
	i = digits(d, i)
	whole := i - first
	switch {
	case whole == 0:
		if s.atNotFinite(d[i:]) {
			return s.fail(CodeNotFinite, start)
		}
		return s.badNumber(i)
	case whole > 1 && d[first] == '0':
		return s.fail(CodeLeadingZero, first)
	}
	if i == len(d) || d[i] != '.' && d[i]|0x20 != 'e' {
		s.pos = i
		return s.integerRange(start, d[first:i])
	}
	i, exponent, ok := fraction(d, i)
	if !ok {
		return s.badNumber(i)
	}
	s.pos = i
	// Below 10^(200+99) nothing overflows; only the rest is worth parsing.
	if whole > 200 || exponent > 2 {
		if _, err := strconv.ParseFloat(string(d[start:i]), 64); err != nil {
			return s.fail(CodeFloatRange, start)
		}
	}
	return true
}

// fraction walks over ".digits" and "e±digits" from i on and returns the end
// and the number of digits in the exponent; on !ok the end is the bad byte.
func fraction(d []byte, i int) (end, exponent int, ok bool) {
	if d[i] == '.' {
		from := i + 1
		if i = digits(d, from); i == from {
			return i, 0, false
		}
	}
	if i < len(d) && d[i]|0x20 == 'e' {
		i++
		if i < len(d) && (d[i] == '+' || d[i] == '-') {
			i++
		}
		from := i
		if i = digits(d, from); i == from {
			return i, 0, false
		}
		exponent = i - from
	}
	return i, exponent, true
}

func (s *scanner) badNumber(at int) bool {
	if at >= len(s.data) {
		return s.fail(CodeTruncated, len(s.data))
	}
	return s.fail(CodeNumber, at)
}

// maxSafeDigits is MaxSafeInteger in decimal: among numbers of the same
// length, the order of the digits is the order of the numbers.
var maxSafeDigits = []byte(strconv.FormatInt(MaxSafeInteger, 10))

func (s *scanner) integerRange(start int, digits []byte) bool {
	if len(digits) < len(maxSafeDigits) {
		return true
	}
	if len(digits) > len(maxSafeDigits) || bytes.Compare(digits, maxSafeDigits) > 0 {
		return s.fail(CodeIntegerRange, start)
	}
	return true
}
