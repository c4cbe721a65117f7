package strict

import (
	"errors"
	"strconv"
)

// Stop, returned by a callback of [Object] or [Array], ends the iteration
// without an error.
//
//lint:ignore ST1012 like io.EOF it is a signal and not a failure
var Stop = errors.New("stop iterating")

// Object calls fn for each member of the object raw, in order. The key is
// decoded; the value is its raw text without surrounding space. Both are parts
// of raw (a key with escapes is a copy) and must not be changed. The first
// error of fn ends the iteration and is returned.
func Object(raw []byte, fn func(key, value []byte) error) error {
	i, err := enter(raw, '{', '}')
	for i > 0 && err == nil {
		if i >= len(raw) || raw[i] != '"' {
			return syntaxAt(raw, i)
		}
		keyEnd := endOfString(raw, i)
		colon := skipSpace(raw, keyEnd)
		if keyEnd < 0 || colon >= len(raw) || raw[colon] != ':' {
			return syntaxAt(raw, colon)
		}
		start := skipSpace(raw, colon+1)
		end := endOfValue(raw, start)
		if end < 0 {
			return syntaxAt(raw, start)
		}
		if err = fn(textOrSlice(raw[i+1:keyEnd-1]), raw[start:end:end]); err != nil {
			break
		}
		i, err = next(raw, end, '}')
	}
	return stopped(err)
}

// Array calls fn for the raw text of each element of the array raw, in order,
// on the same terms as [Object].
func Array(raw []byte, fn func(value []byte) error) error {
	i, err := enter(raw, '[', ']')
	for i > 0 && err == nil {
		end := endOfValue(raw, i)
		if end < 0 {
			return syntaxAt(raw, i)
		}
		if err = fn(raw[i:end:end]); err != nil {
			break
		}
		i, err = next(raw, end, ']')
	}
	return stopped(err)
}

// String decodes the string raw.
func String(raw []byte) (string, error) {
	text, err := Text(raw)
	return string(text), err
}

// Text decodes the string raw without allocating where it can: the answer is a
// part of raw when no escape stands in it, and must not be changed.
func Text(raw []byte) ([]byte, error) {
	raw = trim(raw)
	if KindOf(raw) != KindString || endOfString(raw, 0) != len(raw) {
		return nil, &Error{Code: CodeType}
	}
	return textOrSlice(raw[1 : len(raw)-1]), nil
}

// Int reads the integer raw, which must be written without fraction and
// exponent and lie within ±[MaxSafeInteger].
func Int(raw []byte) (int64, error) {
	raw = trim(raw)
	s := raw
	if len(s) > 0 && s[0] == '-' {
		s = s[1:]
	}
	if len(s) == 0 || digits(s, 0) != len(s) {
		return 0, &Error{Code: CodeType}
	}
	var n int64
	for _, c := range s {
		if n = n*10 + int64(c-'0'); n > MaxSafeInteger {
			return 0, &Error{Code: CodeIntegerRange}
		}
	}
	if len(s) < len(raw) {
		n = -n
	}
	return n, nil
}

// Float reads the number raw.
func Float(raw []byte) (float64, error) {
	raw = trim(raw)
	if KindOf(raw) != KindNumber {
		return 0, &Error{Code: CodeType}
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, &Error{Code: CodeFloatRange}
	case err != nil:
		return 0, &Error{Code: CodeNumber}
	}
	return f, nil
}

// Bool reads true or false.
func Bool(raw []byte) (bool, error) {
	switch string(trim(raw)) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, &Error{Code: CodeType}
}

// IsNull tells whether raw is null.
func IsNull(raw []byte) bool { return string(trim(raw)) == "null" }

// stopped hides [Stop], which is no error to the caller of the iteration.
func stopped(err error) error {
	if err == Stop { // not errors.Is: fn returns it as it is, by contract
		return nil
	}
	return err
}
