package mobile_test

import (
	"slices"
	"strings"
	"testing"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
)

// offered is what the phone offers as next for a record: "state", "state!code"
// where it is refused, "state?codes" where it is warned of.
func (p *phone) offered(collection, id string) string {
	p.w.Helper()
	steps, err := p.Steps(ctx, collection, id)
	p.w.ok(err)
	var out []string
	for _, s := range steps {
		var codes []string
		for _, a := range s.Why {
			if a.Severity == "block" == !s.Allowed && a.Code != "required" && !slices.Contains(codes, a.Code) {
				codes = append(codes, a.Code)
			}
		}
		mark := map[bool]string{true: "?", false: "!"}[s.Allowed]
		if len(codes) == 0 {
			mark = ""
		}
		out = append(out, s.To+mark+strings.Join(codes, "+"))
	}
	return strings.Join(out, " ")
}

// An event is led from its plan to its end on the phones of those who do it,
// each being told what he may do next, and what is missing.
func TestAnEventIsLedOnPhones(t *testing.T) {
	w := newWorld(t)
	for user, role := range map[string]string{"sup01": "SUP", "supp1": "SUPP"} {
		w.office("org", "staff", "s-"+user, `{"staff_no":"`+user+`","name":"员工","roles":["`+role+`"],"team":"t1","active":true,"valid_from":"2016-01-01"}`)
		w.ok(w.engine.PutUser(ctx, changesync.User{Name: user, Staff: "s-" + user, Active: true}))
	}
	sup, am, csm, desk := w.device("sup01"), w.device("am01"), w.device("csm01"), w.device("desk01")
	all := []*phone{sup, am, csm, desk}
	id := sup.put("showcase_event", "", `{"event_no":"E9","title":"天翼智能秀","customer":"c1","plan_month":"2016-05","purpose":"续约","target_reason":["T4"],"status":"计划中"}`).IDs[0]
	says := func(p *phone, want string) {
		t.Helper()
		for range 2 {
			for _, q := range all {
				q.sync()
			}
		}
		if got := p.offered("showcase_event", id); got != want {
			t.Errorf("offered %s\n   want %s", got, want)
		}
	}
	rules := func(decision, verdict string) {
		t.Helper()
		sight, err := w.engine.Sight(ctx, "sup01", changesync.Key{Collection: "showcase_event", ID: id})
		w.ok(err)
		_, _, err = w.engine.Decide(ctx, "sup01", changesync.Ruling{Key: sight.Record.Key, Decision: decision, Verdict: verdict, Seen: sight.Version})
		w.ok(err)
	}
	refused := func(p *phone, set, code string) {
		t.Helper()
		_, err := p.Put(ctx, "showcase_event", id, values(w, set))
		w.code(err, code)
	}
	says(sup, "已派单!server_field 已取消")
	says(csm, "已派单!server_field 已取消!step_not_yours")
	refused(sup, `{"status":"已派单"}`, changesync.CodeServerField)
	refused(am, `{"status":"客户已确认"}`, changesync.CodeBadStep)
	rules("dispatch", "dispatch")
	says(am, "客户已确认!step_needs+R-SHOW-03 已取消")
	says(csm, "客户已确认!step_not_yours+R-SHOW-03 已取消!step_not_yours")
	refused(am, `{"status":"客户已确认","place":"一楼"}`, "step_needs")
	refused(csm, `{"status":"客户已确认"}`, "step_not_yours")
	agreed := `"agreed_start":"2016-05-20T09:30:00+08:00","agreed_end":"2016-05-20T16:00:00+08:00","place":"一楼大厅"`
	refused(am, `{"status":"客户已确认",`+agreed+`}`, mobile.CodeEntryRefused) // two are no team
	am.put("showcase_event", id, `{"status":"客户已确认",`+agreed+`,"team":[{"member":"s-am01","post":"AM"},{"member":"s-csm01","post":"CSM"},{"member":"s-supp1","post":"SUPP"}]}`)
	says(csm, "准备就绪?R-SHOW-06 预热中?R-SHOW-06+R-SHOW-07 已取消!step_not_yours")
	csm.put("showcase_event", id, `{"pitch_material":"宣讲稿","agenda":[{"topic":"开场"}],"materials":[{"name":"台签","quantity":5},{"name":"二维码扫码牌","quantity":3},{"name":"辐射测试仪","quantity":2},{"name":"小礼品","quantity":300}]}`)
	csm.put("event_warmup", "", `{"event":"`+id+`","channel":"W1","done_by":"s-csm01","done_at":"2016-05-10T08:00:00+08:00"}`)
	says(csm, "准备就绪 预热中 已取消!step_not_yours")
	csm.put("showcase_event", id, `{"status":"准备就绪"}`)
	says(am, "预热中 进行中!R-SHOW-09 已取消")
	for _, kind := range []string{"D1", "D2", "D3", "D4"} {
		csm.put("event_desk", "", `{"event":"`+id+`","desk_kind":"`+kind+`","operator":"s-desk01","layout_ok":["条幅端正悬挂"]}`)
	}
	says(am, "预热中 进行中!R-SHOW-09 已取消")
	csm.put("event_desk", "", `{"event":"`+id+`","desk_kind":"D5","operator":"s-desk01","layout_ok":["条幅端正悬挂"],"gift_stock":10}`)
	says(am, "预热中 进行中 已取消")
	says(desk, "预热中!outside_grants 进行中!outside_grants 已取消!step_not_yours+outside_grants")
	am.put("showcase_event", id, `{"status":"进行中"}`)
	says(csm, "已结束")
	csm.put("showcase_event", id, `{"status":"已结束"}`)
	v := csm.put("event_evaluation", "", `{"event":"`+id+`","participants":46,"new_activations":3}`).IDs[0]
	csm.put("showcase_event", id, `{"evaluation":"`+v+`"}`)
	says(csm, "已评估!server_field")
	rules("close", "close")
	says(am, "")
	if rec, err := desk.Get(ctx, "showcase_event", id); mobile.CodeOf(err) != changesync.CodeNotFound {
		t.Errorf("the desk still holds the event: %v", rec)
	}
}

