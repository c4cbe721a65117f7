package models

import (
	"slices"
	"strings"
)

// CheckStep judges a change of the states of a record, as its author makes it:
// a state has to follow from the one before and be his to set, and what it asks
// for has to be there. A draft may lack it. Codes: not_an_option,
// bad_transition, step_not_yours, step_needs.
func (c *Collection) CheckStep(before, after Values, author Author) *Problem {
	for _, f := range c.Fields {
		if f.Policy != State {
			continue
		}
		from, _ := readText(before[f.Name])
		to, _ := readText(after[f.Name])
		if from == to {
			continue
		}
		if to == "" {
			continue
		}
		if p := f.noState(to); p != nil {
			return p
		}
		if !f.Workflow.Allows(from, to) {
			p := f.BadStep(from, to)
			return &p
		}
		if p := f.NotYours(from, to, author, before); p != nil {
			return p
		}
		if p := c.StepNeeds(f, to, after); p != nil {
			return p
		}
	}
	return nil
}

// noState is the problem of a value that is none of the workflow's states.
func (f *Field) noState(to string) *Problem {
	if _, known := f.Workflow.Rank[to]; known {
		return nil
	}
	options := strings.Join(f.Options, ", ")
	return &Problem{Code: "not_an_option", Field: f.Name, Message: quoted(to) + " is no state, must be one of " + options, ZH: quoted(to) + "不是有效状态,应为以下之一:" + options}
}

// BadStep is the problem of a state that does not follow from another.
func (f *Field) BadStep(from, to string) Problem {
	next := strings.Join(f.Workflow.Next[from], ", ")
	if next == "" {
		next = "–"
	}
	return Problem{Code: "bad_transition", Field: f.Name, Message: "does not lead from " + quoted(from) + " to " + quoted(to) + ": what follows is " + next,
		ZH: "不能由" + quoted(from) + "变为" + quoted(to) + ",可选:" + next}
}

func quoted(state string) string { return "“" + state + "”" }

// StepNeeds finds a field that a state asks for and the record lacks.
func (c *Collection) StepNeeds(state *Field, to string, after Values) *Problem {
	if side, _ := readText(after["submission"]); c.InField() && side != "submitted" {
		return nil
	}
	declined := declinedFields(after)
	e := evaluation{c: c, values: after}
	for _, f := range c.Fields {
		if declined[f.Name] || !e.missing(f) {
			continue
		}
		needed := slices.Contains(state.Workflow.Gates[to].Needs, f.Name) || slices.ContainsFunc(f.words, func(w word) bool {
			return w.name == "required_if" && w.arg == state.goName && w.list[0] == to
		})
		if needed {
			return &Problem{Code: "step_needs", Field: f.Name, Message: "is needed for " + quoted(to) + ": fill it in with the same change",
				ZH: quoted(to) + "需要填写:" + f.Label.ZH}
		}
	}
	return nil
}

// Stamp adds to the values that a change sets when a state was reached that a
// field keeps the time of, unless somebody has said so.
func (c *Collection) Stamp(set, before Values, now Moment) {
	for _, f := range c.Fields {
		if f.Policy != State || isNull(set[f.Name]) {
			continue
		}
		to, _ := readText(set[f.Name])
		if field := f.Workflow.Stamps[to]; field != "" && isNull(set[field]) && isNull(before[field]) {
			set[field] = appendText(nil, string(now))
		}
	}
}
