package form

import (
	"encoding/json"
	"slices"
	"strings"

	"fieldsync/models"
)

// answer is what was read of one raw answer.
type answer struct {
	raw     json.RawMessage // canonical; what cannot be read stays as it was typed
	val     value
	problem *models.Problem
}

func problem(code, detail string) *models.Problem {
	en, zh := tell(code, detail)
	return &models.Problem{Code: code, Message: en, ZH: zh}
}

// unfit is a problem of an answer that cannot be represented.
func unfit(code, detail string) *models.Problem {
	p := problem(code, detail)
	p.Unfit = true
	return p
}

func empty(raw json.RawMessage) bool {
	s := strings.TrimSpace(string(raw))
	return s == "" || s == "null" || s == `""` || s == "[]"
}

// read reads a raw answer by the type of its question.
func (q *Question) read(raw json.RawMessage) (a answer) {
	if empty(raw) {
		return answer{}
	}
	a.raw = raw
	switch {
	case q.field == nil:
		a.raw, a.problem = readNumber(raw)
	case q.many():
		return q.readList(raw)
	default:
		a.raw, a.problem = q.field.Normalize(raw)
	}
	if a.problem != nil {
		a.raw = raw
		return a
	}
	a.val, a.problem = q.single(a.raw)
	return a
}

func (q *Question) readList(raw json.RawMessage) (a answer) {
	a.raw = raw
	list, p := q.field.Elements(raw)
	if p != nil {
		a.problem = p
		return a
	}
	a.raw, a.val = joined(list), &content{}
	for _, element := range list {
		v, p := q.single(element)
		if a.val.list = append(a.val.list, v); p != nil {
			a.problem = p
		}
	}
	return a
}

func joined(list []json.RawMessage) json.RawMessage {
	b := []byte{'['}
	for i, e := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, e...)
	}
	return append(b, ']')
}

// readNumber takes a number as such or as a text.
func readNumber(raw json.RawMessage) (json.RawMessage, *models.Problem) {
	d, ok := parseDecimal(strings.Trim(strings.TrimSpace(string(raw)), `"`))
	if !ok {
		return raw, unfit("wrong_type", "12.5")
	}
	return json.RawMessage(d.String()), nil
}

// single is one canonical value as expressions see it.
func (q *Question) single(raw json.RawMessage) (value, *models.Problem) {
	k, _ := q.kind()
	if k == kindBool {
		return boolean(string(raw) == "true"), nil
	}
	text := string(raw)
	if raw[0] == '"' && json.Unmarshal(raw, &text) != nil {
		return nil, nil
	}
	v := readTyped(k, text)
	if len(q.offered) > 0 && v != nil && !q.offered[v.text] {
		return v, problem("not_an_option", v.text)
	}
	return v, nil
}

// write is a computed value as an answer to the question.
func (q *Question) write(v value) answer {
	if v == nil {
		return answer{}
	}
	k, _ := q.kind()
	if q.Type == "money" {
		v = number(v.num.round(2), true)
	}
	text := written(k, v)
	if k == kindBool || k == kindNumber && q.Type != "money" {
		return q.read(json.RawMessage(text))
	}
	return q.read(quote(text))
}

// rows takes the answer of a repeat group apart.
func readRows(raw json.RawMessage) (rows []models.Values, p *models.Problem) {
	if empty(raw) {
		return nil, nil
	}
	if json.Unmarshal(raw, &rows) != nil || slices.ContainsFunc(rows, func(r models.Values) bool { return r == nil }) {
		return nil, unfit("wrong_type", `[{"name":"…"}]`)
	}
	if len(rows) > MaxRows {
		return nil, unfit("too_long", "200")
	}
	return rows, nil
}
