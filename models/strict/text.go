package strict

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// str checks the string whose opening quote stands at s.pos and moves behind
// the closing one. plain tells that it holds ASCII without escapes.
func (s *scanner) str() (plain, ok bool) {
	d, i := s.data, s.pos+1
	plain = true
	for {
		if i = skipPlain(d, i); i >= len(d) {
			return false, s.fail(CodeTruncated, len(d))
		}
		switch c := d[i]; {
		case c == '"':
			s.pos = i + 1
			return plain, true
		case c >= utf8.RuneSelf:
			plain = false
			if i = skipRunes(d, i); i < 0 {
				return false, s.fail(CodeBadUTF8, ^i)
			}
		case c == '\\':
			plain = false
			n, code := escape(d[i:])
			switch code {
			case "":
				i += n
			case CodeTruncated:
				return false, s.fail(code, len(d))
			default:
				return false, s.fail(code, i)
			}
		case c == 0:
			return false, s.fail(CodeNUL, i)
		default:
			return false, s.fail(CodeControl, i)
		}
	}
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// skipPlain returns the first index from i on whose byte is a quote, a
// backslash, a control character or no ASCII. It looks at eight bytes at a
// time; a borrow can mark a byte wrongly only above one marked rightly, so the
// lowest mark is exact.
func skipPlain(d []byte, i int) int {
	for len(d)-i >= 8 {
		w := binary.LittleEndian.Uint64(d[i:])
		quote, slash := w^(ones*'"'), w^(ones*'\\')
		m := (w | (w - ones*' ') | (quote - ones) | (slash - ones)) & highs
		if m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		i += 8
	}
	for i < len(d) {
		if c := d[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
		i++
	}
	return i
}

// skipRunes walks over the run of non-ASCII characters at i and returns its
// end, or the complement of the index of the first bad byte.
func skipRunes(d []byte, i int) int {
	for i < len(d) && d[i] >= utf8.RuneSelf {
		// Most Chinese characters: three bytes whose first one rules out the
		// surrogates and the over-long forms.
		if c := d[i]; c > 0xE0 && c < 0xED && len(d)-i >= 3 && d[i+1]&0xC0 == 0x80 && d[i+2]&0xC0 == 0x80 {
			i += 3
			continue
		}
		r, n := utf8.DecodeRune(d[i:])
		if r == utf8.RuneError && n <= 1 {
			return ^i
		}
		i += n
	}
	return i
}

// escape checks the escape at the start of b and returns its length, both
// halves of a surrogate pair included, or the code of its fault.
func escape(b []byte) (n int, code string) {
	if len(b) < 2 {
		return 0, CodeTruncated
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, ""
	case 'u':
	default:
		return 0, CodeEscape
	}
	r, code := hex4(b[2:])
	switch {
	case code != "":
		return 0, code
	case r == 0:
		return 0, CodeNUL
	case !utf16.IsSurrogate(r):
		return 6, ""
	}
	if len(b) < 12 || b[6] != '\\' || b[7] != 'u' {
		return 0, CodeLoneSurrogate
	}
	low, code := hex4(b[8:])
	if code != "" || utf16.DecodeRune(r, low) == utf8.RuneError {
		return 0, CodeLoneSurrogate
	}
	return 12, ""
}

// hex4 reads four hexadecimal digits.
func hex4(b []byte) (r rune, code string) {
	for i := range 4 {
		if i >= len(b) {
			return 0, CodeTruncated
		}
		c := b[i]
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, CodeEscape
		}
		r = r<<4 | rune(c)
	}
	return r, ""
}