// A delivery is closed on the phone when its lists are ticked and somebody has
// signed for it; the phone says what is missing, and notes the time.
func TestADeliveryIsClosedOnThePhone(t *testing.T) {
	w := newWorld(t)
	p := w.device("csm01")
	id := p.put("delivery_record", "", `{"customer":"c1","event":"e1","users_count":8,"delivery_mode":"上门交付","apps_downloaded":3,"contents":["K1"],"steps":["S1"],"terminal_steps":["TD1"],"status":"交付中"}`).IDs[0]
	says := func(want string) {
		t.Helper()
		if got := p.offered("delivery_record", id); got != want {
			t.Errorf("offered %s, want %s", got, want)
		}
	}
	says("withdrawn 已完成!R-DELIV-02+R-SHOW-14+R-DELIV-05")
	_, err := p.Put(ctx, "delivery_record", id, values(w, `{"status":"已完成"}`))
	w.code(err, mobile.CodeEntryRefused)
	p.put("delivery_record", id, `{"contents":["K1","K2","K3","K4","K5","K6","K7"],"steps":["S1","S2","S3","S4","S5","S6","S7"]}`)
	says("withdrawn 已完成!R-SHOW-14+R-DELIV-05")
	p.put("delivery_record", id, `{"terminal_steps":["TD1","TD2","TD3","TD4","TD5","TD6","TD7","TD8","TD9","TD10"],"signed_by":"王建国"}`)
	says("withdrawn 已完成")
	p.put("delivery_record", id, `{"status":"已完成"}`)
	says("withdrawn")
	if got := p.value("delivery_record", id, "closed_at"); len(got) < 10 {
		t.Errorf("closed at %s", got)
	}
	_, err = p.Put(ctx, "delivery_record", id, values(w, `{"status":"交付中"}`))
	w.code(err, changesync.CodeBadStep)
}

// A state that is none is refused where it is typed; where one came in all the
// same, every known one may follow.
func TestAMistypedState(t *testing.T) {
	w := newWorld(t)
	csm := w.device("csm01")
	id := csm.put("follow_up", "", `{"customer":"c1","origin":"c1","content":"答复","owner":"s-csm01","status":"待办"}`).IDs[0]
	csm.sync()
	_, err := csm.Put(ctx, "follow_up", id, values(w, `{"status":"不存在"}`))
	w.code(err, "not_an_option")
	if !strings.Contains(err.Error(), "status") || !strings.Contains(err.Error(), "已完成") {
		t.Errorf("told %v", err)
	}
	w.office("customer/c1", "follow_up", id, `{"status":"不存在"}`)
	csm.sync()
	if got := csm.offered("follow_up", id); !strings.Contains(got, " 待办 ") || !strings.Contains(got, "已完成") {
		t.Errorf("offered %q", got)
	}
	_, err = csm.Put(ctx, "follow_up", id, values(w, `{"status":"待办"}`))
	w.ok(err)
}
