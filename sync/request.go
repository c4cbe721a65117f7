package changesync

import "fieldsync/models"

// request is a record that asks the office for something: its author moves
// submission, the office decides in a field of its own (models.Decision), and
// what was decided is bound to what it saw (undone).
type request struct {
	field string            // of the office
	asked map[string]string // what it says until there is a decision, by submission
}

var requests = map[string]request{
	"key_person_application": {field: "status",
		asked: map[string]string{"draft": "申请", "submitted": "待政企部领导审批", "withdrawn": "已撤销"}},
	"sms_batch": {field: "approval",
		asked: map[string]string{"draft": "未提交", "submitted": "待审批", "withdrawn": "未提交"}},
}

// requested adds to set what the office's field of a request should say when its
// author asks, anew or for the first time, or takes back what he asked.
func (w *work) requested(set models.Values) {
	r, ok := requests[w.col.Name]
	if !ok || w.rec.Life(w.col) == Deleted || w.changed(r.field) {
		return
	}
	values := w.rec.Values(w.col)
	now, asked := text(values, r.field), r.asked[text(values, "submission")]
	if asked != "" && asked != now && (now == "" || w.changed("submission")) {
		set[r.field] = jsonText(asked)
	}
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
