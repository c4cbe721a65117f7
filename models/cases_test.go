package models

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func valuesOf(t *testing.T, text string) Values {
	t.Helper()
	var v Values
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// TestWhatACaseAsksFor: fields under a condition, by state and beside others.
// want are the faults, as "field code".
func TestWhatACaseAsksFor(t *testing.T) {
	complaint := func(more string) string {
		return `{"record_no":"160510-AAAAAA","collected_by":"s1","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted","customer":"c1","kind":"投诉",
			"reporter":"k1","reporter_kind":"关键人","received_at":"2016-05-10T09:00:00+08:00","channel":"电话","content":"无信号","requirement":"整改"` + more + `}`
	}
	arrears := func(more string) string {
		return `{"customer":"c1","user":"u1","amount":"120.00","months_overdue":2,"clear_class":"高额欠费用户","nature":"潜在离网","dispatched_by":"s1","dispatched_on":"2016-05-03"` + more + `}`
	}
	order := func(more string) string {
		return `{"duty":"4","origin":"自建","assignee":"s1","customer":"c1","issued_at":"2016-05-10T09:00:00+08:00","due_at":"2016-05-12T09:00:00+08:00","channel":["电话"]` + more + `}`
	}
	for _, c := range []struct{ name, collection, record, want string }{
		{"solved at once", "complaint_case", complaint(`,"solved_at_once":true,"status":"受理"`), ""},
		{"not at once", "complaint_case", complaint(`,"solved_at_once":false,"status":"处理中"`), "deadline required, handler required"},
		{"a deadline before it came", "complaint_case", complaint(`,"solved_at_once":false,"status":"处理中","handler":"s1","deadline":"2016-05-10T08:00:00+08:00"`), "deadline before_other"},
		{"escalated", "complaint_case", complaint(`,"solved_at_once":true,"status":"已升级"`), "escalated_at required, escalated_to required"},
		{"closed without a revisit", "complaint_case", complaint(`,"solved_at_once":true,"status":"已关闭","solved_at":"2016-05-10T10:00:00+08:00","solution":"已换设备"`), "revisit_at required, revisit_result required"},
		{"a topic", "complaint_case", complaint(`,"solved_at_once":true,"status":"受理","topic_cluster":true`), "topic required"},
		{"not exempt", "arrears_case", arrears(`,"exempt_kind":"无"`), ""},
		{"exempt", "arrears_case", arrears(`,"exempt_kind":"集团级本地付费"`), "exempt_from required, exempt_to required"},
		{"exempt backwards", "arrears_case", arrears(`,"exempt_kind":"本地级","exempt_from":"2016-06-01","exempt_to":"2016-05-01"`), "exempt_to before_other"},
		{"more than was owed", "arrears_case", arrears(`,"exempt_kind":"无","collected":"120.01","collected_at":"2016-05-09T09:00:00+08:00","treatment":["电话"]`), "collected above_other"},
		{"collected, not said when and how", "arrears_case", arrears(`,"exempt_kind":"无","collected":"120.00"`), "collected_at required"},
		{"an order not begun", "work_order", order(`,"status":"待接收"`), ""},
		{"an order accepted", "work_order", order(`,"status":"办理中"`), "accepted_at required"},
		{"an order refused", "work_order", order(`,"status":"已退回"`), "refusal_reason required"},
		{"an order handed on", "work_order", order(`,"status":"已转办"`), "transfer_reason required, transferred_to required"},
		{"an order done", "work_order", order(`,"status":"已完成"`), "accepted_at required, done_at required, result required, result_code required"},
		{"done before it was accepted", "work_order", order(`,"status":"已完成","accepted_at":"2016-05-11T09:00:00+08:00","done_at":"2016-05-10T09:00:00+08:00","result":"好","result_code":"成功"`), "done_at before_other"},
		{"an answer without its time", "problem_feedback", `{"record_no":"1","collected_by":"s1","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted","customer":"c1",
			"kind":"计费","content":"重复","reported_to":"s2","answer":"已改"}`, "answered_at required"},
		{"more expiring than there are", "contract_expiry_care", `{"record_no":"1","collected_by":"s1","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted","group_customer":"c1",
			"expiring_users":31,"lease_users":30,"renewed_count":32}`, "expiring_users above_other, renewed_count above_other"},
		{"unusual, not said when", "newcomer_care", `{"record_no":"1","collected_by":"s1","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted","customer":"c1","user":"u1",
			"joined_on":"2016-05-01","abnormal_kind":"流量超出"}`, "abnormal_found_on required"},
		{"nothing told", "roaming_care", `{"record_no":"1","collected_by":"s1","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted","customer":"c1","trigger":"春节",
			"items_told":[],"opening_kind":"语音+短信","revisit_at":"2016-05-10T09:00:00+08:00"}`, "free_deposit required, items_told not_in_range, revisit_result required"},
		{"a result without an action", "win_back_case", `{"record_no":"1","collected_by":"s1","collected_at":"2016-05-10T09:00:00+08:00","submission":"submitted","customer":"c1","user":"u1",
			"listed_on":"2016-05-01","cause":"竞争原因","result":"失败"}`, "action required"},
		{"a monthly meeting", "meeting_record", `{"kind":"月会","team":"t1","organizer":"s1","held_on":"2016-05-03","attendees":["s1"]}`,
			"measures required, month_summary required, next_focus required, reports required"},
		{"correct beyond what was verified", "data_quality_check", `{"customer":"c1","object":"关键人","checked_on":"2016-05-10","checker":"s1","mandatory_count":9,"filled_count":10,
			"verified_count":3,"correct_count":4,"corrected_on":"2016-05-09"}`, "correct_count above_other, corrected_by required, corrected_on before_other, filled_count above_other, subject required"},
		{"returned without a note", "complaint_case", complaint(`,"solved_at_once":true,"status":"受理","review":"returned"`), "review_note required"},
	} {
		var got []string
		for _, p := range Default().Collection(c.collection).Validate(valuesOf(t, c.record)) {
			got = append(got, p.Field+" "+p.Code)
		}
		slices.Sort(got)
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

func TestCheckStep(t *testing.T) {
	am, sup, member := Author{"am", "s1"}, Author{"colleague+supervisor", "s2"}, Author{"member", "s3"}
	const planned = `"purpose":"续约","plan_month":"2016-05","target_reason":["T4"],"agreed_start":"2016-05-20T09:30:00+08:00","agreed_end":"2016-05-20T16:00:00+08:00","place":"一楼","team":[{"member":"s3","post":"AM"},{"member":"s4","post":"CSM"}]`
	for _, c := range []struct {
		from, to string
		who      Author
		want     string
	}{
		{"", "计划中", sup, ""}, {"", "已派单", sup, "status bad_transition"},
		{"计划中", "客户已确认", am, "status bad_transition"}, {"计划中", "已取消", sup, ""}, {"计划中", "已取消", Author{"csm", "s4"}, "status step_not_yours"},
		{"已派单", "客户已确认", am, ""}, {"已派单", "客户已确认", sup, ""}, {"已派单", "客户已确认", member, ""}, {"已派单", "客户已确认", Author{"member", "s4"}, "status step_not_yours"},
		{"已派单", "客户已确认", Author{"csm", "s9"}, "status step_not_yours"}, {"已派单", "客户已确认", Author{"admin", "s9"}, ""}, {"已派单", "客户已确认", Author{"", "s9"}, ""},
		{"已派单", "准备就绪", am, "status bad_transition"}, {"已派单", "进行中", am, "status bad_transition"},
		{"客户已确认", "准备就绪", member, ""}, {"客户已确认", "预热中", member, ""}, {"客户已确认", "进行中", member, "status bad_transition"}, {"客户已确认", "计划中", sup, "status bad_transition"},
		{"准备就绪", "预热中", member, ""}, {"准备就绪", "进行中", member, ""}, {"准备就绪", "已取消", am, ""}, {"准备就绪", "已取消", Author{"member", "s4"}, "status step_not_yours"},
		{"预热中", "准备就绪", member, ""}, {"预热中", "进行中", member, ""}, {"预热中", "已结束", member, "status bad_transition"},
		{"进行中", "已结束", member, ""}, {"进行中", "已取消", sup, "status bad_transition"}, {"进行中", "准备就绪", am, "status bad_transition"},
		{"已结束", "进行中", am, "status bad_transition"}, {"已结束", "已评估", sup, "evaluation step_needs"}, {"已结束", "已评估", am, "status step_not_yours"}, {"已结束", "已取消", sup, "status bad_transition"},
		{"已评估", "已结束", sup, "status bad_transition"}, {"已取消", "计划中", sup, ""}, {"已取消", "计划中", am, "status step_not_yours"}, {"已取消", "客户已确认", sup, "status bad_transition"},
	} {
		got, before := "", valuesOf(t, `{"status":"`+c.from+`",`+planned+`}`)
		if p := Default().Collection("showcase_event").CheckStep(before, valuesOf(t, `{"status":"`+c.to+`",`+planned+`}`), c.who); p != nil {
			if got = p.Field + " " + p.Code; p.Message == "" || p.ZH == "" {
				t.Errorf("incomplete %+v", p)
			}
		}
		if got != c.want {
			t.Errorf("event %s → %s by %v: %q, want %q", c.from, c.to, c.who, got, c.want)
		}
	}
	for _, c := range []struct{ collection, before, after, want string }{
		{"showcase_event", `{"status":"已派单"}`, `{"status":"客户已确认","agreed_start":"2016-05-20T09:30:00+08:00"}`, "agreed_end step_needs"},
		{"work_order", `{"status":"待接收"}`, `{"status":"办理中","accepted_at":"2016-05-10T09:00:00+08:00"}`, ""},
		{"work_order", `{"status":"待接收"}`, `{"status":"已退回"}`, "refusal_reason step_needs"},
		{"work_order", `{"status":"待接收"}`, `{"status":"已转办","transferred_to":"s2"}`, "transfer_reason step_needs"},
		{"work_order", `{"status":"待接收"}`, `{"status":"已完成"}`, "status bad_transition"},
		{"work_order", `{"status":"已完成"}`, `{"status":"待接收"}`, "status bad_transition"},
		{"work_order", `{"status":"已退回"}`, `{"status":"已退回","result":"再说"}`, ""},
		{"complaint_case", `{"submission":"submitted","status":"已解决待回访"}`, `{"submission":"submitted","status":"已关闭","revisit_at":"2016-05-10T09:00:00+08:00"}`, "solved_at step_needs"},
		{"complaint_case", `{"submission":"draft","status":"受理"}`, `{"submission":"draft","status":"已升级"}`, ""},
		{"complaint_case", `{"submission":"submitted","status":"处理中"}`, `{"submission":"submitted","status":"已关闭"}`, "status bad_transition"},
		{"visit_plan", `{}`, `{"status":"已提交"}`, ""},
		{"visit_plan", `{"status":"已提交"}`, `{"status":"执行中"}`, "status bad_transition"},
		{"work_order", `{"status":"待接收"}`, `{"status":"胡说"}`, "status not_an_option"},
	} {
		got := ""
		if p := Default().Collection(c.collection).CheckStep(valuesOf(t, c.before), valuesOf(t, c.after), Author{}); p != nil {
			got = p.Field + " " + p.Code
			if p.Message == "" || p.ZH == "" {
				t.Errorf("incomplete %+v", p)
			}
		}
		if got != c.want {
			t.Errorf("%s %s → %s: %q, want %q", c.collection, c.before, c.after, got, c.want)
		}
	}
}

func TestStamp(t *testing.T) {
	col, now := Default().Collection("work_order"), Moment("2016-05-10T09:00:00+08:00")
	for _, c := range []struct{ set, before, want string }{
		{`{"status":"办理中"}`, `{}`, `{"accepted_at":"2016-05-10T09:00:00+08:00","status":"办理中"}`},
		{`{"status":"办理中"}`, `{"accepted_at":"2016-05-09T09:00:00+08:00"}`, `{"status":"办理中"}`},
		{`{"status":"已完成","done_at":"2016-05-08T09:00:00+08:00"}`, `{}`, `{"done_at":"2016-05-08T09:00:00+08:00","status":"已完成"}`},
		{`{"result":"好"}`, `{"status":"办理中"}`, `{"result":"好"}`},
	} {
		set := valuesOf(t, c.set)
		col.Stamp(set, valuesOf(t, c.before), now)
		if got := string(mustJSON(set)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.set, c.before, got, c.want)
		}
	}
}

func TestDerive(t *testing.T) {
	at := time.Date(2016, 5, 10, 9, 0, 0, 0, China)
	for _, c := range []struct{ collection, record, field, want string }{
		{"contract_expiry_care", `{"expiring_users":30,"lease_users":150}`, "expiring_ratio", "2000"},
		{"contract_expiry_care", `{"expiring_users":29,"lease_users":150}`, "expiring_ratio", "1933"},
		{"contract_expiry_care", `{"expiring_users":0,"lease_users":0}`, "expiring_ratio", "null"},
		{"data_quality_check", `{"filled_count":2,"mandatory_count":3}`, "completeness", "6667"},
		{"data_quality_check", `{"filled_count":2,"mandatory_count":3}`, "accuracy", "null"},
		{"kpi_result", `{"part":18,"whole":20}`, "rate", "9000"},
		{"work_order", `{"issued_at":"2016-05-09T20:00:00+08:00"}`, "order_no", `"` + OrderNo("r1", at.AddDate(0, 0, -1)) + `"`},
		{"arrears_case", `{}`, "record_no", `"` + RecordNo("r1", at) + `"`},
		{"arrears_case", `{"record_no":"QF-1"}`, "record_no", ""},
		{"complaint_case", `{}`, "record_no", ""},
	} {
		col := Default().Collection(c.collection)
		got := col.Derive("r1", valuesOf(t, c.record), at)
		if string(got[c.field]) != c.want || len(got) > 0 && !col.Derives() {
			t.Errorf("%s of %s %s: %s, want %s", c.field, c.collection, c.record, got[c.field], c.want)
		}
	}
}

// TestDuties: fifteen, each whole, with channels that an order can have.
func TestDuties(t *testing.T) {
	col := Default().Collection("work_order")
	ways := map[string]bool{}
	for _, w := range find(col.Field("channel").dive, "oneof").list {
		ways[w] = true
	}
	for _, option := range col.Field("duty").Options {
		d, ok := DutyOf(option)
		if !ok || strconv.Itoa(d.No) != option || d.Label().ZH == "" || d.When == "" || d.Content == "" || d.Requirement == "" || d.Source == "" || len(d.Channels) == 0 {
			t.Errorf("duty %s is not whole: %+v", option, d)
		}
		for _, way := range d.Channels {
			if !ways[way] {
				t.Errorf("duty %s: no order has the channel %s", option, way)
			}
		}
		if d.Stage() != (d.No <= 6) {
			t.Errorf("duty %s: stage %v", option, d.Stage())
		}
	}
	if _, ok := DutyOf("16"); ok {
		t.Error("a sixteenth duty")
	}
	v := valuesOf(t, `{"duty":"14","customer":"c1"}`)
	col.FillOrder(v, "s1", time.Date(2016, 5, 10, 9, 0, 0, 0, China))
	if got := col.Validate(v); len(got) != 0 || string(v["due_at"]) != `"2016-06-09T09:00:00+08:00"` || string(v["status"]) != `"待接收"` {
		t.Errorf("an order of one's own: %v, %s", got, mustJSON(v))
	}
}

// TestDecisionsFitTheirCollections: every field, state and owner that a decision
// names is there, and what it decides no device can write.
func TestDecisionsFitTheirCollections(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Default().Collections() {
		for _, d := range c.DecisionsOf() {
			seen[d.Name] = true
			f := c.Field(d.Field)
			if f == nil || d.Label.ZH == "" || d.Owner != "" && c.Field(d.Owner) == nil || d.With != "" && c.Field(d.With).Kind != Ref {
				t.Fatalf("%s of %s: field %q, owner %q", d.Name, c.Name, d.Field, d.Owner)
			}
			fields := append(slices.Clone(d.Clears), d.By, d.At, d.Note)
			for _, v := range d.Verdicts {
				fields = slices.Concat(fields, v.Today, slices.Collect(maps.Keys(v.Also)))
				for _, outcome := range append(slices.Clone(v.From), v.To) {
					if outcome != "" && !slices.Contains(f.Options, outcome) {
						t.Errorf("%s of %s: %q is no option", d.Name, c.Name, outcome)
					}
				}
				if v.NeedsNote && d.Note == "" {
					t.Errorf("%s of %s: no field for the note", d.Name, c.Name)
				}
			}
			for _, name := range fields {
				if name != "" && (c.Field(name) == nil || c.Field(name).Policy != Server) {
					t.Errorf("%s of %s: %q is no field of the server", d.Name, c.Name, name)
				}
			}
			for _, name := range d.Free {
				if c.Field(name) == nil {
					t.Errorf("%s of %s: no field %q", d.Name, c.Name, name)
				}
			}
			for from := range d.Undo {
				if f.Policy != Server && !f.OfficeState(mustJSON(from)) {
					t.Errorf("%s of %s: a device may write %q", d.Name, c.Name, from)
				}
			}
		}
	}
	for _, name := range []string{"review", "confirm", "leader", "vp", "approve", "dispatch", "close"} {
		if !seen[name] {
			t.Errorf("nothing is decided by %s", name)
		}
	}
}
