package models

import "strings"

// Find returns the collection of that name. Error: unknown_collection, which
// says what the name was perhaps meant to be, or what names there are.
func (r *Registry) Find(name string) (*Collection, error) {
	if c := r.Collection(name); c != nil {
		return c, nil
	}
	names := make([]string, len(r.collections))
	for i, c := range r.collections {
		names[i] = c.Name
	}
	e := &Error{Code: "unknown_collection", Field: name, Message: "there is no collection of that name", ZH: "没有这个类别"}
	if near := nearest(name, names); near != "" {
		e.Hint, e.HintZH = "did you mean "+near+"?", "是否指 "+near+"?"
	} else {
		all := strings.Join(names, ", ")
		e.Hint, e.HintZH = "there are "+all, "已有类别:"+all
	}
	return nil, e
}

// nearest is the name that most likely was meant: a third of its letters may be
// wrong, and case and the sort of dash do not count. "" when none is near.
func nearest(typed string, names []string) (best string) {
	typed = strings.ReplaceAll(strings.ToLower(typed), "-", "_")
	const share = 3
	least := len(typed)/share + 1
	for _, name := range names {
		if d := distance(typed, name); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change between two texts
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := before
			if a[i] != b[j] {
				changed++
			}
			before = row[j+1]
			row[j+1] = min(changed, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}
