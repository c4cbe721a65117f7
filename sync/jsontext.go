package changesync

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// Encoding is done by appending: these few shapes are written on every write,
// merge and pull, and their bytes are pinned by golden files.

const hexDigits = "0123456789abcdef"

// appendString appends s as a JSON string, every rune that needs no escape
// exactly as it is.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		case c < utf8.RuneSelf:
			b = append(b, c)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += n
			continue
		}
		i++
	}
	return append(b, '"')
}

// appendMember appends a key, with a comma unless it is the object's first.
func appendMember(b []byte, key string) []byte {
	if last := b[len(b)-1]; last != '{' {
		b = append(b, ',')
	}
	return append(append(append(b, '"'), key...), '"', ':')
}

func appendText(b []byte, key, value string) []byte {
	return appendString(appendMember(b, key), value)
}

func appendInt(b []byte, key string, v int64) []byte {
	return strconv.AppendInt(appendMember(b, key), v, 10)
}

func appendUint(b []byte, key string, v uint64) []byte {
	return strconv.AppendUint(appendMember(b, key), v, 10)
}

func appendBytes(b []byte, key string, v []byte) []byte {
	b = append(appendMember(b, key), '"')
	b = base64.RawURLEncoding.AppendEncode(b, v)
	return append(b, '"')
}

func appendDots(b []byte, key string, dots []Dot) []byte {
	b = append(appendMember(b, key), '[')
	for i, d := range dots {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, string(d))
	}
	return append(b, ']')
}
