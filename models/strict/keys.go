package strict

import (
	"bytes"
	"encoding/binary"
	"unicode"
	"unicode/utf8"
)

// linearKeys is the number of keys up to which an object is searched key by
// key. Beyond it a map takes over, whose seeded hash nobody outside can aim at.
const linearKeys = 32

// keyEntry is one key of an open object: where it stands, and its hash.
type keyEntry struct {
	start, end int32 // without the quotes
	hash       uint32
	plain      bool // ASCII without escapes: comparable as it stands
}

// key checks the key at s.pos, that it is new in its object, and its colon.
func (s *scanner) key() bool {
	start := s.pos
	if start >= len(s.data) || s.data[start] != '"' {
		return s.unexpected()
	}
	plain, ok := s.str()
	if !ok {
		return false
	}
	f := &s.frames[len(s.frames)-1]
	f.keyStart, f.keyEnd = int32(start)+1, int32(s.pos)-1
	if f.count++; int(f.count) > s.lim.MaxKeys {
		return s.fail(CodeTooManyKeys, start)
	}
	if !s.unique(f, plain) {
		return false
	}
	if s.peek() != ':' {
		return s.unexpected()
	}
	s.pos++
	return true
}

// unique remembers the current key of f, or fails when f has it already.
func (s *scanner) unique(f *frame, plain bool) bool {
	e := keyEntry{start: f.keyStart, end: f.keyEnd, plain: plain}
	raw := s.data[e.start:e.end]
	if f.count > linearKeys {
		return s.uniqueInLarge(f, raw)
	}
	h := s.hash(raw, plain)
	e.hash = uint32(h)
	bit := uint64(1) << (h >> 58)
	if f.seen&bit != 0 {
		for _, o := range s.keys[f.firstKey:] {
			if o.hash == e.hash && s.sameFolded(o, e) {
				return s.twice(s.data[o.start:o.end], raw)
			}
		}
	}
	f.seen |= bit
	s.keys = append(s.keys, e)
	return true
}

// uniqueInLarge is unique for an object with many keys. The map is filled with
// the earlier keys when the object outgrows the linear look.
func (s *scanner) uniqueInLarge(f *frame, raw []byte) bool {
	depth := len(s.frames) - 1
	m := s.large[depth]
	if m == nil {
		if s.large == nil {
			s.large = make(map[int]map[string]int)
		}
		m = make(map[string]int, 4*linearKeys)
		s.large[depth] = m
		for _, o := range s.keys[f.firstKey:] {
			s.scratch = appendFolded(s.scratch[:0], s.data[o.start:o.end])
			m[string(s.scratch)] = int(o.start)
		}
	}
	s.scratch = appendFolded(s.scratch[:0], raw)
	if at, found := m[string(s.scratch)]; found {
		return s.twice(textAt(s.data, at), raw)
	}
	m[string(s.scratch)] = int(f.keyStart)
	return true
}

// twice fails with the code that tells a repeated key from a re-spelt one.
func (s *scanner) twice(first, second []byte) bool {
	at := int(s.frames[len(s.frames)-1].keyStart) - 1
	if bytes.Equal(appendText(nil, first), appendText(nil, second)) {
		return s.fail(CodeDuplicateKey, at)
	}
	return s.fail(CodeCaseVariantKey, at)
}

// hash is equal for keys that fold to the same text. It may be equal for
// others too, so that setting the case bit is enough for plain keys.
func (s *scanner) hash(raw []byte, plain bool) uint64 {
	if !plain {
		s.scratch = appendFolded(s.scratch[:0], raw)
		raw = s.scratch
	}
	const k = 0x9E3779B97F4A7C15
	h := uint64(len(raw))
	for len(raw) >= 8 {
		h = (h ^ (binary.LittleEndian.Uint64(raw) | ones*0x20)) * k
		h ^= h >> 32
		raw = raw[8:]
	}
	var w uint64
	for _, c := range raw {
		w = w<<8 | uint64(c|0x20)
	}
	h = (h ^ w) * k
	h ^= h >> 32
	return h * k
}

// sameFolded tells whether two keys differ in letter case at most.
func (s *scanner) sameFolded(a, b keyEntry) bool {
	x, y := s.data[a.start:a.end], s.data[b.start:b.end]
	if !a.plain || !b.plain {
		return bytes.Equal(appendFolded(nil, x), appendFolded(nil, y))
	}
	if len(x) != len(y) {
		return false
	}
	for i, c := range x {
		if upper(c) != upper(y[i]) {
			return false
		}
	}
	return true
}

func upper(c byte) byte {
	if c-'a' < 26 {
		return c - 0x20
	}
	return c
}

// appendFolded appends the text of a checked raw string with every character
// replaced by the smallest of those that differ from it in case only, as
// encoding/json folds names: also K (U+212A) to K and ſ to S.
func appendFolded(dst, raw []byte) []byte {
	from := len(dst)
	dst = appendText(dst, raw)
	text := dst[from:]
	ascii := true
	for i, c := range text {
		ascii = ascii && c < utf8.RuneSelf
		text[i] = upper(c)
	}
	if ascii {
		return dst
	}
	folded := dst[:from:from] // a copy: folding can change the length
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		folded = utf8.AppendRune(folded, smallestFold(r))
		i += n
	}
	return folded
}

func smallestFold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}
