package tree

import "slices"

// Fault is why a relation is ignored.
type Fault string

// The faults, as the field ignored of a customer_relation has them.
const (
	Loop         Fault = "loop"          // it came last in a ring
	SecondParent Fault = "second_parent" // the child had a parent already
)

// Words tell people about a relation that is ignored, or would be.
func (f Fault) Words() (en, zh string) {
	if f == SecondParent {
		return "the customer has another parent in this tree at that time: end that relation first (valid_to)", "该客户在此关系树中同期已有上级:请先为原关系填写失效日期"
	}
	return "stands below this customer in the same tree: choose another parent", "该上级在同一关系树中位于此客户之下,不能形成循环:请另选上级"
}

// Ignored says which relations no reader follows, and why; order and repetition
// do not matter. In the trees of one parent, a relation is ignored when it gives
// its child another parent on a day on which an earlier one that is not ignored
// holds. Of the others, exactly those are ignored that came last in a ring whose
// relations all hold on one day: one ring loses one relation, and nobody who
// sees only part of the relations ignores one that others follow.
func Ignored(edges []Edge) map[string]Fault {
	out := map[string]Fault{}
	trees := map[string][]*Edge{}
	for i := range edges {
		trees[edges[i].Tree] = append(trees[edges[i].Tree], &edges[i])
	}
	for _, tree := range trees {
		slices.SortFunc(tree, func(a, b *Edge) int {
			if a.before(b) {
				return -1
			}
			return 1
		})
		closeRings(singleParents(tree, out), out)
	}
	return out
}

// singleParents leaves out second parents.
func singleParents(tree []*Edge, out map[string]Fault) (kept []*Edge) {
	of := map[string][]*Edge{} // by child
	for _, e := range tree {
		second := e.oneParent() && e.Parent != e.Child && slices.ContainsFunc(of[e.Child], func(o *Edge) bool {
			return o.Parent != e.Parent && o.meets(e)
		})
		if second {
			out[e.ID] = SecondParent
			continue
		}
		kept = append(kept, e)
		if e.Parent != e.Child {
			of[e.Child] = append(of[e.Child], e)
		}
	}
	return kept
}

// closeRings finds those that came last in a ring: a way leads from the parent
// up to the child over earlier ones.
func closeRings(tree []*Edge, out map[string]Fault) {
	above := map[string][]*Edge{} // by child, those entered before
	var begins []string
	for _, e := range tree {
		if leads(above, e, nil) && (leads(above, e, &e.From) || slices.ContainsFunc(begins, func(day string) bool {
			return e.on(day) && leads(above, e, &day)
		})) {
			out[e.ID] = Loop
		}
		above[e.Child] = append(above[e.Child], e)
		if !slices.Contains(begins, e.From) {
			begins = append(begins, e.From)
		}
	}
}

// leads says whether a way leads from the parent of e up to its child, on one
// day or, with none given, over relations of any time. Days on which relations
// begin are all that need be asked: what they have in common begins on one.
func leads(above map[string][]*Edge, e *Edge, day *string) bool {
	seen := map[string]bool{e.Parent: true}
	for todo := []string{e.Parent}; len(todo) > 0; todo = todo[1:] {
		if todo[0] == e.Child {
			return true
		}
		for _, up := range above[todo[0]] {
			if !seen[up.Parent] && (day == nil || up.on(*day)) {
				seen[up.Parent] = true
				todo = append(todo, up.Parent)
			}
		}
	}
	return false
}
