package strict

import (
	"strconv"
	"strings"
)

// maxPath bounds the path in an error: it is for people and must not carry
// half of a hostile text into a log.
const maxPath = 200

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// path is the JSON pointer to where the scanner stands.
func (s *scanner) path() string {
	var b strings.Builder
	for _, f := range s.frames {
		if f.object && f.keyStart == 0 {
			break // no key yet
		}
		b.WriteByte('/')
		if f.object {
			b.WriteString(pointerEscapes.Replace(shorten(string(appendText(nil, s.data[f.keyStart:f.keyEnd])))))
		} else {
			b.WriteString(strconv.Itoa(int(f.count)))
		}
		if b.Len() > maxPath {
			b.WriteString("/…")
			break
		}
	}
	return b.String()
}

func shorten(key string) string {
	const most = 64
	n := 0
	for i := range key {
		if n++; n > most {
			return key[:i] + "…"
		}
	}
	return key
}
