package accounts

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fieldsync/models"

	"golang.org/x/text/unicode/norm"
)

// The length of a password in code points. 12 is what ASVS 4.0.3 asks for
// (2.1.1) and more than the 8 of ASVS 5 (6.2.1); there is no rule about kinds
// of characters (6.2.5). Longer than MaxPassword serves nobody but who wants
// to keep the server hashing.
const (
	MinPassword = 12
	MaxPassword = 128
)

// common are words that passwords are made of when people are asked for a
// longer one; one a line, lower case.
//
//go:embed common.txt
var commonText string

var common = strings.Split(strings.TrimSpace(commonText), "\n")

// Normal is the form in which passwords are measured and hashed: NFKC, so that
// the same keys on another keyboard make the same password (NIST SP 800-63B,
// 3.1.1.2).
func Normal(password string) string { return norm.NFKC.String(password) }

// checkPassword refuses what is too short, too long or easily guessed. Words
// are those that belong to the person and his organisation.
func checkPassword(password string, words []string) error {
	if !utf8.ValidString(password) {
		return weak("the password is no text (UTF-8)", "密码不是有效文本")
	}
	password = Normal(password)
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return weak("a password has 12 characters or more: several words are easy to keep in mind", "密码至少 12 个字符,可用几个词组成")
	case n > MaxPassword:
		return weak("a password has at most 128 characters", "密码最多 128 个字符")
	case guessable(password, words):
		return weak("this password is easily guessed: use words that have nothing to do with you or the organisation", "此密码容易被猜到,请使用与本人和单位无关的词")
	}
	return nil
}

func weak(message, zh string) error {
	return &models.Error{Code: CodeWeakPassword, Field: "password", Message: message, ZH: zh}
}

// guessable takes common and personal words out and looks at what is left:
// fewer than six characters, or fewer than four different ones, add nothing.
func guessable(password string, words []string) bool {
	left := strings.ToLower(password)
	all := slices.Concat(words, common)
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	for _, w := range all {
		if w = strings.ToLower(Normal(w)); longEnough(w) {
			left = strings.ReplaceAll(left, w, "")
		}
	}
	kinds := map[rune]bool{}
	for _, r := range left {
		kinds[r] = true
	}
	return utf8.RuneCountInString(left) < 6 || len(kinds) < 4 || steps(left)
}

// longEnough: a word of two Latin letters is in every text, a name of two
// Chinese ones is not.
func longEnough(w string) bool {
	n := utf8.RuneCountInString(w)
	return n >= 4 || n >= 2 && strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// steps finds texts that only count up or down: abcdefghijkl, 987654321098.
func steps(s string) bool {
	runes := []rune(s)
	even := 0
	for i := 1; i < len(runes); i++ {
		if d := runes[i] - runes[i-1]; d >= -1 && d <= 1 {
			even++
		}
	}
	return even*4 > (len(runes)-1)*3
}
