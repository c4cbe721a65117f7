package models

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible is a text for a line that people read: what would begin another
// line, move the cursor, turn the direction of writing or not be seen at all
// stands there as an escape, such as \n, \x1b or \u202e. Somebody else may have
// written the text, and must not be able to make up a line of a list.
func Visible(s string) string {
	if Plain(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch _, size := utf8.DecodeRuneInString(s[i:]); {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case hidden(r):
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Plain says whether a text is UTF-8 without control characters, line breaks
// and marks that are not seen: what a short label has to be.
func Plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, hidden)
}

// hidden are control characters, format characters (the marks of direction
// among them), and the two separators of lines and paragraphs.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// VisibleArgs makes the texts among the arguments of a format visible, errors
// and what has a String too; numbers stay as they are.
func VisibleArgs(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case string:
			out[i] = Visible(v)
		case error:
			out[i] = Visible(v.Error())
		case bool, int, int64, uint64, float64, uint:
			out[i] = a
		default:
			out[i] = Visible(fmt.Sprint(a))
		}
	}
	return out
}
