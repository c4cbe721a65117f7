package models

import (
	"encoding/json"
	"slices"
	"strings"
)

// Gate is what a state asks for beside its order.
type Gate struct {
	// By are the posts that set it; nil: whoever may edit the record.
	By []string `json:",omitempty"`
	// Needs are the fields that have to be filled in by then.
	Needs []string `json:",omitempty"`
}

// gate declares what a state asks for, lists separated by spaces.
func (w *Workflow) gate(state, by, needs string) *Workflow {
	if w.Gates == nil {
		w.Gates = map[string]Gate{}
	}
	w.Gates[state] = Gate{strings.Fields(by), strings.Fields(needs)}
	return w
}

// Author is who takes a step: the view as which he holds the record's scope, ""
// where that is not known, and his id of staff.
type Author struct{ View, Staff string }

// viewPosts are the posts behind profiles of the table of rights.
var viewPosts = map[string]string{"am": "AM", "csm": "CSM", "ssm": "SSM", "supervisor": "SUP", "svm": "SVM", "leader": "TL", "events": "TL"}

// may says whether an author sets a state with that gate. Whoever is in the
// record's team has his post there too.
func (a Author) may(g Gate, v Values) bool {
	if a.View == "" || len(g.By) == 0 {
		return true
	}
	for view := range strings.SplitSeq(a.View, "+") {
		if view == "admin" || slices.Contains(g.By, viewPosts[view]) {
			return true
		}
	}
	var team []EventMember
	return json.Unmarshal(v["team"], &team) == nil && slices.ContainsFunc(team, func(m EventMember) bool {
		return m.Member == a.Staff && slices.Contains(g.By, m.Post)
	})
}

// NotYours is the problem of a state that is for others to set; nil when the
// author may. v are the values of the record before the step.
func (f *Field) NotYours(from, to string, a Author, v Values) *Problem {
	g := f.Workflow.Gates[to]
	if from == "" || from == to || a.may(g, v) {
		return nil
	}
	by := strings.Join(g.By, ", ")
	return &Problem{Code: "step_not_yours", Field: f.Name, Message: quoted(to) + " is for " + by + " to say", ZH: quoted(to) + "应由" + by + "设置"}
}
