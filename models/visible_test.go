package models_test

import (
	"errors"
	"fmt"
	"testing"

	"fieldsync/models"
)

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"王丽华 O'Brien":          "王丽华 O'Brien",
		"one\n7  wipe  admin":  `one\n7  wipe  admin`,
		"a\tb\r":               `a\tb\r`,
		"\x1b[2Jgone\a\x7f":    `\x1b[2Jgone\a\x7f`,
		"\u009b31m":            `\u009b31m`,
		"\u202egnp.exe\u2066":  `\u202egnp.exe\u2066`,
		"\u200bnothing\ufeff":  `\u200bnothing\ufeff`,
		"line\u2028paragraph ": `line\u2028paragraph `,
		"bad \xff utf8 \ufffd": `bad \xff utf8 ` + "\ufffd",
	} {
		if got := models.Visible(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
		if models.Plain(in) != (in == want) {
			t.Errorf("Plain(%q) is %t", in, models.Plain(in))
		}
	}
	type dot string
	got := fmt.Sprintf("%s %d %s %v", models.VisibleArgs([]any{dot("a\nb"), 7, errors.New("c\nd"), []string{"e\nf"}})...)
	if want := `a\nb 7 c\nd [e\nf]`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
