package strict

import "strconv"

// Codes of [Error]. They are stable: clients and logs may rely on them.
const (
	CodeTooLarge       = "json_too_large"
	CodeTooDeep        = "json_too_deep"
	CodeTooManyKeys    = "json_too_many_keys"
	CodeTooManyValues  = "json_too_many_values"
	CodeDuplicateKey   = "json_duplicate_key"
	CodeCaseVariantKey = "json_case_variant_key"
	CodeBadUTF8        = "json_bad_utf8"
	CodeLoneSurrogate  = "json_lone_surrogate"
	CodeNUL            = "json_nul"
	CodeControl        = "json_control_character"
	CodeEscape         = "json_bad_escape"
	CodeNumber         = "json_bad_number"
	CodeLeadingZero    = "json_leading_zero"
	CodeNotFinite      = "json_not_finite"
	CodeFloatRange     = "json_float_range"
	CodeIntegerRange   = "json_integer_range"
	CodeTrailing       = "json_trailing_bytes"
	CodeTruncated      = "json_truncated"
	CodeSyntax         = "json_syntax"
	CodeType           = "json_wrong_type"
)

// advice says for each code what is wrong and what the sender should do.
var advice = map[string]string{
	CodeTooLarge:       "the text is longer than allowed; send it in smaller parts",
	CodeTooDeep:        "objects and arrays are nested too deeply; flatten the value",
	CodeTooManyKeys:    "one object has too many keys; split it",
	CodeTooManyValues:  "the text holds too many values; send it in smaller parts",
	CodeDuplicateKey:   "a key stands twice in one object; send each key once",
	CodeCaseVariantKey: "two keys of one object differ only in letter case; send one spelling",
	CodeBadUTF8:        "bytes that are not UTF-8; encode the text as UTF-8",
	CodeLoneSurrogate:  "half of a surrogate pair; send both halves or the character itself",
	CodeNUL:            "U+0000 is not allowed; remove it",
	CodeControl:        "an unescaped control character in a string; escape it",
	CodeEscape:         "an escape that JSON does not know; use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX",
	CodeNumber:         "a malformed number; write it as JSON does, such as -1.5e3",
	CodeLeadingZero:    "a number starts with a needless zero; remove it, or quote what is a code and not a number",
	CodeNotFinite:      "NaN and Infinity are not JSON; send null or leave the field out",
	CodeFloatRange:     "the number is too large for a 64-bit float; send it as a string",
	CodeIntegerRange:   "the integer is beyond ±(2^53-1) and would be rounded by some readers; send it as a string",
	CodeTrailing:       "bytes follow the end of the value; send exactly one value",
	CodeTruncated:      "the text ends too early; send all of it",
	CodeSyntax:         "a character that cannot stand here; send valid JSON",
	CodeType:           "the value has another type than expected; send the type that the field has",
}

// Error says why a text was refused, where, and what to do about it.
type Error struct {
	Code   string // one of the Code constants
	Offset int    // index of the byte where the fault was seen
	Path   string // JSON pointer (RFC 6901) to the value, shortened when long; empty for the whole text
}

// Error implements the error interface. The text names code, place and remedy
// and never quotes a value from the input.
func (e *Error) Error() string {
	where := ""
	if e.Path != "" {
		where = " in " + e.Path
	}
	return e.Code + " at byte " + strconv.Itoa(e.Offset) + where + ": " + e.Advice()
}

// Advice is the sentence for people: what is wrong and what to do.
func (e *Error) Advice() string { return advice[e.Code] }
