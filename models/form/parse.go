package form

import (
	"slices"
	"strings"
)

// node is a part of an expression, with its type.
type node struct {
	op   string // "literal", "ref", an operator, or the name of a function
	kind kind
	list bool // several values of the kind
	kids []*node
	val  value
	ref  *Question
	// outside: the reference is to all rows of a repeat group.
	outside bool
	pat     *pattern
	at      int
}

// parser reads one expression by recursive descent.
type parser struct {
	tokens []token
	at     int
	depth  int
	nodes  int
	home   *Question // whose expression it is
	find   func(name string) *Question
	refs   []*Question
}

// expr is an expression ready to be evaluated.
type expr struct {
	root *node
	refs []*Question
}

// parse reads the expression of a question. find knows the questions by name.
func parse(text string, home *Question, find func(string) *Question) (*expr, *fault) {
	tokens, wrong := lex(text)
	if wrong != nil {
		return nil, wrong
	}
	p := &parser{tokens: tokens, home: home, find: find}
	root, wrong := p.binary(0)
	if wrong == nil && p.peek().kind != 0 {
		wrong = &fault{"form_syntax", p.peek().at, p.peek().text}
	}
	if wrong != nil {
		return nil, wrong
	}
	return &expr{root, p.refs}, nil
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != 0 {
		p.at++
	}
	return t
}

// is takes the next token if it is one of the operators or words.
func (p *parser) is(ops ...string) (token, bool) {
	t := p.peek()
	if t.kind != 'o' && t.kind != 'w' || !slices.Contains(ops, t.text) {
		return t, false
	}
	return p.take(), true
}

// levels are the operators, from those that bind least.
var levels = [][]string{{"or"}, {"and"}, {"=", "!=", "<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"}}

func (p *parser) binary(level int) (*node, *fault) {
	if level == len(levels) {
		return p.unary()
	}
	left, wrong := p.binary(level + 1)
	for wrong == nil {
		t, ok := p.is(levels[level]...)
		if !ok {
			return left, nil
		}
		var right *node
		if right, wrong = p.binary(level + 1); wrong == nil {
			left, wrong = p.made(&node{op: t.text, kids: []*node{left, right}, at: t.at})
		}
	}
	return nil, wrong
}

// made counts a node and gives it its type.
func (p *parser) made(n *node) (*node, *fault) {
	if p.nodes++; p.nodes > maxNodes {
		return nil, &fault{"form_too_large", n.at, ""}
	}
	return n, n.check()
}

func (p *parser) unary() (*node, *fault) {
	if p.depth++; p.depth > maxDepth {
		return nil, &fault{"form_too_large", p.peek().at, ""}
	}
	defer func() { p.depth-- }()
	if t, ok := p.is("-"); ok {
		kid, wrong := p.unary()
		if wrong != nil {
			return nil, wrong
		}
		return p.made(&node{op: "neg", kids: []*node{kid}, at: t.at})
	}
	return p.primary()
}

func (p *parser) primary() (*node, *fault) {
	t := p.take()
	switch t.kind {
	case 'n':
		d, ok := parseDecimal(t.text)
		if !ok {
			return nil, &fault{"form_syntax", t.at, t.text}
		}
		return p.made(&node{op: "literal", kind: kindNumber, val: number(d, true), at: t.at})
	case 's':
		k := kindText
		if t.text == "" {
			k = kindAny
		}
		return p.made(&node{op: "literal", kind: k, val: textual(t.text), at: t.at})
	case 'r', '.':
		return p.reference(t)
	case 'w':
		return p.call(t)
	case 'o':
		if t.text == "(" {
			inner, wrong := p.binary(0)
			if wrong != nil {
				return nil, wrong
			}
			return inner, p.closing()
		}
	}
	return nil, &fault{"form_syntax", t.at, "…"}
}

func (p *parser) closing() *fault {
	if t, ok := p.is(")"); !ok {
		return &fault{"form_syntax", t.at, ")"}
	}
	return nil
}

// reference finds a question. Seen from outside its repeat group a question is
// a list, with a value for each row.
func (p *parser) reference(t token) (*node, *fault) {
	q := p.home
	if t.kind == 'r' {
		if q = p.find(t.text); q == nil {
			return nil, &fault{"form_unknown_name", t.at, t.text}
		}
	}
	k, ok := q.kind()
	if !ok {
		return nil, &fault{"form_wrong_type", t.at, q.Name}
	}
	p.refs = append(p.refs, q)
	outside := q.in != nil && (p.home == nil || p.home.in != q.in)
	return p.made(&node{op: "ref", kind: k, list: q.many() || outside || k == kindRows, ref: q, outside: outside, at: t.at})
}

// call reads the arguments of a function.
func (p *parser) call(name token) (*node, *fault) {
	if _, ok := p.is("("); !ok {
		return nil, &fault{"form_syntax", name.at, name.text + " (${" + name.text + "}?)"}
	}
	n := &node{op: strings.ToLower(name.text), at: name.at}
	if _, ok := p.is(")"); ok {
		return p.made(n)
	}
	for {
		kid, wrong := p.binary(0)
		if wrong != nil {
			return nil, wrong
		}
		n.kids = append(n.kids, kid)
		if _, more := p.is(","); more {
			continue
		}
		if wrong := p.closing(); wrong != nil {
			return nil, wrong
		}
		return p.made(n)
	}
}
