package changesync

import (
	"encoding/json"

	"fieldsync/models"
)

// Shown is the version of a cell that stands on the screen, nil when the cell
// is empty. It is a pure function of the cell: latest effective time, for a
// workflow the state of highest precedence, for a fixed field the first.
func (c *Cell) Shown(f *models.Field) *Version {
	var best *Version
	for i := range c.Live {
		if best == nil || shownBefore(&c.Live[i], best, f) {
			best = &c.Live[i]
		}
	}
	return best
}

func shownBefore(v, best *Version, f *models.Field) bool {
	if f == nil {
		return v.after(best)
	}
	switch f.Policy {
	case models.State:
		if a, b := rank(f, v), rank(f, best); a != b {
			return a > b
		}
	case models.Fixed:
		return best.after(v)
	}
	return v.after(best)
}

func rank(f *models.Field, v *Version) int {
	var state string
	if f.Workflow == nil || json.Unmarshal(v.Value, &state) != nil {
		return -1
	}
	r, known := f.Workflow.Rank[state]
	if !known {
		return -1
	}
	return r
}

// Open says whether the cell is a conflict that waits for a person: different
// values side by side under a policy that asks. Equal values are no conflict.
func (c *Cell) Open(f *models.Field) bool {
	if f == nil || len(c.Live) < 2 {
		return false
	}
	switch f.Policy {
	case models.Review:
		return c.differ()
	case models.State:
		return c.differ() && !c.oneWay(f)
	}
	return false
}

// says tells whether writing the value would say nothing new.
func (c *Cell) says(f *models.Field, value json.RawMessage) bool {
	v := c.Shown(f)
	return v != nil && !v.Withheld() && equalJSON(v.Value, value) && !c.differ()
}

func (c *Cell) differ() bool {
	for i := 1; i < len(c.Live); i++ {
		if !sameValue(&c.Live[0], &c.Live[i]) {
			return true
		}
	}
	return false
}

// oneWay says that every state leads to the shown one by declared transitions:
// the others were only slower, nobody has to decide.
func (c *Cell) oneWay(f *models.Field) bool {
	shown := c.Shown(f)
	for i := range c.Live {
		if !sameValue(&c.Live[i], shown) && !reaches(f, &c.Live[i], shown) {
			return false
		}
	}
	return true
}

func reaches(f *models.Field, from, to *Version) bool {
	var a, b string
	if f.Workflow == nil || json.Unmarshal(from.Value, &a) != nil || json.Unmarshal(to.Value, &b) != nil {
		return false
	}
	seen := map[string]bool{a: true}
	for todo := []string{a}; len(todo) > 0; todo = todo[1:] {
		for _, next := range f.Workflow.Next[todo[0]] {
			if next == b {
				return true
			}
			if !seen[next] && !f.Workflow.Office[next] { // what nobody decided leads nowhere
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	return false
}
