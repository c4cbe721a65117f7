package models

import (
	"encoding/json"
	"slices"
)

// Decision is something that the office decides about a record: a review, an
// approval, a confirmation. It is bound to what its author saw: the deed names
// that, and when a person's edit arrives afterwards it does not stand any more.
type Decision struct {
	Name       string
	Collection string // "": every field-collected collection
	Label      Label
	// Field carries the outcome: one that only the server writes, or a workflow
	// with states that are the office's.
	Field    string
	Verdicts []Verdict
	// Waits are the outcomes that wait for a verdict; "" is none yet.
	Waits []string
	// By, At and Note are the fields for who decided, when, and what he said
	// about it; "" where the record has none.
	By, At, Note string
	// Owner is the field of whom the record is: nobody decides about his own.
	Owner string
	// Role is the one that decides, of those whom the table of rights lets; "":
	// all of them.
	Role string
	// Undo says what an outcome becomes when it does not stand any more; Clears
	// are the fields that are emptied then.
	Undo   map[string]string
	Clears []string
	// Free are fields that may change all the same.
	Free []string
	// With is a reference of the record: what people write in the record it leads
	// to was decided about too.
	With string
}

// Verdict is one way to decide.
type Verdict struct {
	Name  string
	Label Label
	From  []string // outcomes and states from which it is open; "" is none yet
	To    string
	// Also are further fields that the verdict sets, Today those that it sets to
	// the day.
	Also  map[string]string
	Today []string
	// NeedsNote: a reason has to be given.
	NeedsNote bool
	// Accepts: the rules that block acceptance are asked first.
	Accepts bool
}

// decisions is the one table of them. The review of field-collected records
// comes first; its Undo is a matter of the rules too, see changesync.
var decisions = []Decision{{
	Name: "review", Label: Label{"审核", "Review"}, Field: "review",
	Verdicts: []Verdict{
		{Name: "accept", Label: Label{"通过", "Accept"}, From: []string{"received", "edited", "has_issues", "returned"}, To: "accepted", Accepts: true},
		{Name: "return", Label: Label{"退回", "Return"}, From: []string{"received", "edited", "has_issues", "accepted"}, To: "returned", NeedsNote: true},
		{Name: "flag", Label: Label{"有问题", "Has issues"}, From: []string{"received", "edited", "accepted"}, To: "has_issues", NeedsNote: true},
		{Name: "void", Label: Label{"作废", "Void"}, From: []string{"received", "edited", "has_issues", "returned", "accepted"}, To: "void", NeedsNote: true},
	},
	Waits: []string{"received", "edited", "has_issues"},
	By:    "reviewer", At: "reviewed_at", Note: "review_note", Owner: "collected_by",
	Undo: map[string]string{"accepted": "edited"},
}, {
	Name: "confirm", Collection: "visit_plan", Label: Label{"确认计划", "Confirm the plan"}, Field: "status",
	Verdicts: []Verdict{
		{Name: "confirm", Label: Label{"确认", "Confirm"}, From: []string{"已提交"}, To: "已确认"},
		{Name: "return", Label: Label{"退回", "Return"}, From: []string{"已提交", "已确认"}, To: "草稿", NeedsNote: true},
	},
	Waits: []string{"已提交"},
	By:    "confirmed_by", At: "confirmed_at", Note: "confirm_note", Owner: "planner",
	Undo: map[string]string{"已确认": "已提交"},
}, {
	Name: "leader", Collection: "key_person_application", Label: Label{"政企部领导审批", "Decision of the department's leader"}, Field: "status",
	Verdicts: []Verdict{
		{Name: "approve", Label: Label{"通过", "Approve"}, From: []string{"", "申请", "待政企部领导审批"}, To: "待分管副总审批", Also: map[string]string{"leader_decision": "通过"}},
		{Name: "refuse", Label: Label{"不通过", "Refuse"}, From: []string{"", "申请", "待政企部领导审批"}, To: "不通过", Also: map[string]string{"leader_decision": "不通过"}},
	},
	Waits: []string{"", "申请", "待政企部领导审批"},
	By:    "leader", At: "leader_decided_at", Owner: "applicant", Role: "GEL",
	Undo:   map[string]string{"待分管副总审批": "待政企部领导审批"},
	Clears: []string{"leader_decision", "leader", "leader_decided_at"},
}, {
	Name: "vp", Collection: "key_person_application", Label: Label{"分管副总审批", "Decision of the vice president"}, Field: "status",
	Verdicts: []Verdict{
		{Name: "approve", Label: Label{"通过", "Approve"}, From: []string{"待分管副总审批"}, To: "已纳入名单", Also: map[string]string{"vp_decision": "通过"}, Today: []string{"valid_from"}, Accepts: true},
		{Name: "refuse", Label: Label{"不通过", "Refuse"}, From: []string{"待分管副总审批"}, To: "不通过", Also: map[string]string{"vp_decision": "不通过"}},
	},
	Waits: []string{"待分管副总审批"},
	By:    "vp", At: "vp_decided_at", Owner: "applicant", Role: "VP",
	Undo:   map[string]string{"已纳入名单": "待政企部领导审批"},
	Clears: []string{"leader_decision", "leader", "leader_decided_at", "vp_decision", "vp", "vp_decided_at", "valid_from"},
}, {
	Name: "approve", Collection: "sms_batch", Label: Label{"短信审批", "Approval of the text"}, Field: "approval",
	Verdicts: []Verdict{
		{Name: "approve", Label: Label{"通过", "Approve"}, From: []string{"", "未提交", "待审批"}, To: "通过"},
		{Name: "refuse", Label: Label{"不通过", "Refuse"}, From: []string{"", "未提交", "待审批", "通过"}, To: "不通过", NeedsNote: true},
	},
	Waits: []string{"", "未提交", "待审批"},
	By:    "approver", At: "approved_at", Note: "approval_note", Owner: "author", Role: "VCD",
	Undo:   map[string]string{"通过": "待审批", "不通过": "待审批"},
	Clears: []string{"approver", "approved_at"},
	Free:   []string{"test_sent_at", "test_ok", "split_count", "sent_at"},
}, {
	Name: "dispatch", Collection: "showcase_event", Label: Label{"活动派单", "Approve the plan of the event"}, Field: "status",
	Verdicts: []Verdict{
		{Name: "dispatch", Label: Label{"派单", "Dispatch"}, From: []string{"计划中"}, To: "已派单"},
		{Name: "withdraw", Label: Label{"撤回派单", "Withdraw"}, From: []string{"已派单"}, To: "计划中", NeedsNote: true},
	},
	Waits: []string{"计划中"},
	By:    "dispatched_by", At: "dispatched_at", Note: "dispatch_note", Role: "SUP",
	Undo:   map[string]string{"已派单": "计划中"},
	Clears: []string{"dispatched_by", "dispatched_at"},
	// Time, place and team are agreed with the customer afterwards.
	Free: []string{"agreed_start", "agreed_end", "place", "team", "agenda", "pitch_material", "materials", "crowd_method", "warmups", "desks", "delivery_on_site", "evaluation"},
}, {
	Name: "close", Collection: "showcase_event", Label: Label{"活动评估", "Close the event"}, Field: "status",
	Verdicts: []Verdict{
		{Name: "close", Label: Label{"确认评估", "Close"}, From: []string{"已结束"}, To: "已评估", Accepts: true},
		{Name: "reopen", Label: Label{"退回", "Reopen"}, From: []string{"已评估"}, To: "已结束", NeedsNote: true},
	},
	Waits: []string{"已结束"},
	By:    "closed_by", At: "closed_at", Note: "close_note", Role: "SUP",
	Undo:   map[string]string{"已评估": "已结束"},
	Clears: []string{"closed_by", "closed_at"},
	With:   "evaluation",
}}

