package rules

import (
	"slices"
	"strings"

	"fieldsync/models"
)

// The approvals of messages and batches.
const (
	approved = "通过"
	awaiting = "待审批"
)

// ApprovalOf is the approval of a message, which its batch was given, nil for
// none: it covers what was in the batch when it was decided about. A message to
// somebody else, of another text, or sent before, waits until the batch is
// approved with it. What was sent under an approval keeps it.
func ApprovalOf(message, batch models.Values) string {
	given := textOf(batch, "approval")
	switch {
	case batch == nil:
		return awaiting
	case given != approved:
		return given
	case !covers(batch, message) || sentTooEarly(batch, message):
		return awaiting
	}
	return approved
}

func covers(batch, message models.Values) bool {
	b := In{Record: batch}
	return slices.Contains(b.texts("recipients"), textOf(message, "recipient")) && textOf(batch, "sms_type") == textOf(message, "sms_type") &&
		fits(textOf(batch, "header"), textOf(message, "header")) && fits(textOf(batch, "body"), textOf(message, "body")) && fits(textOf(batch, "footer"), textOf(message, "footer"))
}

func sentTooEarly(batch, message models.Values) bool {
	sent, was := momentOf(message, "sent_at")
	at, known := momentOf(batch, "approved_at")
	return was && known && sent.Before(at)
}

// fits says whether a text is the approved one, with anything in the place of
// what the sender fills in, {XXX}.
func fits(pattern, text string) bool {
	first, rest, open := strings.Cut(pattern, "{")
	if !open {
		return pattern == text
	}
	_, rest, closed := strings.Cut(rest, "}")
	text, ok := strings.CutPrefix(text, first)
	if !closed || !ok {
		return false
	}
	for i := range len(text) + 1 {
		if fits(rest, text[i:]) {
			return true
		}
	}
	return false
}
