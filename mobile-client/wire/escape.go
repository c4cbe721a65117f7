package wire

// query builds an address with parameters; net/url would be weight on every
// phone. It always ends in the character before the next parameter.
type query []byte

func (q *query) add(name, value string) {
	*q = append(append(append(*q, name...), '='), escape(value)...)
	*q = append(*q, '&')
}

// escape writes everything but the unreserved characters of RFC 3986 as %XX,
// which is right in a path and in a query.
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~':
			out = append(out, c)
		default:
			out = append(out, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(out)
}
