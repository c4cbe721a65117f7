package form

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"fieldsync/models"
)

// Context is what an evaluation takes from outside.
type Context struct {
	Now time.Time // of now() and today(), in China; zero: they are empty
	Me  string    // the staff id of who fills the form, of me()
	// Declined are the questions that the customer declined to answer: they
	// count as answered.
	Declined map[string]bool
	// Stored: calculated answers are judged as they were stored, not anew.
	Stored bool
}

// State is a question of the form as it stands.
type State struct {
	Path     string          `json:"path"` // "opinions", "entries[0].said"
	Question *Question       `json:"-"`
	Relevant bool            `json:"relevant"`
	Required bool            `json:"required"`
	Computed bool            `json:"computed,omitempty"`
	Value    json.RawMessage `json:"value,omitempty"`
}

// Result is what a form says of its answers.
type Result struct {
	States []State `json:"questions"`
	// Values are what is to be written: canonical, relevant, with what was
	// calculated, by the name of the question.
	Values   models.Values    `json:"values"`
	Problems []models.Problem `json:"problems"`
	// Unasked are answers to questions that are not asked: they are not written.
	Unasked []string `json:"unasked,omitempty"`
	// Asked counts the required questions, Answered those that have an answer.
	Asked    int  `json:"asked"`
	Answered int  `json:"answered"`
	Complete bool `json:"complete"` // all required are answered and nothing is wrong
}

// evaluation is one run over a form.
type evaluation struct {
	d       *Definition
	ctx     Context
	rows    map[string][]models.Values // raw, by repeat group
	answers [][]answer                 // by question, then by row
	asked   [][]bool
	count   []int // rows of a repeat group, by question
	now     value
	steps   int
	res     *Result
}

// Evaluate computes the form for raw answers by the name of the question, as
// they were typed. It never fails: what is wrong is a problem of the result.
// Codes beside those of models.Field.Check: required, not_an_option,
// form_constraint, form_unknown_name, form_too_costly.
func (d *Definition) Evaluate(raw models.Values, ctx Context) *Result {
	n := len(d.Questions)
	e := &evaluation{d: d, ctx: ctx, rows: map[string][]models.Values{}, answers: make([][]answer, n), asked: make([][]bool, n), count: make([]int, n),
		res: &Result{Values: models.Values{}, Problems: []models.Problem{}}}
	if !ctx.Now.IsZero() {
		e.now = integer(ctx.Now.Unix())
	}
	for _, q := range d.order {
		e.question(q, raw)
	}
	for _, q := range d.Questions {
		if q.in == nil {
			e.judge(q, 0, q.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if q := d.byName[name]; (q == nil || q.in != nil) && !empty(raw[name]) {
			e.unknown(name)
		}
	}
	if e.steps > maxSteps {
		e.report("", problem("form_too_costly", ""))
	}
	e.res.Complete = len(e.res.Problems) == 0 && e.res.Asked == e.res.Answered
	return e.res
}

// question decides whether a question is asked, row by row, and reads or
// computes its answers.
func (e *evaluation) question(q *Question, raw models.Values) {
	rows := 1
	if q.in != nil {
		rows = e.count[q.in.index]
	}
	e.asked[q.index], e.answers[q.index] = make([]bool, rows), make([]answer, rows)
	for row := range rows {
		e.asked[q.index][row] = q.relevant == nil || is(e.eval(q.relevant.root, row), 1)
		given := raw[q.Name]
		if q.in != nil {
			given = e.rows[q.in.Name][row][q.Name]
		}
		e.answers[q.index][row] = e.answer(q, row, given)
	}
}

func (e *evaluation) answer(q *Question, row int, given json.RawMessage) answer {
	asked := e.asked[q.index][row]
	switch {
	case !asked:
		if !empty(given) && !q.Computed {
			e.res.Unasked = append(e.res.Unasked, q.Name)
		}
		return answer{}
	case q.Type == "repeat":
		return e.repeat(q, given)
	case q.calculated != nil && !e.ctx.Stored:
		return q.write(e.eval(q.calculated.root, row))
	case q.Type == "note":
		return answer{}
	}
	return q.read(given)
}

// repeat reads the rows of a group. What is calculated of it is how many there
// are at least.
func (e *evaluation) repeat(q *Question, given json.RawMessage) answer {
	rows, p := readRows(given)
	if q.calculated != nil && !e.ctx.Stored && p == nil {
		if least := e.eval(q.calculated.root, 0); least != nil {
			for int64(len(rows)) < min(least.num.round(0).coef, MaxRows) {
				rows = append(rows, models.Values{})
			}
		}
	}
	e.rows[q.Name], e.count[q.index] = rows, len(rows)
	if len(rows) == 0 {
		return answer{problem: p}
	}
	return answer{val: &content{}}
}

func (e *evaluation) report(path string, p *models.Problem) {
	told := *p
	told.Field = path
	e.res.Problems = append(e.res.Problems, told)
}

func (e *evaluation) unknown(path string) {
	e.report(path, problem("form_unknown_name", ""))
}

// judge looks at one answer, and with a repeat group at all its rows.
func (e *evaluation) judge(q *Question, row int, path string) json.RawMessage {
	a := e.answers[q.index][row]
	asked := e.asked[q.index][row]
	required := asked && q.required != nil && is(e.eval(q.required.root, row), 1)
	state := len(e.res.States)
	e.res.States = append(e.res.States, State{Path: path, Question: q, Relevant: asked, Required: required, Computed: q.Computed, Value: a.raw})
	if required {
		e.res.Asked++
		if a.val != nil || a.problem != nil || e.ctx.Declined[q.Name] {
			e.res.Answered++
		} else {
			e.report(path, labelled("required", q))
		}
	}
	if a.problem != nil {
		e.report(path, a.problem)
	} else if a.val != nil {
		e.constraint(q, row, path)
	}
	if q.Type == "repeat" && asked {
		a.raw = e.judgeRows(q, path)
		e.res.States[state].Value = a.raw
	}
	if q.in == nil && a.raw != nil {
		e.res.Values[q.Name] = a.raw
	}
	return a.raw
}

func (e *evaluation) judgeRows(q *Question, path string) json.RawMessage {
	var list []json.RawMessage
	for row := range e.count[q.index] {
		members := models.Values{}
		for _, name := range slices.Sorted(maps.Keys(e.rows[q.Name][row])) {
			if inner := e.d.byName[name]; (inner == nil || inner.in != q) && !empty(e.rows[q.Name][row][name]) {
				e.unknown(path + "[" + strconv.Itoa(row) + "]." + name)
			}
		}
		for _, inner := range q.rows {
			if raw := e.judge(inner, row, path+"["+strconv.Itoa(row)+"]."+inner.Name); raw != nil {
				members[inner.Name] = raw
			}
		}
		raw, err := json.Marshal(members)
		if err != nil { // a value that is no JSON was reported where it was read
			continue
		}
		list = append(list, raw)
	}
	if list == nil {
		return nil
	}
	return joined(list)
}

// constraint is broken only where it is false: of what is unknown it says
// nothing.
func (e *evaluation) constraint(q *Question, row int, path string) {
	if q.constraint == nil || !is(e.eval(q.constraint.root, row), 0) {
		return
	}
	p := labelled("form_constraint", q)
	p.Message, p.ZH = cmp.Or(q.message.EN, p.Message), cmp.Or(q.message.ZH, p.ZH)
	e.report(path, p)
}

// labelled is a problem that names the question in both languages.
func labelled(code string, q *Question) *models.Problem {
	p := problem(code, q.Label.EN)
	_, p.ZH = tell(code, q.Label.ZH)
	return p
}
