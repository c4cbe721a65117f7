package form

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"fieldsync/models"
)

// compiler reads a definition and collects what is wrong with it.
type compiler struct {
	reg   *models.Registry
	col   *models.Collection
	d     *Definition
	src   []models.FormQuestion
	found []models.Problem
}

// Compile reads the definition of a record. The problems name question and part
// ("amount.constraint") and, in expressions, the character; with any of them
// there is no definition. Codes: form_syntax, form_unknown_name,
// form_unknown_function, form_unknown_field, form_unknown_collection,
// form_wrong_type, form_bad_pattern, form_bad_name, form_twice, form_cycle,
// form_bad_repeat, form_no_choices, form_too_large, and those of Validate.
func Compile(reg *models.Registry, id string, record models.Values) (*Definition, []models.Problem) {
	c := &compiler{reg: reg, col: reg.Collection("form_definition")}
	if c.found = c.col.Validate(record); len(c.found) > 0 {
		return nil, c.found
	}
	c.d = &Definition{ID: id, byName: map[string]*Question{}}
	d := c.d
	// The whole was found to fit just now, so the errors are none.
	for name, into := range map[string]any{"form": &d.Form, "version": &d.Version, "team": &d.Team, "collection": &d.Collection,
		"title_zh": &d.Title.ZH, "title_en": &d.Title.EN, "questions": &c.src} {
		if raw := record[name]; raw != nil && json.Unmarshal(raw, into) != nil {
			c.report(name, "wrong_type", "")
			return nil, c.found
		}
	}
	if c.col = reg.Collection(d.Collection); c.col == nil {
		c.report("collection", "form_unknown_collection", d.Collection)
		return nil, c.found
	}
	if len(c.src) > MaxQuestions {
		c.report("questions", "form_too_large", "")
		return nil, c.found
	}
	for _, step := range []func(*compiler){(*compiler).questions, (*compiler).bindings, (*compiler).expressions, (*compiler).cycles} {
		if step(c); len(c.found) > 0 {
			return nil, c.found
		}
	}
	return c.d, nil
}

func (c *compiler) report(field, code, detail string) {
	en, zh := tell(code, detail)
	c.found = append(c.found, models.Problem{Code: code, Field: field, Message: en, ZH: zh})
}

// questions reads names and groups.
func (c *compiler) questions() {
	for i := range c.src {
		s := &c.src[i]
		q := &Question{Name: s.Name, Was: s.Was, Type: s.Type, Label: models.Label{ZH: s.ZH, EN: s.EN}, Hint: models.Label{ZH: s.HintZH, EN: s.HintEN},
			Field: s.Field, Repeat: s.Repeat, Choices: s.Choices, Record: s.Record, Computed: s.Calculation != "" && s.Type != "repeat",
			message: models.Label{ZH: s.MessageZH, EN: s.MessageEN}, index: i, offered: map[string]bool{}}
		if s.Priv != nil {
			q.Class = models.Class(*s.Priv)
		}
		at := "questions[" + strconv.Itoa(i) + "]"
		switch {
		case span(s.Name, wordBytes) != len(s.Name) || !letter(s.Name[0]):
			c.report(at, "form_bad_name", s.Name)
		case c.d.byName[s.Name] != nil:
			c.report(at, "form_twice", s.Name)
		}
		c.group(q)
		c.choices(q)
		c.d.byName[q.Name] = q
		c.d.Questions = append(c.d.Questions, q)
	}
}

// group puts a question into its repeat group, which stands before it.
func (c *compiler) group(q *Question) {
	if q.Repeat == "" {
		return
	}
	q.in = c.d.byName[q.Repeat]
	if q.in == nil || q.in.Type != "repeat" || q.Type == "repeat" {
		c.report(q.Name+".repeat", "form_bad_repeat", q.Repeat)
		return
	}
	q.in.rows = append(q.in.rows, q)
}

func (c *compiler) choices(q *Question) {
	for _, choice := range q.Choices {
		if q.offered[choice.Name] {
			c.report(q.Name+".choices", "form_twice", choice.Name)
		}
		q.offered[choice.Name] = true
	}
	if choosing := q.Type == "choice" || q.Type == "multiple"; choosing != (len(q.Choices) > 0) {
		c.report(q.Name+".choices", "form_no_choices", "")
	}
}

// bindings ties the questions to the fields they write.
func (c *compiler) bindings() {
	for _, q := range c.d.Questions {
		if q.Type == "note" {
			if q.Field != "" {
				c.report(q.Name+".field", "form_unknown_field", q.Field)
			}
			continue
		}
		if q.Field == "" {
			c.extra(q)
			continue
		}
		if q.field = c.fieldOf(q); q.field == nil {
			c.report(q.Name+".field", "form_unknown_field", c.col.Name+"."+q.Field)
			continue
		}
		c.fits(q)
	}
}

