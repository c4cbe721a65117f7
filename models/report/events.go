package report

import (
	"maps"
	"slices"
	"time"

	"fieldsync/models"
)

// events is what each event of the month brought (domain.md 2.18): what its
// evaluation says, and beside it what its sign-ups and gifts add up to.
type events struct {
	month string
	list  map[string]*event
}

type event struct {
	no, title, on        string
	said                 models.Values // the evaluation
	leads, strong, gifts int64
}

func newEvents(day time.Time) Report {
	return &events{month: day.Format("2006-01"), list: map[string]*event{}}
}

func (r *events) Sources() []string {
	return []string{"showcase_event", "event_evaluation", "event_lead", "event_gift"}
}

func (r *events) Add(collection, id string, v models.Values) {
	if collection == "showcase_event" {
		if text(v, "plan_month") == r.month {
			r.list[id] = &event{no: text(v, "event_no"), title: text(v, "title"), on: text(v, "agreed_start")}
		}
		return
	}
	e := r.list[text(v, "event")]
	switch {
	case e == nil:
	case collection == "event_evaluation":
		e.said = v
	case collection == "event_gift":
		e.gifts += whole(v, "quantity")
	case happened(v):
		if e.leads++; text(v, "intent_level") == "大" {
			e.strong++
		}
	}
}

// evaluated are the figures of an evaluation that are shown.
var evaluated = []string{"participants", "new_activations", "upgrades_3g_4g", "flow_packs_sold", "renewals", "terminals_delivered",
	"wechat_friends_added", "huango_installed", "yizhifu_installed", "leads_total", "leads_strong", "gifts_given"}

func (r *events) Table(chinese bool) Table {
	t := Table{Columns: columns("event_no", "编号", "Number", "title", "名称", "Title", "agreed_start", "约定时间", "Agreed start")}
	col := models.Default().Collection("event_evaluation")
	for _, name := range evaluated {
		t.Columns = append(t.Columns, Column{name, col.Field(name).Label})
	}
	t.Columns = append(t.Columns, columns("cost", "费用", "Cost", "leads_counted", "登记数(统计)", "Sign-ups counted", "strong_counted", "强意向(统计)", "Strong ones counted",
		"gifts_counted", "礼品(统计)", "Gifts counted", "converted", "转化数", "Converted", "of", "参与人数", "Of", "conversion_rate", "转化率", "Conversion rate", "formula", "公式", "Formula")...)
	for _, id := range slices.Sorted(maps.Keys(r.list)) {
		t.Rows = append(t.Rows, r.list[id].row(chinese))
	}
	return t
}

var conversion = models.Label{ZH: "(新入网 + 3G升4G + 续约 + 流量包销量) ÷ 参与人数", EN: "(new_activations + upgrades_3g_4g + renewals + flow_packs_sold) ÷ participants"}

func (e *event) row(chinese bool) []string {
	out := []string{e.no, e.title, e.on}
	for _, name := range evaluated {
		n := ""
		if present(e.said[name]) {
			n = num(whole(e.said, name))
		}
		out = append(out, n)
	}
	r := ratio{of: whole(e.said, "participants")}
	for _, name := range []string{"new_activations", "upgrades_3g_4g", "renewals", "flow_packs_sold"} {
		r.part += whole(e.said, name)
	}
	out = append(out, text(e.said, "cost"), num(e.leads), num(e.strong), num(e.gifts))
	out = append(out, r.cells()...)
	return append(out, said(conversion, chinese))
}
