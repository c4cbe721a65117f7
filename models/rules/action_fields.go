package rules

import (
	"slices"
	"strings"

	"fieldsync/models"
)

// actionFields are the values that actions are asked with; * stands behind what
// is needed. A call and a relation have the fields of their collections.
var actionFields = map[string]string{
	"account":  "identity_verified*",
	"arrears":  "arrears* target*",
	"leave":    "at* approved planned_visit",
	"open":     "view* collection*",
	"points":   "month_points* valid_points*",
	"purchase": "registered_by* kinds* id_doc_type",
	"right": "right* star* on* star_from star_to at used service number_state package_allows bought " +
		"stop_kind stopped_on stop_reason unpaid identity_verified",
	"share": "outside*",
	"show":  "points* to_customer*",
}

var actionRecords = map[string]string{"call": "phone_contact", "relate": "customer_relation"}

// CheckAction says what is wrong with the values of an action: a name that no
// rule reads would be answered with silence, and so would a value that is not
// there. Errors: unknown_value, required.
func CheckAction(action string, v models.Values) error {
	var known, needed []string
	for name := range strings.FieldsSeq(actionFields[action]) {
		name, must := strings.CutSuffix(name, "*")
		if known = append(known, name); must {
			needed = append(needed, name)
		}
	}
	if col := models.Default().Collection(actionRecords[action]); col != nil {
		for _, f := range col.Fields {
			known = append(known, f.Name)
		}
	}
	list := strings.Join(known, ", ")
	for _, name := range names(v) {
		if !slices.Contains(known, name) {
			return &models.Error{Code: "unknown_value", Field: name, Message: "is nothing that rules about " + action + " ask for", ZH: "不是该事项所需的内容",
				Hint: "give some of " + list, HintZH: "可填写:" + list}
		}
	}
	for _, name := range needed {
		if value := v[name]; value == nil || string(value) == "null" || string(value) == `""` {
			return &models.Error{Code: "required", Field: name, Message: "is needed to say whether " + action + " is allowed", ZH: "缺少此项,无法判断",
				Hint: "give --set " + name + "=…", HintZH: "请补充 --set " + name + "=…"}
		}
	}
	return nil
}

func names(v models.Values) (out []string) {
	for name := range v {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
