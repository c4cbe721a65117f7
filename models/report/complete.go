package report

import (
	"encoding/json"
	"slices"
	"time"

	"fieldsync/models"
)

// completeness is how much of what must be filled is (domain.md 2.29): of a
// customer four items, of a key person nine and one of QQ and WeChat. What the
// person declined is answered, and still not filled.
type completeness struct {
	day     string
	managed map[string]bool // customers with an account manager today
	parts   []*part
}

// part is one kind of object that is checked.
type part struct {
	collection string
	label      models.Label
	items      [][]string // each an item, filled when one of its fields is
	filled     []int64
	records    int64
	whole      int64 // records in which all is filled
}

func newCompleteness(day time.Time) Report {
	one := func(fields ...string) (out [][]string) {
		for _, f := range fields {
			out = append(out, []string{f})
		}
		return out
	}
	r := &completeness{day: day.Format(time.DateOnly), managed: map[string]bool{}}
	r.parts = []*part{
		{collection: "customer", label: models.Label{ZH: "客户", EN: "Customer"},
			items: one("control_level", "account_manager", "industry_category", "marketing_grid")},
		{collection: "key_person", label: models.Label{ZH: "关键人", EN: "Key person"},
			items: append(one("kp_name", "gender", "department", "position", "position_rank", "birthday", "home_address", "kp_service_manager", "fault_level"),
				[]string{"qq_no", "wechat_id"})},
	}
	for _, p := range r.parts {
		p.filled = make([]int64, len(p.items))
	}
	return r
}

func (r *completeness) Sources() []string { return []string{"assignment", "customer", "key_person"} }

func (r *completeness) Add(collection, id string, v models.Values) {
	if collection == "assignment" {
		if from, to := text(v, "valid_from"), text(v, "valid_to"); text(v, "post") == "AM" && from <= r.day && (to == "" || r.day <= to) {
			r.managed[text(v, "customer")] = true
		}
		return
	}
	for _, p := range r.parts {
		if p.collection == collection {
			p.add(v, r.managed[id])
		}
	}
}

// add counts a record. The account manager of a customer is shown from his
// assignment, so it counts as that field.
func (p *part) add(v models.Values, managed bool) {
	var declined []string
	_ = json.Unmarshal(v["declined_fields"], &declined) // none when it is no list
	all := true
	for i, item := range p.items {
		filled := slices.ContainsFunc(item, func(f string) bool {
			if f == "account_manager" && managed {
				return true
			}
			return present(v[f]) && !slices.Contains(declined, f)
		})
		if filled {
			p.filled[i]++
		}
		all = all && filled
	}
	p.records++
	if all {
		p.whole++
	}
}

func present(raw json.RawMessage) bool {
	s := string(raw)
	return s != "" && s != "null" && s != `""` && s != "[]"
}

func (r *completeness) Table(chinese bool) Table {
	t := Table{Columns: columns("object", "对象", "Object", "item", "项目", "Item", "filled", "已填", "Filled", "of", "应填", "Of", "rate", "完整率", "Rate", "formula", "公式", "Formula")}
	for _, p := range r.parts {
		var sum int64
		for _, n := range p.filled {
			sum += n
		}
		add := func(item string, r ratio, formula models.Label) {
			t.Rows = append(t.Rows, append(append([]string{p.collection, item}, r.cells()...), said(formula, chinese)))
		}
		add("*", ratio{part: sum, of: p.records * int64(len(p.items))}, models.Label{ZH: "已填必填项 ÷ 必填项", EN: "filled mandatory items ÷ mandatory items"})
		add("complete records", ratio{part: p.whole, of: p.records}, models.Label{ZH: "必填项齐全的记录数 ÷ 记录数", EN: "records with all mandatory items ÷ records"})
		for i, item := range p.items {
			name := item[0]
			if len(item) > 1 {
				name += " or " + item[1]
			}
			add(name, ratio{part: p.filled[i], of: p.records}, models.Label{ZH: "已填该项的记录数 ÷ 记录数", EN: "records with this item ÷ records"})
		}
	}
	return t
}
