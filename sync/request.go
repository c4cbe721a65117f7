package changesync

import (
	"encoding/json"
	"slices"

	"fieldsync/models"
)

// request is a record that asks the office for something: its author moves
// submission, the office decides in a field of its own.
type request struct {
	field string            // of the office
	asked map[string]string // what it says until there is a decision, by submission
	yes   string            // a decision that an author's withdrawal does not undo
	// content is what was approved: who changes it later asks again.
	content []string
}

var requests = map[string]request{
	"key_person_application": {field: "status", yes: "已纳入名单",
		asked: map[string]string{"draft": "申请", "submitted": "待政企部领导审批", "withdrawn": "已撤销"}},
	"sms_batch": {field: "approval", yes: "通过", content: []string{"sms_type", "header", "body", "footer", "recipients"},
		asked: map[string]string{"draft": "未提交", "submitted": "待审批", "withdrawn": "未提交"}},
}

// requested adds to set what the office's field of a request should say.
func (w *work) requested(set models.Values) {
	r, ok := requests[w.col.Name]
	if !ok || w.rec.Life(w.col) == Deleted {
		return
	}
	values := w.rec.Values(w.col)
	if state := w.standing(r, values); state != text(values, r.field) {
		set[r.field] = quote(state)
	}
}

// standing is what the office's field should say. A decision of the office
// stands until the author asks anew, or changes what was approved.
func (w *work) standing(r request, values models.Values) string {
	now, asked := text(values, r.field), r.asked[text(values, "submission")]
	switch {
	case asked == "" || w.changed(r.field):
		return now
	case now == "" || w.changed("submission") && now != r.yes:
		return asked
	case now == r.yes && slices.ContainsFunc(r.content, w.changed):
		return asked
	}
	return now
}

// changed says whether a cell of the field changed in this group.
func (w *work) changed(field string) bool {
	for cell := range w.before {
		if name, _ := CellField(cell); name == field {
			return true
		}
	}
	return false
}

func quote(s string) json.RawMessage {
	raw, _ := json.Marshal(s) // a string always marshals
	return raw
}
