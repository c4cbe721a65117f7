package strict

// Kind is the type of a JSON value.
type Kind byte

// The kinds of values. KindInvalid is what starts no value.
const (
	KindInvalid Kind = iota
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
)

// KindOf tells the kind of raw by its first character.
func KindOf(raw []byte) Kind {
	i := skipSpace(raw, 0)
	if i >= len(raw) {
		return KindInvalid
	}
	switch c := raw[i]; {
	case c == '"':
		return KindString
	case c == '{':
		return KindObject
	case c == '[':
		return KindArray
	case c == 'n':
		return KindNull
	case c == 't', c == 'f':
		return KindBool
	case c == '-', c-'0' <= 9:
		return KindNumber
	}
	return KindInvalid
}
