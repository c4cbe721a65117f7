package report

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"fieldsync/models"
)

// ranking puts members of staff in the order of their orders done in time, then
// of their contacts in the month (domain.md 2.31). Equals share a place.
type ranking struct {
	month string
	staff map[string]*ranked
}

type ranked struct {
	id, no, name string
	orders       ratio
	contacts     int64
}

func newRanking(day time.Time) Report {
	return &ranking{month: day.Format("2006-01"), staff: map[string]*ranked{}}
}

func (r *ranking) Sources() []string {
	return []string{"staff", "work_order", "visit_record", "phone_contact", "sms_message", "online_contact"}
}

// doers are the fields that say who did it.
var doers = map[string]string{"work_order": "assignee", "visit_record": "visitor", "phone_contact": "collected_by", "sms_message": "collected_by", "online_contact": "collected_by"}

func (r *ranking) Add(collection, id string, v models.Values) {
	if collection == "staff" {
		r.staff[id] = &ranked{id: id, no: text(v, "staff_no"), name: text(v, "name")}
		return
	}
	s := r.staff[text(v, doers[collection])]
	switch {
	case s == nil:
	case collection == "work_order":
		if inMonth(v, "due_at", r.month) {
			if s.orders.of++; inTime(v) {
				s.orders.part++
			}
		}
	case happened(v) && inMonth(v, contactMoments[collection], r.month):
		s.contacts++
	}
}

// before compares by cross-multiplying, so that no rounding makes equals of what
// is not equal.
func (s *ranked) before(o *ranked) int {
	a, b := s.orders.part*o.orders.of, o.orders.part*s.orders.of
	switch {
	case s.orders.of == 0 && o.orders.of != 0:
		return 1 // who had nothing to do stands behind who had
	case s.orders.of != 0 && o.orders.of == 0:
		return -1
	}
	return cmp.Or(cmp.Compare(b, a), cmp.Compare(o.contacts, s.contacts))
}

var inOrder = models.Label{ZH: "按时完成工单数 ÷ 到期工单数,相同者按上门拜访 + 电话 + 短信 + 互联网接触次数",
	EN: "by orders done in time ÷ orders due, then by visits + calls + SMS + online contacts"}

func (r *ranking) Table(chinese bool) Table {
	t := Table{Columns: columns("rank", "名次", "Rank", "staff_no", "工号", "Staff number", "name", "姓名", "Name", "month", "月份", "Month",
		"orders_in_time", "按时完成", "Orders in time", "orders_due", "到期工单", "Orders due", "order_rate", "工单完成率", "Rate", "contacts", "接触量", "Contacts", "formula", "公式", "Formula")}
	var list []*ranked
	for _, id := range slices.Sorted(maps.Keys(r.staff)) {
		if s := r.staff[id]; s.orders.of > 0 || s.contacts > 0 {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b *ranked) int { return cmp.Or(a.before(b), cmp.Compare(a.no, b.no)) })
	place := 0
	for i, s := range list {
		if i == 0 || list[i-1].before(s) != 0 {
			place = i + 1
		}
		row := append([]string{num(int64(place)), s.no, s.name, r.month}, s.orders.cells()...)
		t.Rows = append(t.Rows, append(row, num(s.contacts), said(inOrder, chinese)))
	}
	return t
}
