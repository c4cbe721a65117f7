package models

import (
	"crypto/sha256"
	"strings"
)

// RuleID derives the id of what a rule makes of a subject in a period, so that
// it is made once however often and on however many servers the rule runs
// (design.md 3 "Rules"). The result is a UUID of version 8; the same parts give
// the same id for ever.
func RuleID(rule, subject, period string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{"rule/v1", rule, subject, period}, "\x00")))
	return uuidV8(sum[:])
}
