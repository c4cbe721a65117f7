package models

import (
	"slices"
	"strings"
)

// Error is the coded error of the whole project: stable in Code, exact about
// the field, and saying what to do. Find it with errors.As.
type Error struct {
	// Code is stable and made for programs: "unknown_collection", "wrong_type".
	Code string
	// Field names what the error is about, "" when it is not about one field.
	Field string
	// Message says in English what is wrong; ZH says it in Chinese, if known.
	Message string
	ZH      string
	// Hint says what to do next, in English; HintZH in Chinese, if known.
	Hint   string
	HintZH string
	// Err is the cause, if there is one.
	Err error
}

// Error returns "code: field: message; hint: cause", leaving out what is empty.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	for _, part := range []string{e.Field, e.Message} {
		if part != "" {
			b.WriteString(": ")
			b.WriteString(part)
		}
	}
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// misuse are the codes of lines and settings that cannot be followed, whatever
// the data are.
var misuse = []string{"usage", "bad_setting", "bad_address", "bad_tls", "bad_url", "plain_http"}

// Misuse says that a command or a setting was not understood and nothing was
// tried. Programs end with 2 then, and with 1 when something failed.
func (e *Error) Misuse() bool { return slices.Contains(misuse, e.Code) }

// Err returns the problem as an error.
func (p Problem) Err() *Error {
	return &Error{Code: p.Code, Field: p.Field, Message: p.Message, ZH: p.ZH}
}

// unfit makes a problem of a value that cannot be represented.
func unfit(f *Field, code, message, zh string) *Problem {
	return &Problem{Code: code, Field: f.Name, Message: message, ZH: zh, Unfit: true}
}
