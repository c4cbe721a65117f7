package rules

import (
	"time"

	"fieldsync/models"
	"fieldsync/models/calendar"
)

// deepestUnit bounds the walk from a team to its province.
const deepestUnit = 8

// answering are the fields that name who answers for a record, by whose team
// its rules are read; the first that is filled counts.
var answering = []string{"collected_by", "assignee", "owner", "planner", "author", "applicant", "manager", "organizer",
	"operator", "star_manager", "service_manager", "staff"}

// TeamOf returns the team by whose parameters the rules of a record are read,
// "" when nobody answers for it: then the defaults hold.
func TeamOf(collection string, in In) string {
	switch collection {
	case "staff":
		return in.text("team")
	case "team":
		return in.ID
	}
	for _, field := range answering {
		if id := in.text(field); id != "" {
			return textOf(in.lookup("staff", id), "team")
		}
	}
	return ""
}

// Resolve returns the parameters in force for a team on the day of in.Now: of
// the team, its branch and its province, each from rule_param, the nearest wins,
// and of one unit what came into force last. Phone and server ask this, so they
// read rules alike. A value that no rule can work with is passed over, and what
// held before it goes on.
func Resolve(team string, in In) Params {
	var p Params
	taken := map[string]bool{}
	seen := map[string]bool{}
	for unit := team; unit != "" && !seen[unit] && len(seen) < deepestUnit; unit = textOf(in.lookup("team", unit), "parent") {
		seen[unit] = true
		for name, v := range inForce(in.related("rule_param", "unit", unit, time.Time{}), in.Now) {
			if taken[name] {
				continue
			}
			if p.own == nil {
				p.own = map[string]setting{}
			}
			v.unit = unit
			taken[name], p.own[name] = true, v
		}
	}
	return p
}

// within says whether a team is a unit or below it; all are below none.
func (in *In) within(team, unit string) bool {
	for range deepestUnit {
		if unit == "" || team == unit {
			return true
		}
		if team == "" {
			return false
		}
		team = textOf(in.lookup("team", team), "parent")
	}
	return false
}

// inForce returns the values of one unit on a day, of those that a rule can work
// with.
func inForce(list []Found, now time.Time) map[string]setting {
	today := models.CalDate(calendar.Day(now).Format(time.DateOnly))
	values, since := map[string]setting{}, map[string]Found{}
	for _, f := range list {
		name, from := textOf(f.Values, "param"), textOf(f.Values, "valid_from")
		def, known := ParamByName(name)
		v, err := def.read(textOf(f.Values, "value"))
		if !known || err != nil || models.CalDate(from) > today {
			continue
		}
		before, there := since[name]
		was := textOf(before.Values, "valid_from")
		if there && (was > from || was == from && before.ID > f.ID) {
			continue
		}
		values[name], since[name] = v, f
	}
	return values
}
