package tree

// Node is a customer in one of the trees.
type Node struct{ Tree, Customer string }

// Above collects the relations of the nodes to their parents, of those to
// theirs, and so on. Whether one of them is ignored depends on nothing else:
// every ring through it lies above it, and so do its child's other parents.
// parents lists all relations of which a customer is the child; an error of it
// ends the walk and is returned.
func Above(start []Node, parents func(customer string) ([]Edge, error)) ([]Edge, error) {
	var out []Edge
	seen := map[Node]bool{}
	known := map[string][]Edge{}
	for todo := start; len(todo) > 0; todo = todo[1:] {
		n := todo[0]
		if seen[n] {
			continue
		}
		seen[n] = true
		edges, ok := known[n.Customer]
		if !ok {
			var err error
			if edges, err = parents(n.Customer); err != nil {
				return nil, err
			}
			known[n.Customer] = edges
		}
		for _, e := range edges {
			if e.Tree == n.Tree {
				out = append(out, e)
				todo = append(todo, Node{n.Tree, e.Parent})
			}
		}
	}
	return out, nil
}

// Would says why a relation would be ignored if it were entered now, "" when it
// would not. parents lists the others of which a customer is the child; when they
// were entered does not matter, for the new one comes last.
func Would(e Edge, parents func(customer string) []Edge) Fault {
	if e.Child == "" {
		return ""
	}
	// A walk whose reader cannot fail does not.
	edges, _ := Above([]Node{{e.Tree, e.Child}, {e.Tree, e.Parent}}, func(customer string) ([]Edge, error) { return parents(customer), nil })
	for i := range edges {
		e.At = max(e.At, edges[i].At+1)
	}
	return Ignored(append(edges, e))[e.ID]
}
