package form

import (
	"encoding/json"
	"strings"

	"fieldsync/models"
)

// Bounds of a definition, beyond those of its record.
const (
	MaxQuestions = 300
	MaxRows      = 200 // of a repeat group
)

// Definition is a form that was read and checked: Compile makes it.
type Definition struct {
	ID         string       `json:"id"` // of its record
	Form       string       `json:"form"`
	Version    int64        `json:"version"`
	Team       string       `json:"team,omitempty"`
	Title      models.Label `json:"title"`
	Collection string       `json:"collection"`
	// Questions are in the order of the form, those of a repeat group after it.
	Questions []*Question `json:"questions"`

	byName map[string]*Question
	order  []*Question // such that each comes after what its value depends on
}

// Question is a question of a form.
type Question struct {
	Name    string              `json:"name"`
	Was     string              `json:"was,omitempty"` // its name in an earlier version
	Type    string              `json:"type"`          // one of the types of models.FormQuestion
	Label   models.Label        `json:"label"`
	Hint    models.Label        `json:"hint,omitzero"`
	Field   string              `json:"field,omitempty"`  // of the record, or the member of the repeat group's; "": an extra question
	Repeat  string              `json:"repeat,omitempty"` // the repeat group it is in
	Choices []models.FormChoice `json:"choices,omitempty"`
	Record  string              `json:"record,omitempty"` // the collection a record reference points into
	Class   models.Class        `json:"priv,omitempty"`   // how sensitive an extra question's answer is
	// Computed: it is not asked, its answer is calculated.
	Computed bool `json:"computed,omitempty"`
	// Many: the answer is a list.
	Many bool `json:"many,omitempty"`

	message                                    models.Label
	required, relevant, constraint, calculated *expr
	field                                      *models.Field // reads and writes the answer; nil: a number, a repeat or a note
	in                                         *Question     // the repeat group
	rows                                       []*Question   // of a repeat group
	index                                      int
	offered                                    map[string]bool // the names of Choices
}

// Question returns the question of that name, nil when there is none.
func (d *Definition) Question(name string) *Question { return d.byName[name] }

// Bound is the field of the registry that the answer goes to, nil for an extra
// question.
func (q *Question) Bound() *models.Field {
	if q.Field == "" {
		return nil
	}
	return q.field
}

// types are the types of questions: how expressions see them, in the letters of
// signatures (o another, r rows), and which kinds of the registry they write.
const types = ` text=t:text number=n:int money=n:money bool=b:bool date=d:date time=i:time datetime=m:datetime month=t:month ` +
	`choice=t:enum,text multiple=t:enum,text photo=o:photo signature=o:photo place=o:place record=t:ref repeat=r:object `

// kind is false for a note, which has no answer.
func (q *Question) kind() (kind, bool) {
	letter, _ := entry(types, q.Type)
	if letter == "" {
		return 0, false
	}
	return kind(strings.Index(letters, letter)), true
}

// writes are the kinds of the registry that a question writes.
func (q *Question) writes() []string {
	_, list := entry(types, q.Type)
	return strings.Split(list, ",")
}

// many says that one answer is a list of values.
func (q *Question) many() bool { return q.field != nil && q.field.List && q.Type != "repeat" }

// Typed reads what a person types at a command line as an answer; what cannot
// be read is kept as it was typed, and Evaluate says what is wrong with it.
func (q *Question) Typed(s string) json.RawMessage {
	if q.field != nil {
		if raw, p := models.ParseText(q.field, s); p == nil {
			return orNull(raw)
		}
	} else if text := strings.TrimSpace(s); text == "" || json.Valid([]byte(text)) {
		return orNull(json.RawMessage(text))
	}
	return quote(s)
}

func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}
