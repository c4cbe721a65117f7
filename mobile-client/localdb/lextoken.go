package localdb

import "strings"

// tokenClass says what kind of token the lexer met.
type tokenClass byte

const (
	tokenBlank tokenClass = iota // spaces and comments
	tokenWord
	tokenParam // ? or ?N
	tokenOpen
	tokenClose
	tokenSemicolon
	tokenOther // quoted text and names, numbers, operators
	tokenBad   // an unfinished quote or a named parameter
)

// nextToken returns the token that begins at pos.
func nextToken(s string, pos int) (start, end int, class tokenClass) {
	c := s[pos]
	switch {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
		return pos, pos + 1, tokenBlank
	case strings.HasPrefix(s[pos:], "--"):
		return pos, after(s, pos, "\n"), tokenBlank
	case strings.HasPrefix(s[pos:], "/*"):
		return pos, after(s, pos+2, "*/"), tokenBlank
	case c == '\'' || c == '"' || c == '`':
		// A doubled quote reads as two adjacent tokens, which is all the same here.
		return quoted(s, pos, c)
	case c == '[':
		return quoted(s, pos, ']')
	case c == '?':
		end = pos + 1
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		return pos, end, tokenParam
	case c == ':' || c == '@' || c == '$':
		return pos, pos + 1, tokenBad
	}
	return plain(s, pos)
}

func plain(s string, pos int) (start, end int, class tokenClass) {
	switch s[pos] {
	case ';':
		return pos, pos + 1, tokenSemicolon
	case '(':
		return pos, pos + 1, tokenOpen
	case ')':
		return pos, pos + 1, tokenClose
	}
	end = pos
	for end < len(s) && wordByte(s[end]) {
		end++
	}
	if end > pos {
		return pos, end, tokenWord
	}
	return pos, pos + 1, tokenOther
}

func quoted(s string, pos int, closing byte) (start, end int, class tokenClass) {
	i := strings.IndexByte(s[pos+1:], closing)
	if i < 0 {
		return pos, len(s), tokenBad
	}
	return pos, pos + 1 + i + 1, tokenOther
}

func after(s string, pos int, mark string) int {
	if i := strings.Index(s[pos:], mark); i >= 0 {
		return pos + i + len(mark)
	}
	return len(s)
}

func wordByte(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
