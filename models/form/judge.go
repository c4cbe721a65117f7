package form

import (
	"encoding/json"
	"slices"
	"sync"
	"time"

	"fieldsync/models"
)

// Cache keeps definitions that were compiled, by the id of their record. It may
// be used by several goroutines; the zero value is ready.
type Cache struct {
	mu   sync.Mutex
	kept map[string]*cached
}

type cached struct {
	source string // of the questions, to see that the record is still the same
	d      *Definition
	wrong  []models.Problem
}

// cacheSize is how many definitions are kept; an organisation has some dozen.
const cacheSize = 128

// Compile is the package's Compile, done once for each record.
func (c *Cache) Compile(reg *models.Registry, id string, record models.Values) (*Definition, []models.Problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	source := string(record["questions"]) + string(record["collection"]) + string(record["version"])
	if had := c.kept[id]; had != nil && had.source == source {
		return had.d, had.wrong
	}
	if c.kept == nil || len(c.kept) >= cacheSize {
		c.kept = map[string]*cached{}
	}
	d, wrong := Compile(reg, id, record)
	c.kept[id] = &cached{source, d, wrong}
	return d, wrong
}

// Judge says what is wrong with a record by the form it was filled in with,
// and with a definition that cannot be used. On arrival these are flags. What
// the evaluator of the tags says as well is left to it; a draft may be
// incomplete. lookup finds the shown values of other records.
func (c *Cache) Judge(reg *models.Registry, collection, id string, record models.Values, lookup func(collection, id string) models.Values, now time.Time) []models.Problem {
	if collection == "form_definition" {
		_, wrong := c.Compile(reg, id, record)
		return slices.DeleteFunc(slices.Clone(wrong), func(p models.Problem) bool { return p.Code[:min(5, len(p.Code))] != "form_" })
	}
	name := textOf(record["form"])
	if name == "" || reg.Collection("form_definition") == nil {
		return nil
	}
	source := lookup("form_definition", name)
	if source == nil {
		return nil // not known here, or not yet
	}
	d, _ := c.Compile(reg, name, source)
	if d == nil || d.Collection != collection {
		return nil
	}
	answers := d.Answers(record, func(id string) models.Values { return lookup("form_answer", id) }, id)
	draft := textOf(record["submission"]) != "submitted"
	res := d.Evaluate(answers, Context{Now: now, Me: textOf(record["collected_by"]), Stored: true, Declined: d.Declined(record)})
	return slices.DeleteFunc(res.Problems, func(p models.Problem) bool {
		return p.Code == "required" && (draft || d.tagged(p.Field)) || p.Unfit || p.Code == "form_unknown_name"
	})
}

// tagged says whether the registry itself asks for the field of a question.
func (d *Definition) tagged(path string) bool {
	q := d.byName[path]
	return q != nil && q.Field != "" && q.field.Required
}

// Declined are the questions whose fields the customer declined to answer.
func (d *Definition) Declined(record models.Values) map[string]bool {
	var fields []string
	if json.Unmarshal(record["declined_fields"], &fields) != nil {
		return nil
	}
	out := map[string]bool{}
	for _, q := range d.Questions {
		if slices.Contains(fields, q.Field) || slices.Contains(fields, q.Name) {
			out[q.Name] = true
		}
	}
	return out
}

func textOf(raw json.RawMessage) (s string) {
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