// fieldOf finds the field of the collection, or the member of the field that
// the repeat group is bound to.
func (c *compiler) fieldOf(q *Question) *models.Field {
	if q.in == nil {
		if f := c.col.Field(q.Field); f != nil && f.Policy != models.Server {
			return f
		}
		return nil
	}
	if q.in.Field == "" || q.in.field == nil {
		return nil
	}
	i := slices.IndexFunc(q.in.field.Elem, func(m *models.Field) bool { return m.Name == q.Field })
	if i < 0 {
		return nil
	}
	return q.in.field.Elem[i]
}

// fits compares a question with the field it writes.
func (c *compiler) fits(q *Question) {
	f := q.field
	if !slices.Contains(q.writes(), string(f.Kind)) || (q.Type == "multiple" || q.Type == "repeat") && !f.List ||
		f.List && !strings.Contains("multiple repeat photo record text", q.Type) {
		c.report(q.Name+".type", "form_wrong_type", f.Name+": "+string(f.Kind))
	}
	if q.Record != "" && f.Ref != "" && f.Ref != models.AnyRecord && q.Record != f.Ref {
		c.report(q.Name+".record", "form_wrong_type", f.Name+": "+f.Ref)
	}
	for _, choice := range q.Choices {
		if f.Options != nil && !slices.Contains(f.Options, choice.Name) {
			c.report(q.Name+".choices", "form_wrong_type", f.Name+": "+choice.Name)
		}
	}
	if q.Class != models.Public {
		c.report(q.Name+".priv", "form_wrong_type", f.Name)
	}
}

// extra makes a field that reads the answer of an extra question.
func (c *compiler) extra(q *Question) {
	if q.in != nil && q.in.Field != "" {
		c.report(q.Name+".field", "form_unknown_field", q.in.Field)
		return
	}
	if q.Type == "number" || q.Type == "repeat" {
		return
	}
	q.field = &models.Field{Name: q.Name, Label: q.Label, Kind: models.Kind(q.writes()[0]), Policy: models.Latest, List: q.Type == "multiple", Ref: q.Record}
	if q.Type == "record" && c.reg.Collection(q.Record) == nil {
		c.report(q.Name+".record", "form_unknown_collection", q.Record)
	}
}

// expressions reads all expressions and checks their types.
func (c *compiler) expressions() {
	for i, q := range c.d.Questions {
		s := &c.src[i]
		required := s.Required
		if required == "yes" {
			required = "true()"
		}
		k, _ := q.kind()
		q.Many = q.many()
		q.relevant = c.expression(q, "relevant", s.Relevant, kindBool)
		q.required = c.expression(q, "required", required, kindBool)
		q.constraint = c.expression(q, "constraint", s.Constraint, kindBool)
		if q.Type == "repeat" {
			k = kindNumber // of rows
		}
		if s.Calculation != "" && (q.many() || k == kindOther || q.Type == "note") {
			c.report(q.Name+".calculation", "form_wrong_type", q.Type)
			continue
		}
		q.calculated = c.expression(q, "calculation", s.Calculation, k)
	}
}

func (c *compiler) expression(q *Question, part, text string, k kind) *expr {
	if text == "" {
		return nil
	}
	e, wrong := parse(text, q, c.d.Question)
	if wrong == nil {
		wrong = (&node{op: part}).want(k, e.root)
	}
	if wrong != nil {
		c.report(q.Name+"."+part, wrong.code, wrong.detail+" @"+strconv.Itoa(wrong.at))
		return nil
	}
	return e
}

// cycles orders the questions by what their values depend on.
func (c *compiler) cycles() {
	const begun, done = 1, 2
	state := map[*Question]int{}
	var path []*Question
	var visit func(*Question)
	visit = func(q *Question) {
		if state[q] == done || len(c.found) > 0 {
			return
		}
		path = append(path, q)
		if state[q] == begun {
			c.cycle(path)
			return
		}
		state[q] = begun
		for _, on := range q.dependsOn() {
			visit(on)
		}
		state[q] = done
		path = path[:len(path)-1]
		c.d.order = append(c.d.order, q)
	}
	for _, q := range c.d.Questions {
		visit(q)
	}
}

// cycle names the questions that wait for each other.
func (c *compiler) cycle(path []*Question) {
	last := path[len(path)-1]
	text := ""
	for _, q := range path[slices.Index(path, last):] {
		if text != "" {
			text += " → "
		}
		text += q.Name
	}
	c.report(last.Name, "form_cycle", text)
}

// dependsOn are the questions that decide whether a question is asked and what
// its answer is.
func (q *Question) dependsOn() (out []*Question) {
	if q.in != nil {
		out = append(out, q.in)
	}
	for _, e := range []*expr{q.relevant, q.calculated} {
		if e != nil {
			out = append(out, e.refs...)
		}
	}
	return out
}
