package models

import (
	"encoding/json"
	"slices"
)

// headRoles are those who answer for a unit: what the handbook leaves to
// provinces and branches is theirs to say (domain.md 0.1, 1.1).
var headRoles = []string{"BRANCH", "VCD", "GEL", "VP"}

// deepestUnit bounds the walk from a team to its province.
const deepestUnit = 8

// Heads says whether a member of staff answers for a unit: he is a head by his
// role, and the unit or one above it is the one he belongs to or leads. lookup
// returns the shown values of a record, nil when it is not known. Phone and
// server ask this, so they say the same.
func Heads(staff, unit string, lookup func(collection, id string) Values) bool {
	me := lookup("staff", staff)
	var roles []string
	if json.Unmarshal(me["roles"], &roles) != nil || !slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(headRoles, r) }) {
		return false
	}
	own, _ := readText(me["team"])
	for range deepestUnit {
		team := lookup("team", unit)
		if team == nil {
			return false
		}
		if leader, _ := readText(team["leader"]); unit == own || leader == staff {
			return true
		}
		unit, _ = readText(team["parent"])
	}
	return false
}

// UnitOf is the unit that a record of the collection is for, "" for none.
func (c *Collection) UnitOf(v Values) string {
	unit, _ := readText(v[c.Unit])
	return unit
}

// checkUnit: who may write must not change by an edit.
func (c *Collection) checkUnit() bool {
	f := c.byName[c.Unit]
	return c.Unit == "" || f != nil && f.Policy == Fixed && f.Ref == "team"
}
