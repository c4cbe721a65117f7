package form

import (
	"encoding/json"
	"maps"
	"slices"

	"fieldsync/models"
)

// The fates of an answer when a draft moves to another version.
const (
	Kept    = "kept"    // it stands as it was
	Changed = "changed" // it was converted, or is kept and has to be looked at
	Lost    = "lost"    // the new version has no place for it
)

// Move is what becomes of one answer.
type Move struct {
	Question string          `json:"question"`
	Label    models.Label    `json:"label"`
	Fate     string          `json:"fate"`
	Was      json.RawMessage `json:"was"`
	Now      json.RawMessage `json:"now,omitempty"`
	// Why says what changed or why it is lost, in English and Chinese.
	Why   string `json:"why,omitempty"`
	WhyZH string `json:"why_zh,omitempty"`
}

// Migration is a preview: nothing is done by looking at it.
type Migration struct {
	From  int64   `json:"from"`
	To    int64   `json:"to"`
	Moves []*Move `json:"moves"`
	// New are the questions that the older version did not have.
	New []string `json:"new"`
	// Answers are those of the newer version.
	Answers models.Values `json:"answers"`
}

// Lost are the answers that have no place in the newer version.
func (m *Migration) Lost() (out []*Move) {
	for _, move := range m.Moves {
		if move.Fate == Lost {
			out = append(out, move)
		}
	}
	return out
}

// Migrate moves answers, as typed, to another version of the form. from may be
// nil when the old version is not known any more: the answers then speak for
// themselves. A repeat group's rows move answer by answer.
func Migrate(from, to *Definition, answers models.Values) *Migration {
	m := &Migration{To: to.Version, New: []string{}, Moves: []*Move{}}
	if from != nil {
		m.From = from.Version
	}
	m.Answers = m.move(from, to, nil, answers)
	for _, q := range to.Questions {
		if q.in == nil && !q.Computed && q.Type != "note" && m.Answers[q.Name] == nil && (from == nil || from.byName[q.Name] == nil && from.byName[q.Was] == nil) {
			m.New = append(m.New, q.Name)
		}
	}
	return m
}

// move moves the answers of the form, or of a row of a repeat group: of a row
// only what does not stand as it was is told, by the name of the group.
func (m *Migration) move(from, to *Definition, in *Question, answers models.Values) models.Values {
	out := models.Values{}
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		raw := answers[name]
		if empty(raw) {
			continue
		}
		move := &Move{Question: name, Label: labelOf(from, name), Fate: Kept, Was: raw}
		q := to.successor(name, in, answers)
		switch {
		case q == nil:
			move.fall(Lost, nil, "not_asked", "")
		case q.Type == "repeat":
			m.rows(move, from, to, q)
		default:
			move.into(q)
		}
		if move.Fate != Lost {
			out[q.Name] = move.Now
		}
		if in != nil {
			move.Question = in.Name + "." + name
		}
		if in == nil || move.Fate != Kept {
			m.Moves = append(m.Moves, move)
		}
	}
	return out
}

// rows moves the rows of a repeat group.
func (m *Migration) rows(move *Move, from, to *Definition, q *Question) {
	rows, p := readRows(move.Was)
	if p != nil {
		move.mend()
		return
	}
	told := len(m.Moves)
	for i, row := range rows {
		rows[i] = m.move(from, to, q, row)
	}
	if len(m.Moves) > told {
		move.Fate = Changed
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		move.mend()
		return
	}
	move.Now = raw
}

// mend keeps what a person typed and was wrong before; what was an answer to
// another kind of question has no place.
func (move *Move) mend() {
	if move.Was[0] == '"' {
		move.fall(Changed, move.Was, "mend", "")
		return
	}
	move.fall(Lost, nil, "other_type", "")
}

func labelOf(d *Definition, name string) models.Label {
	if d != nil && d.byName[name] != nil {
		return d.byName[name].Label
	}
	return models.Label{ZH: name, EN: name}
}

// successor is the question that takes the answer of an older one: that of the
// same name, or the one that was called so, unless its own name is answered.
func (d *Definition) successor(name string, in *Question, answers models.Values) *Question {
	if q := d.byName[name]; q != nil && q.in == in && q.Type != "note" && !q.Computed {
		return q
	}
	for _, q := range d.Questions {
		if q.Was == name && q.in == in && empty(answers[q.Name]) && !q.Computed {
			return q
		}
	}
	return nil
}

// fall is the fate of an answer that does not stand as it was.
func (move *Move) fall(fate string, now json.RawMessage, code, detail string) {
	move.Fate, move.Now = fate, now
	move.Why, move.WhyZH = tell(code, detail)
}

// into tries the answer as one to the new question.
func (move *Move) into(q *Question) {
	move.Now = move.Was
	switch a := q.read(move.Was); {
	case a.problem == nil && q.Name != move.Question:
		move.fall(Changed, move.Was, "renamed", q.Name)
	case a.problem == nil:
	case a.problem.Code == "not_an_option":
		move.fall(Changed, move.Was, "choose_again", "")
	default:
		for _, other := range conversions(move.Was) {
			if a := q.read(other); a.problem == nil {
				move.fall(Changed, a.raw, "converted", "")
				return
			}
		}
		move.mend()
	}
}

// conversions are other ways to say an answer: a number as a text and back, one
// choice as a list and back.
func conversions(raw json.RawMessage) (out []json.RawMessage) {
	switch text := textOf(raw); {
	case text != "" && json.Valid([]byte(text)):
		out = append(out, json.RawMessage(text))
	case raw[0] == '[':
		_ = json.Unmarshal(raw, &out) // no list: nothing
		return out[:min(len(out), 1)]
	case raw[0] != '{' && raw[0] != '"':
		out = append(out, quote(string(raw)))
	}
	return append(out, joined([]json.RawMessage{raw}))
}
