package form

import (
	"strings"
	"time"
	"unicode/utf8"

	"fieldsync/models"
)

// maxSteps bounds one evaluation of a form: parts of expressions, elements of
// lists and characters of patterns looked at.
const maxSteps = 500_000

// eval computes an expression for a row of the question's repeat group. Once
// the steps are used up everything is empty, and the form says so.
func (e *evaluation) eval(n *node, row int) value {
	if e.steps++; e.steps > maxSteps {
		return nil
	}
	switch n.op {
	case "literal":
		return n.val
	case "ref":
		return e.reference(n, row)
	case "and", "or":
		return e.logic(n, row)
	case "if":
		test := e.eval(n.kids[0], row)
		if test == nil {
			return nil
		}
		return e.eval(n.kids[2-test.n], row)
	case "coalesce":
		for _, kid := range n.kids {
			if v := e.eval(kid, row); v != nil {
				return v
			}
		}
		return nil
	}
	args := make([]value, len(n.kids))
	known := true
	for i, kid := range n.kids {
		args[i] = e.eval(kid, row)
		known = known && args[i] != nil
	}
	if v, done := e.whatever(n, args); done || !known {
		return v // all else is unknown as soon as one of its values is
	}
	return e.call(n, args)
}

// reference is the answer to a question, or all answers of a repeat group's.
func (e *evaluation) reference(n *node, row int) value {
	q := n.ref
	answers := e.answers[q.index]
	switch {
	case n.kind == kindRows:
		return &content{num: whole(int64(e.count[q.index])), n: 1}
	case n.outside:
		return e.all(answers)
	case q.in == nil:
		row = 0
	}
	return answers[row].val
}

// all puts the answers of all rows into one list.
func (e *evaluation) all(answers []answer) value {
	out := &content{}
	for _, a := range answers {
		e.steps++
		if a.val == nil {
			continue
		}
		if out.list = append(out.list, a.val.list...); a.val.list == nil {
			out.list = append(out.list, a.val)
		}
		e.steps += len(a.val.list)
	}
	if out.list == nil {
		return nil
	}
	return out
}

// logic is Kleene's: an empty side is neither true nor false.
func (e *evaluation) logic(n *node, row int) value {
	decides := int64(0)
	if n.op == "or" {
		decides = 1
	}
	left := e.eval(n.kids[0], row)
	if is(left, decides) {
		return left
	}
	right := e.eval(n.kids[1], row)
	if left == nil && !is(right, decides) {
		return nil
	}
	return right
}

// whatever are the functions that say something of empty values too.
func (e *evaluation) whatever(n *node, a []value) (v value, done bool) {
	switch n.op {
	case "true", "false":
		return boolean(n.op == "true"), true
	case "today":
		if e.now == nil {
			return nil, true
		}
		return readTyped(kindDate, written(kindMoment, e.now)[:len(time.DateOnly)]), true
	case "now":
		return e.now, true
	case "me":
		return textual(e.ctx.Me), true
	case "=''", "!=''":
		return boolean((a[0] == nil) == (n.op == "=''")), true
	case "selected":
		return e.selected(a), true
	case "count", "count-selected":
		if n.kids[0].kind == kindRows {
			return a[0], true
		}
		if a[0] == nil {
			return number(decimal{}, true), true
		}
		return number(whole(int64(len(a[0].list))), true), true
	case "sum", "min", "max":
		return e.total(n.op, a), true
	case "concat":
		text := ""
		for i, v := range a {
			if v != nil && utf8.RuneCountInString(text) <= models.MaxText {
				text += written(n.kids[i].kind, v)
			}
		}
		if utf8.RuneCountInString(text) > models.MaxText {
			text = ""
		}
		return textual(text), true
	}
	return nil, false
}

// selected is false of an empty answer: nothing is selected then.
func (e *evaluation) selected(a []value) value {
	if a[0] != nil && a[1] != nil {
		for _, v := range a[0].list {
			if e.steps++; v.text == a[1].text {
				return boolean(true)
			}
		}
	}
	return boolean(false)
}

// total goes through numbers and lists of them, passing over what is empty.
func (e *evaluation) total(op string, args []value) value {
	var out value
	if op == "sum" {
		out = number(decimal{}, true)
	}
	for _, a := range args {
		if a == nil {
			continue
		}
		list := a.list
		if list == nil {
			list = []value{a}
		}
		for _, v := range list {
			e.steps++
			switch {
			case op == "sum":
				if out = number(out.num.add(v.num)); out == nil {
					return nil // out of range
				}
			case out == nil || v.num.compare(out.num) > 0 == (op == "max"):
				out = v
			}
		}
	}
	return out
}

// call computes functions of given values.
func (e *evaluation) call(n *node, a []value) value {
	first, last := a[0], a[len(a)-1]
	switch n.op {
	case "not":
		return boolean(first.n == 0)
	case "+":
		return number(first.num.add(last.num))
	case "-":
		if n.kids[0].kind == kindDate {
			return number(whole(first.n-last.n), true)
		}
		return number(first.num.add(last.num.neg()))
	case "*":
		return number(first.num.mul(last.num))
	case "div":
		return number(first.num.div(last.num))
	case "mod":
		return number(first.num.mod(last.num))
	case "neg":
		return number(first.num.neg(), true)
	case "abs":
		if first.num.coef < 0 {
			return number(first.num.neg(), true)
		}
		return first
	case "int":
		return number(whole(first.num.coef/int64(powers[first.num.scale])), true)
	case "round":
		if last.num.scale > 0 || last.num.coef < 0 || last.num.coef > maxScale {
			return nil
		}
		return number(first.num.round(int(last.num.coef)), true)
	case "days-between":
		return number(whole(last.n-first.n), true)
	case "minutes-between":
		return number(whole((last.n-first.n)/60), true)
	case "date":
		return readTyped(kindDate, written(kindMoment, first)[:len(time.DateOnly)])
	case "add-days":
		const far = 1_000_000 // days
		if last.num.scale > 0 || last.num.coef > far || last.num.coef < -far {
			return nil
		}
		return integer(first.n + last.num.coef)
	}
	return e.ofText(n, first, last)
}

func (e *evaluation) ofText(n *node, first, last value) value {
	switch text := first.text; n.op {
	case "number":
		return readTyped(kindNumber, strings.TrimSpace(text))
	case "string":
		return textual(written(n.kids[0].kind, first))
	case "string-length":
		return number(whole(int64(utf8.RuneCountInString(text))), true)
	case "contains":
		return boolean(strings.Contains(text, last.text))
	case "starts-with":
		return boolean(strings.HasPrefix(text, last.text))
	case "regex":
		ok, steps := n.pat.fits(text)
		e.steps += steps
		return boolean(ok)
	case "is-phone":
		return boolean(models.IsPhone(text))
	case "is-mobile":
		_, ok := models.MobileKey(models.NormaliserVersion, text)
		return boolean(ok)
	}
	c := compare(n.kids[0].kind, first, last)
	switch n.op {
	case "=":
		return boolean(c == 0)
	case "!=":
		return boolean(c != 0)
	case "<":
		return boolean(c < 0)
	case "<=":
		return boolean(c <= 0)
	case ">":
		return boolean(c > 0)
	}
	return boolean(c >= 0)
}
