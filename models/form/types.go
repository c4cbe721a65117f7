package form

import "strings"

// signatures are the functions, each with its arguments, a colon and what it
// gives. b is yes or no, n a number, t a text, d a date, m a moment; a is any of
// them, the same for all a, and s any that has a text; L is a list or a repeat
// group, N a list of numbers or a number, p a pattern written out. A * repeats
// the argument before it.
const signatures = ` true=:b false=:b not=b:b if=baa:a coalesce=aa*:a selected=Lt:b count-selected=L:n count=L:n ` +
	`sum=N:n min=N*:n max=N*:n string-length=t:n concat=ss*:t contains=tt:b starts-with=tt:b regex=tp:b ` +
	`round=nn:n int=n:n abs=n:n number=t:n string=s:t today=:d now=:m date=m:d add-days=dn:d days-between=dd:n minutes-between=mm:n ` +
	`me=:t is-phone=t:b is-mobile=t:b `

// entry finds a name in a table of " name=before:after", both "" when it is not
// there.
func entry(table, name string) (before, after string) {
	_, rest, _ := strings.Cut(table, " "+name+"=")
	rest, _, _ = strings.Cut(rest, " ")
	before, after, _ = strings.Cut(rest, ":")
	return before, after
}

// letters are the kinds in the order of their numbers.
const letters = "abntdimor"

// check gives a node its type and refuses what does not go together.
func (n *node) check() *fault {
	switch n.op {
	case "literal", "ref":
		return nil
	case "and", "or":
		n.kind = kindBool
		return n.want(kindBool, n.kids...)
	case "+", "-", "*", "div", "mod", "neg":
		n.kind = kindNumber
		if n.op == "-" && n.kids[0].kind == kindDate {
			return n.want(kindDate, n.kids...) // days between them
		}
		return n.want(kindNumber, n.kids...)
	case "=", "!=", "<", "<=", ">", ">=":
		n.kind = kindBool
		return n.comparison()
	}
	args, result := entry(signatures, n.op)
	if result == "" {
		return &fault{"form_unknown_function", n.at, n.op}
	}
	return n.arguments(args, result[0])
}

// want asks that all are single values of a kind. A text that is written out is
// read as a date or time where one is wanted.
func (n *node) want(k kind, kids ...*node) *fault {
	for _, kid := range kids {
		if kid.op == "literal" && kid.kind == kindText && k >= kindDate && k <= kindMoment {
			if v := readTyped(k, kid.val.text); v != nil {
				kid.kind, kid.val = k, v
			}
		}
		if kid.list || kid.kind != k && kid.kind != kindAny {
			return wrongKind(kid, n.op)
		}
	}
	return nil
}

func wrongKind(n *node, where string) *fault { return &fault{"form_wrong_type", n.at, where} }

// comparison wants two values of one kind. Against the empty text it asks
// whether there is an answer, as XLSForm does.
func (n *node) comparison() *fault {
	left, right := n.kids[0], n.kids[1]
	equality := n.op == "=" || n.op == "!="
	for i, side := range n.kids {
		if equality && side.op == "literal" && side.kind == kindAny {
			n.op += "''"
			n.kids = []*node{n.kids[1-i]}
			return nil
		}
	}
	k := left.kind
	if left.op == "literal" || k == kindAny {
		k = right.kind
	}
	if !equality && (k == kindText || k == kindBool || k == kindOther || k == kindAny) {
		return wrongKind(n, n.op)
	}
	return n.want(k, n.kids...)
}

func (n *node) arguments(args string, result byte) *fault {
	wanted, repeated := strings.CutSuffix(args, "*")
	least := len(wanted)
	if repeated {
		least--
	}
	if len(n.kids) < least || !repeated && len(n.kids) > least {
		return &fault{"form_syntax", n.at, n.op + "(" + args + ")"}
	}
	any := kindAny
	for i, kid := range n.kids {
		if wrong := n.argument(wanted[min(i, len(wanted)-1)], kid, &any); wrong != nil {
			return wrong
		}
	}
	if n.kind = kind(strings.IndexByte(letters, result)); n.kind == kindAny {
		n.kind = any
	}
	return nil
}

func (n *node) argument(letter byte, kid *node, any *kind) *fault {
	switch letter {
	case 'L':
		if !kid.list {
			return wrongKind(kid, n.op)
		}
		return nil
	case 'N':
		if kid.kind == kindNumber {
			return nil
		}
		return n.want(kindNumber, kid)
	case 'p':
		if kid.op != "literal" || kid.kind != kindText {
			return wrongKind(kid, n.op)
		}
		if n.pat = compilePattern(kid.val.text); n.pat == nil {
			return &fault{"form_bad_pattern", kid.at, kid.val.text}
		}
		return nil
	case 's':
		if kid.kind == kindRows || kid.kind == kindOther {
			return wrongKind(kid, n.op)
		}
		return n.want(kid.kind, kid)
	case 'a':
		if *any == kindAny {
			*any = kid.kind
		}
		return n.want(*any, kid)
	}
	return n.want(kind(strings.IndexByte(letters, letter)), kid)
}
