package strict

import "sync"

// scanners keeps the scanners' stacks between checks: a batch is checked on
// every push, and its stacks have the same size each time.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

// keptKeys bounds the stacks that are kept: one hostile text must not make the
// process hold on to its memory.
const keptKeys = 4096

// Check reports whether data is exactly one JSON value in the strict sense of
// this package and within lim. The error is always an [*Error].
func Check(data []byte, lim Limits) error {
	lim = lim.withDefaults()
	if len(data) > lim.MaxBytes {
		return &Error{Code: CodeTooLarge, Offset: lim.MaxBytes}
	}
	s := scanners.Get().(*scanner)
	*s = scanner{data: data, lim: lim, frames: s.frames[:0], keys: s.keys[:0], scratch: s.scratch[:0]}
	var err error
	if !s.document() {
		err = &Error{Code: s.code, Offset: s.errAt, Path: s.path()}
	}
	s.data, s.large = nil, nil
	if cap(s.keys) <= keptKeys && cap(s.frames) <= keptKeys && cap(s.scratch) <= keptKeys {
		scanners.Put(s)
	}
	return err
}

// frame is one open object or array. Its fields are small because a hostile
// text may open as many as the limit allows.
type frame struct {
	object           bool
	firstKey         int32  // index in scanner.keys of this object's first key
	count            int32  // keys of an object, index of the current element of an array
	keyStart, keyEnd int32  // the current key without its quotes; keyStart is 0 before the first
	seen             uint64 // one bit for each key hash: a clear bit proves a key new
}

// scanner walks the text once. Its methods return false after fail.
type scanner struct {
	data    []byte
	pos     int
	lim     Limits
	values  int
	frames  []frame
	keys    []keyEntry             // keys of all open objects, innermost last
	large   map[int]map[string]int // by depth: folded keys of objects too large for a linear look
	scratch []byte
	code    string
	errAt   int
}

func (s *scanner) fail(code string, at int) bool {
	s.code, s.errAt = code, at
	return false
}

// unexpected fails on whatever stands at s.pos.
func (s *scanner) unexpected() bool {
	switch {
	case s.pos >= len(s.data):
		return s.fail(CodeTruncated, len(s.data))
	case s.data[s.pos] == 0:
		return s.fail(CodeNUL, s.pos)
	}
	return s.fail(CodeSyntax, s.pos)
}

// peek skips white space and returns the byte there, or 0 at the end: a NUL in
// the text is refused wherever peek is used, so the two need no telling apart.
func (s *scanner) peek() byte {
	d, i := s.data, s.pos
	for i < len(d) {
		c := d[i]
		if c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			s.pos = i
			return c
		}
		i++
	}
	s.pos = i
	return 0
}

// document checks one value and that nothing follows it.
func (s *scanner) document() bool {
	for {
		opened, ok := s.value()
		if !ok {
			return false
		}
		if opened {
			continue
		}
		more, ok := s.afterValue()
		if !ok {
			return false
		}
		if !more {
			break
		}
	}
	if s.peek(); s.pos < len(s.data) {
		return s.fail(CodeTrailing, s.pos)
	}
	return true
}

// value checks the scalar at s.pos, or opens the container there; opened means
// that a value inside the container comes next.
func (s *scanner) value() (opened, ok bool) {
	c := s.peek()
	if s.values++; s.values > s.lim.MaxValues {
		return false, s.fail(CodeTooManyValues, s.pos)
	}
	switch c {
	case '"':
		_, ok = s.str()
		return false, ok
	case '{':
		return s.open(true)
	case '[':
		return s.open(false)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return false, s.number()
	}
	return false, s.literal()
}

// open pushes a frame. An empty container is closed again at once.
func (s *scanner) open(object bool) (opened, ok bool) {
	if len(s.frames) >= s.lim.MaxDepth {
		return false, s.fail(CodeTooDeep, s.pos)
	}
	s.frames = append(s.frames, frame{object: object, firstKey: int32(len(s.keys))})
	s.pos++
	c := s.peek()
	if object {
		if c == '}' {
			s.close()
			return false, true
		}
		return true, s.key()
	}
	if c == ']' {
		s.close()
		return false, true
	}
	return true, true
}

// close pops the innermost frame and forgets its keys.
func (s *scanner) close() {
	s.pos++
	last := len(s.frames) - 1
	s.keys = s.keys[:s.frames[last].firstKey]
	if s.large != nil {
		delete(s.large, last)
	}
	s.frames = s.frames[:last]
}

// afterValue closes containers until one goes on (more) or none is open.
func (s *scanner) afterValue() (more, ok bool) {
	for len(s.frames) > 0 {
		f := &s.frames[len(s.frames)-1]
		switch c := s.peek(); {
		case c == ',':
			s.pos++
			if f.object {
				s.peek()
				return true, s.key()
			}
			f.count++
			return true, true
		case c == '}' && f.object, c == ']' && !f.object:
			s.close()
		default:
			return false, s.unexpected()
		}
	}
	return false, true
}
