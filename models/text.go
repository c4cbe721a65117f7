package models

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

var null = json.RawMessage("null")

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || bytes.Equal(raw, null) }

// isPlain reports whether raw is a JSON text without escapes: the common case,
// which is canonical already and needs no decoding.
func isPlain(raw []byte) bool {
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return false
	}
	body := raw[1 : len(raw)-1]
	for _, c := range body {
		if c < 0x20 || c == '"' || c == '\\' {
			return false
		}
	}
	return utf8.Valid(body)
}

// readText decodes a JSON text. The code is "" when it is well formed,
// wrong_type when it is no text, bad_utf8 when it holds what no store keeps:
// bad UTF-8, half a surrogate pair, or U+0000.
func readText(raw json.RawMessage) (text, code string) {
	if isPlain(raw) {
		return string(raw[1 : len(raw)-1]), ""
	}
	if len(raw) == 0 || raw[0] != '"' || !json.Valid(raw) {
		return "", "wrong_type"
	}
	if !utf8.Valid(raw) || hasLoneSurrogate(raw) {
		return "", "bad_utf8"
	}
	if json.Unmarshal(raw, &text) != nil {
		return "", "wrong_type"
	}
	if strings.Contains(text, "\x00") {
		return "", "bad_utf8"
	}
	return text, ""
}

// hasLoneSurrogate looks at the \u escapes: encoding/json would silently turn
// half a pair into U+FFFD, and what a person typed would be lost.
func hasLoneSurrogate(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		if raw[i] != 'u' {
			continue
		}
		code := hex4(raw[i+1:])
		i += 4
		if code >= 0xDC00 && code < 0xE000 {
			return true
		}
		if code < 0xD800 || code >= 0xE000 {
			continue
		}
		if !bytes.HasPrefix(raw[i+1:], []byte(`\u`)) {
			return true
		}
		if low := hex4(raw[i+3:]); low < 0xDC00 || low >= 0xE000 {
			return true
		}
		i += 6
	}
	return false
}

// hex4 reads the four hex digits of an escape, of JSON known to be valid.
func hex4(b []byte) (n rune) {
	for _, c := range b[:4] {
		n <<= 4
		switch {
		case c <= '9':
			n |= rune(c - '0')
		default:
			n |= rune(c|0x20-'a') + 10
		}
	}
	return n
}

// appendText writes s as canonical JSON (RFC 8785): only what must be escaped
// is, so that rare characters stay as typed.
func appendText(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	for i := range len(s) {
		c := s[i]
		if e := shortEscape(c); e != 0 {
			b = append(b, '\\', e)
		} else if c < 0x20 {
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		} else {
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// shortEscape returns the letter of a two-character escape, 0 when c has none.
func shortEscape(c byte) byte {
	switch c {
	case '"', '\\':
		return c
	case '\b':
		return 'b'
	case '\f':
		return 'f'
	case '\n':
		return 'n'
	case '\r':
		return 'r'
	case '\t':
		return 't'
	}
	return 0
}
