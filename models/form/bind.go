package form

import (
	"crypto/sha256"
	"encoding/json"

	"fieldsync/models"

	"github.com/google/uuid"
)

// answerSpace keeps the ids of answers apart from all other derived ids.
const answerSpace = "fieldsync form answer v1"

// AnswerID is the id of the record that holds the answer to an extra question
// of a record: two phones that answer it write one record.
func AnswerID(subject, question string) string {
	sum := sha256.Sum256([]byte(answerSpace + "\x00" + subject + "\x00" + question))
	id := uuid.UUID(sum[:16])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // version 8: of our own making
	return id.String()
}

// answerFields are where a form_answer holds its value, by sensitivity.
var answerFields = [...]string{"value", "value_business", "value_personal", "value_sensitive"}

// homes are the fields that an answer takes over from its subject, so that it
// lives beside it.
var homes = []string{"customer", "star_customer", "event", "staff", "customer_consent"}

// Bound are values of the form as those of the record it fills in; extra ones
// are left out.
func (d *Definition) Bound(values models.Values) models.Values {
	out := models.Values{}
	for name, raw := range values {
		if q := d.byName[name]; q != nil && q.Field != "" && q.in == nil {
			out[q.Field] = q.renamed(raw, func(inner *Question) (string, string) { return inner.Name, inner.Field })
		}
	}
	return out
}

// renamed gives the members of a repeat group's rows other names.
func (q *Question) renamed(raw json.RawMessage, names func(*Question) (from, to string)) json.RawMessage {
	if q.Type != "repeat" || q.Field == "" {
		return raw
	}
	rows, p := readRows(raw)
	if p != nil || rows == nil {
		return raw
	}
	for i, row := range rows {
		fresh := models.Values{}
		for _, inner := range q.rows {
			from, to := names(inner)
			if v, ok := row[from]; ok {
				fresh[to] = v
			}
		}
		rows[i] = fresh
	}
	out, err := json.Marshal(rows)
	if err != nil {
		return raw
	}
	return out
}

// Answers are what a record says to the questions of the form, the reverse of
// Bound. extra finds the form_answer of an extra question, nil where there is
// none.
func (d *Definition) Answers(record models.Values, extra func(id string) models.Values, subject string) models.Values {
	out := models.Values{}
	for _, q := range d.Questions {
		switch {
		case q.in != nil || q.Type == "note":
		case q.Field != "":
			if raw, ok := record[q.Field]; ok {
				out[q.Name] = q.renamed(raw, func(inner *Question) (string, string) { return inner.Field, inner.Name })
			}
		default:
			if raw := readAnswer(extra(AnswerID(subject, q.Name))); raw != nil {
				out[q.Name] = raw
			}
		}
	}
	return out
}

// readAnswer is the value of a form_answer, nil when it has none.
func readAnswer(v models.Values) json.RawMessage {
	for _, name := range answerFields {
		var text string
		if !empty(v[name]) && json.Unmarshal(v[name], &text) == nil && json.Valid([]byte(text)) {
			return json.RawMessage(text)
		}
	}
	return nil
}

// Extras are the records of the answers to extra questions, by id. record is
// what the subject will show; answers that are to be cleared are null among the
// values.
func (d *Definition) Extras(collection, subject string, record, values models.Values) map[string]models.Values {
	out := map[string]models.Values{}
	for _, q := range d.Questions {
		raw, given := values[q.Name]
		if q.Field != "" || q.in != nil || !given {
			continue
		}
		set := models.Values{}
		for _, name := range homes {
			if !empty(record[name]) {
				set[name] = record[name]
			}
		}
		field := answerFields[q.Class]
		for i, text := range [...]string{subject, collection, q.Name, d.ID, string(raw)} {
			set[[...]string{"subject", "subject_kind", "question", "form", field}[i]] = quote(text)
		}
		files := []json.RawMessage{raw}
		if empty(raw) {
			set[field], files = orNull(nil), nil
		}
		if q.field != nil && q.field.Kind == models.Photo {
			set["files"] = joined(files)
		}
		out[AnswerID(subject, q.Name)] = set
	}
	return out
}

// quote is a text as JSON.
func quote(text string) json.RawMessage {
	raw, err := json.Marshal(text)
	if err != nil {
		return orNull(nil) // no text fails
	}
	return raw
}
