package form

import (
	"strings"
	"unicode/utf8"
)

// Bounds of one expression.
const (
	MaxExpression = 2000 // characters
	maxDepth      = 32   // parentheses and calls inside each other
	maxNodes      = 400
)

// token is a piece of an expression; at counts characters from 1.
type token struct {
	kind byte // n number, s text, r reference, w word, . itself, o operator, 0 end
	text string
	at   int
}

// fault is what is wrong with an expression, and where.
type fault struct {
	code   string
	at     int
	detail string
}

// lex takes an expression apart.
func lex(text string) ([]token, *fault) {
	if utf8.RuneCountInString(text) > MaxExpression {
		return nil, &fault{"form_too_large", 1, ""}
	}
	var out []token
	for at, rest := 1, text; ; {
		trimmed := strings.TrimLeft(rest, " \t\r\n")
		at += utf8.RuneCountInString(rest[:len(rest)-len(trimmed)])
		if trimmed == "" {
			return append(out, token{at: at}), nil
		}
		t, length := one(trimmed)
		if length == 0 {
			return nil, &fault{"form_syntax", at, string([]rune(trimmed)[:1])}
		}
		t.at = at
		out = append(out, t)
		at += utf8.RuneCountInString(trimmed[:length])
		rest = trimmed[length:]
	}
}

// one reads the token a text begins with; length 0: there is none.
func one(s string) (t token, length int) {
	switch c := s[0]; {
	case c == '\'' || c == '"':
		if end := strings.IndexByte(s[1:], c); end >= 0 {
			return token{kind: 's', text: s[1 : 1+end]}, end + 2
		}
	case strings.HasPrefix(s, "${"):
		if end := strings.IndexByte(s, '}'); end > 0 {
			return token{kind: 'r', text: strings.TrimSpace(s[2:end])}, end + 1
		}
	case c >= '0' && c <= '9':
		n := span(s, "0123456789.")
		return token{kind: 'n', text: s[:n]}, n
	case letter(c):
		n := span(s, wordBytes+"-")
		return token{kind: 'w', text: s[:n]}, n
	case c == '.':
		return token{kind: '.'}, 1
	}
	for _, op := range []string{"!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","} {
		if strings.HasPrefix(s, op) {
			return token{kind: 'o', text: op}, len(op)
		}
	}
	return t, 0
}

// wordBytes are what names consist of.
const wordBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"

// letter says that a name may begin so.
func letter(c byte) bool { return strings.IndexByte(wordBytes[:53], c) >= 0 }

func span(s, in string) int { return len(s) - len(strings.TrimLeft(s, in)) }
