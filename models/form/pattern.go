package form

import "strings"

// pattern is a regular expression, run over all its states at once: its time is
// text times states, whatever the two are. The package regexp would be a
// twentieth of what every phone downloads.
//
// It knows characters, ".", classes, \d \w \s, groups, "|", and ? * + {n,m}. As
// in XLSForm the whole text must fit.
type pattern struct{ prog []instr }

type instr struct {
	op   byte // c: a character of the set; s: both x and y; j: x; m: the end
	x, y int
	set  charset
}

// charset are ranges of characters; not turns them round.
type charset struct {
	not    bool
	ranges []rune // pairs
}

func (c *charset) has(r rune) bool {
	for i := 0; i < len(c.ranges); i += 2 {
		if c.ranges[i] <= r && r <= c.ranges[i+1] {
			return !c.not
		}
	}
	return c.not
}

const (
	maxPattern = 200 // characters of a pattern
	maxStates  = 500 // of its program, repeats written out
	maxRepeat  = 100 // the largest number in {n,m}
	maxNesting = 8   // groups inside groups
)

type patternParser struct {
	in    []rune
	at    int
	depth int
	prog  []instr
}

// compilePattern is nil for what is not understood or is too long.
func compilePattern(text string) *pattern {
	p := &patternParser{in: []rune(text)}
	if len(p.in) > maxPattern {
		return nil
	}
	// XLSForm writes the anchors, which change nothing here.
	p.in = []rune(strings.TrimSuffix(strings.TrimPrefix(text, "^"), "$"))
	if strings.HasSuffix(text, `\$`) {
		p.in = append(p.in, '$')
	}
	if !p.either() || p.at < len(p.in) || !p.bounded() {
		return nil
	}
	p.emit(instr{op: 'm'})
	return &pattern{p.prog}
}

func (p *patternParser) bounded() bool { return len(p.prog) < maxStates }

func (p *patternParser) emit(i instr) int {
	p.prog = append(p.prog, i)
	return len(p.prog) - 1
}

// insert makes room for an instruction and moves the jumps behind it.
func (p *patternParser) insert(at int, i instr) {
	p.prog = append(p.prog, instr{})
	copy(p.prog[at+1:], p.prog[at:])
	p.prog[at] = i
	for k := at + 1; k < len(p.prog); k++ {
		p.prog[k].shift(at, 1)
	}
}

func (i *instr) shift(from, by int) {
	if i.op == 's' || i.op == 'j' {
		if i.x >= from {
			i.x += by
		}
		if i.y >= from {
			i.y += by
		}
	}
}

func (p *patternParser) either() bool {
	if p.depth++; p.depth > maxNesting {
		return false
	}
	defer func() { p.depth-- }()
	start := len(p.prog)
	if !p.sequence() {
		return false
	}
	for p.at < len(p.in) && p.in[p.at] == '|' {
		p.at++
		end := p.emit(instr{op: 'j'})
		p.insert(start, instr{op: 's', x: start + 1, y: end + 2})
		if !p.sequence() {
			return false
		}
		p.prog[end+1].x, p.prog[end+1].y = len(p.prog), len(p.prog)
	}
	return true
}

func (p *patternParser) sequence() bool {
	for p.at < len(p.in) && p.in[p.at] != '|' && p.in[p.at] != ')' {
		start := len(p.prog)
		if !p.atom() {
			return false
		}
		if !p.repeat(start) {
			return false
		}
		if !p.bounded() {
			return false
		}
	}
	return true
}

func (p *patternParser) next() (rune, bool) {
	if p.at >= len(p.in) {
		return 0, false
	}
	p.at++
	return p.in[p.at-1], true
}

func (p *patternParser) atom() bool {
	r, _ := p.next()
	set := charset{ranges: []rune{r, r}}
	switch r {
	case '(':
		if !p.either() {
			return false
		}
		if r, _ := p.next(); r != ')' {
			return false
		}
		return true
	case '[':
		return p.class()
	case '.':
		set = charset{not: true}
	case '\\':
		ranges, ok := p.escaped()
		if !ok {
			return false
		}
		set.ranges = ranges
	case '?', '*', '+', '{', '^', '$':
		return false
	}
	p.emit(instr{op: 'c', set: set})
	return true
}

