package changesync

import (
	"encoding/json"
	"slices"

	"fieldsync/models"
	"fieldsync/models/tree"
)

// The collection of relation trees, and where a relation says that it is ignored.
const (
	relations    = "customer_relation"
	ignoredField = "ignored"
)

// edge reads a relation. It was entered when its child was first said, which
// never changes.
func (r *Record) edge(col *models.Collection) tree.Edge {
	var at int64
	cell := r.Cells["child"]
	if v := cell.Shown(col.Field("child")); v != nil {
		at = v.At
	}
	return tree.Of(r.Key.ID, r.Values(col), at)
}

// relationEdits says of the relations which those that changed in this group
// may have closed a ring or freed one, what the server's field should say. Each
// reader comes to the same by himself, as far as he sees the ring; the field
// tells those who see part of it.
func (g *group) relationEdits() (edits []Edit, err error) {
	staged := map[string][]string{} // ids by child, of this group
	var start []tree.Node
	for _, k := range g.touchedKeys() {
		w := g.records[k]
		if k.Collection != relations || w.col == nil {
			continue
		}
		e := w.rec.edge(w.col)
		staged[e.Child] = append(staged[e.Child], k.ID)
		if w.changedBeside(ignoredField) {
			start = append(start, tree.Node{Tree: e.Tree, Customer: e.Child}, tree.Node{Tree: e.Tree, Customer: e.Parent})
		}
	}
	if len(start) == 0 {
		return nil, nil
	}
	// Two servers that each take half of a ring do so one after the other.
	if _, err := g.tx.LockRecords(Key{relations, "/trees"}); err != nil {
		return nil, err
	}
	edges, err := tree.Above(start, func(customer string) ([]tree.Edge, error) { return g.parents(customer, staged[customer]) })
	if err != nil {
		return nil, err
	}
	faults := tree.Ignored(edges)
	for _, e := range edges {
		edits = append(edits, g.ignore(e, faults[e.ID])...)
	}
	return edits, nil
}

// changedBeside says whether a cell of another field changed.
func (w *work) changedBeside(field string) bool {
	for cell := range w.before {
		if name, _ := CellField(cell); name != field {
			return true
		}
	}
	return false
}

// parents are the relations in which the customer is the child: those stored
// and those of this group.
func (g *group) parents(customer string, staged []string) (out []tree.Edge, err error) {
	ids, err := g.referring(relations, "child", customer)
	if err != nil {
		return nil, err
	}
	ids = slices.Concat(ids, staged)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		w, err := g.record(Key{relations, id})
		if err != nil {
			return nil, err
		}
		if w == nil || w.rec.Life(w.col) == Deleted {
			continue
		}
		out = append(out, w.rec.edge(w.col))
	}
	return out, nil
}

// ignore is what has to be written for the field to say so, and notes a fault
// of what came in this group for its receipt.
func (g *group) ignore(e tree.Edge, why tree.Fault) []Edit {
	k := Key{relations, e.ID}
	w := g.records[k]
	if why != "" && w.changedBeside(ignoredField) {
		p := FaultOf(why)
		g.flags[k] = append(g.flags[k], Reason{Collection: k.Collection, Record: k.ID, Field: p.Field, Code: p.Code, Message: p.Message, ZH: p.ZH})
	}
	if text(w.rec.Values(w.col), ignoredField) == string(why) {
		return nil
	}
	value := json.RawMessage("null")
	if why != "" {
		value = json.RawMessage(`"` + string(why) + `"`)
	}
	return []Edit{{Key: k, Set: models.Values{ignoredField: value}}}
}

// CodeSecondParent is the code of a relation that gives a customer two parents
// at a time; one that closes a ring has the id of the handbook's rule.
const (
	CodeSecondParent = "second_parent"
	CodeRing         = "R-CUST-04"
)

// FaultOf tells people about a relation that is ignored, or would be.
func FaultOf(why tree.Fault) models.Problem {
	code := CodeRing
	if why == tree.SecondParent {
		code = CodeSecondParent
	}
	en, zh := why.Words()
	return models.Problem{Code: code, Field: "parent", Message: en, ZH: zh}
}
