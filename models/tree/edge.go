package tree

import (
	"encoding/json"

	"fieldsync/models"
)

// Edge is one relation: Child stands below Parent in a tree.
type Edge struct {
	ID, Tree, Parent, Child string
	From, To                string // the first and the last day, "" is open
	// At is when it was entered, as far as the server can vouch for it (Unix ms).
	At int64
}

// Of reads a customer_relation; what is missing or no text is empty.
func Of(id string, v models.Values, at int64) Edge {
	text := func(field string) (s string) {
		if json.Unmarshal(v[field], &s) != nil {
			return ""
		}
		return s
	}
	return Edge{ID: id, Tree: text("tree_kind"), Parent: text("parent"), Child: text("child"),
		From: text("valid_from"), To: text("valid_to"), At: at}
}

// oneParent are the trees in which a customer has one parent at a time.
func (e *Edge) oneParent() bool { return e.Tree == "administrative" || e.Tree == "marketing" }

// before orders relations by when they were entered, then by id.
func (e *Edge) before(o *Edge) bool {
	if e.At != o.At {
		return e.At < o.At
	}
	return e.ID < o.ID
}

// on says whether the relation holds on a day; "" is the day before all others.
func (e *Edge) on(day string) bool {
	return e.From <= day && (e.To == "" || day <= e.To)
}

// meets says whether there is a day on which both hold.
func (e *Edge) meets(o *Edge) bool { return e.on(max(e.From, o.From)) && o.on(max(e.From, o.From)) }