// DecisionsOf are those that the office makes about records of the collection.
func (c *Collection) DecisionsOf() []Decision {
	var out []Decision
	for _, d := range decisions {
		if d.Collection == c.Name || d.Collection == "" && c.InField() {
			out = append(out, d)
		}
	}
	return out
}

// DecidedWith are the decisions that look at records of this collection beside
// their own.
func (r *Registry) DecidedWith(collection string) (out []Decision) {
	for _, d := range decisions {
		if d.With != "" && r.Collection(d.Collection).Field(d.With).Ref == collection {
			out = append(out, d)
		}
	}
	return out
}

// Sets are the fields that the verdict sets on a day, without who gave it.
func (v *Verdict) Sets(d *Decision, today CalDate) Values {
	set := Values{d.Field: appendText(nil, v.To)}
	for field, value := range v.Also {
		set[field] = appendText(nil, value)
	}
	for _, field := range v.Today {
		set[field] = appendText(nil, string(today))
	}
	return set
}

// Lacks is what the outcome asks for and the record, as it would be after the
// verdict, does not have; nil when nothing is missing.
func (c *Collection) Lacks(d *Decision, v *Verdict, after Values) *Problem {
	f := c.Field(d.Field)
	if f.Policy != State {
		return nil
	}
	return c.StepNeeds(f, v.To, after)
}

// Decides says whether deciding about a record sets the field.
func (c *Collection) Decides(field string) bool {
	return slices.ContainsFunc(c.DecisionsOf(), func(d Decision) bool {
		if slices.Contains([]string{d.Field, d.By, d.At, d.Note}, field) || slices.Contains(d.Clears, field) {
			return true
		}
		return slices.ContainsFunc(d.Verdicts, func(v Verdict) bool { return v.Also[field] != "" || slices.Contains(v.Today, field) })
	})
}

// Verdict finds a verdict by name, nil when there is none.
func (d *Decision) Verdict(name string) *Verdict {
	i := slices.IndexFunc(d.Verdicts, func(v Verdict) bool { return v.Name == name })
	if i < 0 {
		return nil
	}
	return &d.Verdicts[i]
}

// Outcome is what the record says of the decision, "" for nothing yet.
func (d *Decision) Outcome(v Values) string {
	text, _ := readText(v[d.Field])
	return text
}

// Owns says whether the record is that person's own, by the id of staff.
func (d *Decision) Owns(v Values, staff string) bool {
	owner, _ := readText(v[d.Owner])
	return staff != "" && owner == staff
}

// Open says whether the verdict can be given to a record that says this.
func (v *Verdict) Open(outcome string) bool { return slices.Contains(v.From, outcome) }

// OfficeState says whether a value of a workflow field is the office's alone: a
// device's write of it is void, as one to a field of the server.
func (f *Field) OfficeState(value json.RawMessage) bool {
	if f.Policy != State || f.Workflow == nil {
		return false
	}
	text, code := readText(value)
	return code == "" && f.Workflow.Office[text]
}