// escaped reads what follows a backslash.
func (p *patternParser) escaped() ([]rune, bool) {
	r, ok := p.next()
	switch {
	case r == 'd':
		return []rune{'0', '9'}, ok
	case r == 'w':
		return []rune{'0', '9', 'A', 'Z', 'a', 'z', '_', '_'}, ok
	case r == 's':
		return []rune{' ', ' ', '\t', '\r', '\u3000', '\u3000'}, ok
	}
	return []rune{r, r}, ok && strings.ContainsRune(`\.[](){}?*+|^$-/`, r)
}

func (p *patternParser) class() bool {
	var set charset
	if p.at < len(p.in) && p.in[p.at] == '^' {
		set.not = true
		p.at++
	}
	for {
		r, ok := p.next()
		switch {
		case !ok:
			return false
		case r == ']':
			if len(set.ranges) == 0 {
				return false
			}
			p.emit(instr{op: 'c', set: set})
			return true
		case r == '\\':
			ranges, ok := p.escaped()
			if !ok {
				return false
			}
			set.ranges = append(set.ranges, ranges...)
		case p.at+1 < len(p.in) && p.in[p.at] == '-' && p.in[p.at+1] != ']':
			last := p.in[p.at+1]
			if p.at += 2; last < r || last == '\\' {
				return false
			}
			set.ranges = append(set.ranges, r, last)
		default:
			set.ranges = append(set.ranges, r, r)
		}
	}
}

// repeat reads what may follow an atom that was written from start on.
func (p *patternParser) repeat(start int) bool {
	if p.at >= len(p.in) {
		return true
	}
	least, most := 0, -1 // -1: without end
	switch p.in[p.at] {
	case '?':
		most = 1
	case '*':
	case '+':
		least = 1
	case '{':
		return p.counted(start)
	default:
		return true
	}
	p.at++
	return p.times(start, least, most)
}

func (p *patternParser) counted(start int) bool {
	p.at++
	least, ok := p.count()
	most := least
	if ok && p.at < len(p.in) && p.in[p.at] == ',' {
		p.at++
		if most, ok = p.count(); !ok {
			most, ok = -1, true
		}
	}
	if r, _ := p.next(); !ok || r != '}' || most >= 0 && most < least {
		return false
	}
	return p.times(start, least, most)
}

func (p *patternParser) count() (n int, ok bool) {
	for p.at < len(p.in) && p.in[p.at] >= '0' && p.in[p.at] <= '9' && n <= maxRepeat {
		n, ok = n*10+int(p.in[p.at]-'0'), true
		p.at++
	}
	return n, ok && n <= maxRepeat
}

// times writes an atom out as often as it is to be repeated.
func (p *patternParser) times(start, least, most int) bool {
	atom := append([]instr(nil), p.prog[start:]...)
	if len(atom)*max(least, most, 1) > maxStates {
		return false
	}
	p.prog = p.prog[:start]
	again := func() int {
		at := len(p.prog)
		for _, i := range atom {
			i.shift(start, at-start)
			p.emit(i)
		}
		return at
	}
	for range least {
		again()
	}
	if most < 0 {
		split := p.emit(instr{op: 's'})
		again()
		p.emit(instr{op: 'j', x: split, y: split})
		p.prog[split].x, p.prog[split].y = split+1, len(p.prog)
		return true
	}
	var splits []int
	for range most - least {
		splits = append(splits, p.emit(instr{op: 's'}))
		again()
	}
	for _, s := range splits {
		p.prog[s].x, p.prog[s].y = s+1, len(p.prog)
	}
	return true
}

// fits says whether the whole text is of the pattern, and how many steps it
// took to see that.
func (p *pattern) fits(text string) (ok bool, steps int) {
	now, seen := p.reach(nil, make([]bool, len(p.prog)), 0), 0
	for _, r := range text {
		next, marks := []int(nil), make([]bool, len(p.prog))
		for _, at := range now {
			if p.prog[at].op == 'c' && p.prog[at].set.has(r) {
				next = p.reach(next, marks, at+1)
			}
		}
		seen += len(now) + 1
		if now = next; len(now) == 0 {
			return false, seen
		}
	}
	for _, at := range now {
		ok = ok || p.prog[at].op == 'm'
	}
	return ok, seen
}

// reach adds the states that a state leads to without a character.
func (p *pattern) reach(list []int, marks []bool, at int) []int {
	if marks[at] {
		return list
	}
	marks[at] = true
	switch i := p.prog[at]; i.op {
	case 'j':
		return p.reach(list, marks, i.x)
	case 's':
		return p.reach(p.reach(list, marks, i.x), marks, i.y)
	}
	return append(list, at)
}
