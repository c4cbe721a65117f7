package demo

import (
	"bytes"
	"encoding/json"
	"slices"

	"fieldsync/models"
	"fieldsync/sync"
)

// maxBatchBytes keeps a changeset well below its cap of bytes: besides the
// value each write carries a salt and some framing.
const (
	maxBatchBytes = changesync.MaxChangesetBytes * 3 / 4
	writeFraming  = 80
	targetBytes   = 200
)

// batch is what becomes one changeset, and the one of reviews after it.
type batch struct {
	edits, reviews []changesync.Edit
	records, bytes int
}

func (b *batch) fits(r Record) bool {
	return b.records < changesync.MaxChangesetRecords && b.bytes+sizeOf(r) <= maxBatchBytes
}

func (b *batch) add(r Record, edit, review changesync.Edit) {
	if edit.Key.ID != "" {
		b.edits = append(b.edits, edit)
	}
	if len(review.Set) > 0 {
		b.reviews = append(b.reviews, review)
	}
	b.records++
	b.bytes += sizeOf(r)
}

func sizeOf(r Record) int {
	n := targetBytes
	for name, v := range r.Values {
		n += writeFraming + len(name) + len(v)
		if len(v) > 0 && v[0] == '[' { // of many elements, each naming itself
			n += bytes.Count(v, []byte(",")) * writeFraming
			n += 2 * len(v)
		}
	}
	return n
}

// reviewFields are written by the back office after the record arrived.
var reviewFields = []string{"review", "reviewer", "reviewed_at", "review_note"}

// editsOf splits a record into what is written whole and what element by
// element, and the review of it.
func editsOf(col *models.Collection, r Record) (edit, review changesync.Edit, err error) {
	key := changesync.Key{Collection: r.Collection, ID: r.ID}
	edit = changesync.Edit{Key: key, Scope: r.Scope, Set: models.Values{}, Add: map[string][]json.RawMessage{}}
	review = changesync.Edit{Key: key, Set: models.Values{}}
	for name, value := range r.Values {
		f := col.Field(name)
		switch {
		case f == nil:
			err = &models.Error{Code: "unknown_field", Field: r.Collection + "." + name, Message: "the engine's registry does not know it"}
		case f.PerElement():
			elements, p := f.Elements(value)
			if p != nil {
				err = &models.Error{Code: p.Code, Field: r.Collection + "." + name, Message: p.Message}
			}
			edit.Add[name] = elements
		case slices.Contains(reviewFields, name):
			review.Set[name] = value
		default:
			edit.Set[name] = value
		}
	}
	return edit, review, err
}
