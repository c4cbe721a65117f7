package rules

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// The readers below take a value of the wrong type for an empty one: rules are
// about what was entered, the registry has judged its type before.

func (in *In) text(field string) string { return textOf(in.Record, field) }

// textOf reads plain texts without the reader of JSON: rules ask for many.
func textOf(v models.Values, field string) (s string) {
	raw := v[field]
	if n := len(raw); n >= 2 && raw[0] == '"' && raw[n-1] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : n-1])
	}
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func (in *In) texts(field string) (list []string) {
	if json.Unmarshal(in.Record[field], &list) != nil {
		return nil
	}
	return list
}

func (in *In) yes(field string) (b bool) {
	return json.Unmarshal(in.Record[field], &b) == nil && b
}

// empty reports whether nothing was entered: no value, null, "" or [].
func (in *In) empty(field string) bool {
	switch string(in.Record[field]) {
	case "", "null", `""`, "[]":
		return true
	}
	return false
}

func (in *In) declined(field string) bool {
	return slices.Contains(in.texts("declined_fields"), field)
}

// momentOf returns the time and whether there is one.
func momentOf(v models.Values, field string) (time.Time, bool) {
	t, err := models.Moment(textOf(v, field)).Time()
	return t, err == nil
}

func (in *In) moment(field string) (time.Time, bool) { return momentOf(in.Record, field) }

// date returns the start of the day in China and whether there is one.
func (in *In) date(field string) (time.Time, bool) {
	t, err := models.CalDate(in.text(field)).Time()
	return t, err == nil
}

// related lists what Related knows, the record that is judged left out.
func (in *In) related(collection, field, value string, since time.Time) []Found {
	if in.Related == nil || value == "" {
		return nil
	}
	list := in.Related(Query{collection, field, value, since})
	return slices.DeleteFunc(list, func(f Found) bool { return f.ID == in.ID })
}

// linked returns the record that a ref field points to, nil when it is empty or
// not known here.
func (in *In) linked(field, collection string) models.Values {
	return in.lookup(collection, in.text(field))
}

// draft reports whether the collector has not submitted the record (any more):
// what blocks a submission lets a draft pass.
func (in *In) draft() bool { return draftOf(in.Record) }

func draftOf(v models.Values) bool {
	state := textOf(v, "submission")
	return state == "draft" || state == "withdrawn"
}

// problem is about one field; the runner adds the rule's id.
func problem(field, en, zh string) models.Problem {
	return models.Problem{Field: field, Message: en, ZH: zh}
}

// needed returns a problem for each of the fields that is empty.
func (in *In) needed(fields ...string) (out []models.Problem) {
	for _, f := range fields {
		if in.empty(f) && !in.declined(f) {
			out = append(out, problem(f, "is missing: fill it in", "未填写,请补充"))
		}
	}
	return out
}

// number returns the value of a whole number and whether there is one.
func (in *In) number(field string) (n int64, ok bool) { return numberOf(in.Record, field) }

func numberOf(v models.Values, field string) (n int64, ok bool) {
	n, err := strconv.ParseInt(string(v[field]), 10, 64)
	return n, err == nil
}

// oneOf says whether the text of a field is one of those.
func (in *In) oneOf(field string, texts ...string) bool {
	return slices.Contains(texts, in.text(field))
}

// has says whether the record has the field at all.
func (in *In) has(field string) bool { return in.Record[field] != nil }

func (in *In) lookup(collection, id string) models.Values {
	if id == "" || in.Lookup == nil {
		return nil
	}
	return in.Lookup(collection, id)
}

// ofCustomer lists records of the star customer that this one is about, or of
// the customer where there is none.
func (in *In) ofCustomer(collection string, since time.Time) []Found {
	for _, field := range []string{"star_customer", "customer"} {
		if id := in.text(field); id != "" {
			return in.related(collection, field, id, since)
		}
	}
	return nil
}

// open says whether a time of day lies in the windows of a parameter.
func (in *In) open(windows string, t time.Time) bool {
	list := in.Params.Windows(windows)
	return in.calendar().Open(calendar.Hours{Working: list, Off: list}, t)
}
