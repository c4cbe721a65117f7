package strict

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// The functions here walk over text that Check has accepted: they look for
// ends and do not judge. A negative answer means that the text was not checked.

func skipSpace(b []byte, i int) int {
	if i < 0 {
		return len(b)
	}
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

func trim(b []byte) []byte {
	b = b[skipSpace(b, 0):]
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\n' || b[len(b)-1] == '\r' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// enter returns the index of the first item inside the container raw, or 0
// when the container is empty.
func enter(raw []byte, open, end byte) (int, error) {
	i := skipSpace(raw, 0)
	if i >= len(raw) || raw[i] != open {
		return 0, &Error{Code: CodeType, Offset: i}
	}
	i = skipSpace(raw, i+1)
	if i < len(raw) && raw[i] == end {
		return 0, nil
	}
	if i >= len(raw) {
		return 0, syntaxAt(raw, i)
	}
	return i, nil
}

// next returns the index of the item after the comma, or 0 at the end.
func next(raw []byte, i int, end byte) (int, error) {
	i = skipSpace(raw, i)
	switch {
	case i < len(raw) && raw[i] == end:
		return 0, nil
	case i < len(raw) && raw[i] == ',':
		return skipSpace(raw, i+1), nil
	}
	return 0, syntaxAt(raw, i)
}

func syntaxAt(raw []byte, i int) error {
	if i < 0 || i >= len(raw) {
		return &Error{Code: CodeTruncated, Offset: len(raw)}
	}
	return &Error{Code: CodeSyntax, Offset: i}
}

// endOfString returns the index behind the string that starts at i.
func endOfString(b []byte, i int) int {
	for i++; i < len(b); i += 2 {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return -1
		}
		slash := bytes.IndexByte(b[i:i+n], '\\')
		if slash < 0 {
			return i + n + 1
		}
		i += slash // and two on: over the escape
	}
	return -1
}

// endOfValue returns the index behind the value that starts at i.
func endOfValue(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return endOfString(b, i)
	case '{', '[':
		return endOfContainer(b, i)
	}
	start := i
	for i < len(b) && b[i] > ' ' && b[i] != ',' && b[i] != '}' && b[i] != ']' {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

func endOfContainer(b []byte, i int) int {
	depth := 0
	for i >= 0 && i < len(b) {
		switch b[i] {
		case '"':
			i = endOfString(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return -1
}

// textAt decodes-to-be: the raw text of the string whose first character, after
// the quote, stands at i.
func textAt(b []byte, i int) []byte { return b[i : endOfString(b, i-1)-1] }

// textOrSlice decodes raw, without a copy where it has no escapes.
func textOrSlice(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw[:len(raw):len(raw)]
	}
	return appendText(make([]byte, 0, len(raw)), raw)
}

// appendText appends raw, the inside of a checked string, decoded.
func appendText(dst, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 || i+1 >= len(raw) {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		r, n := unescape(raw[i:])
		dst = utf8.AppendRune(dst, r)
		raw = raw[i+n:]
	}
}

// unescape decodes the escape at the start of b, which has two bytes at least,
// and returns its length.
func unescape(b []byte) (rune, int) {
	switch c := b[1]; c {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
	default:
		return rune(c), 2
	}
	r, code := hex4(b[2:])
	if code != "" {
		return utf8.RuneError, 2
	}
	if utf16.IsSurrogate(r) && len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
		if low, code := hex4(b[8:]); code == "" {
			if full := utf16.DecodeRune(r, low); full != utf8.RuneError {
				return full, 12
			}
		}
	}
	return r, 6
}
