package changesync_test

import (
	"slices"
	"strings"
	"testing"

	changesync "fieldsync/sync"
)

const eventPlan = `"event_no":"E9","title":"天翼智能秀","customer":"c1","plan_month":"2016-05","purpose":"续约","agreed_start":"2016-05-20T09:30:00+08:00",
	"agreed_end":"2016-05-20T16:00:00+08:00","place":"一楼大厅","pitch_material":"宣讲稿","agenda":[{"topic":"开场"}],
	"team":[{"member":"s-am01","post":"AM"},{"member":"s-csm01","post":"CSM"},{"member":"s-pm01","post":"SUPP"}]`

// planned has the supervisor plan an event.
func (w *world) planned(sup *device, more string) changesync.Key {
	w.t.Helper()
	k := sup.put("showcase_event", "", `{`+eventPlan+`,"status":"计划中"`+more+`}`)
	sup.sync()
	return k
}

func (w *world) says(k changesync.Key, field, want string) {
	w.t.Helper()
	if got := w.shown(k, field); got != want {
		w.t.Errorf("%s of %s: %s, want %s", field, k.Collection, got, want)
	}
}

// The supervisor's plan is approved in the version that he saw, when it is
// whole; what somebody wrote without knowing of it asks for another approval.
func TestAnEventIsDispatchedAsItWasSeen(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("sup01", "SUP")
	sup, am := w.device("sup01"), w.device("am01")
	k := w.planned(sup, "")
	am.sync()
	if s, err := w.engine.Sight(w.ctx, "sup01", k); err != nil || len(s.Open) != 1 || s.Lacks("dispatch", "dispatch") == nil || s.Lacks("dispatch", "dispatch").Field != "target_reason" {
		t.Fatalf("the supervisor sees %+v, %v", s, err)
	}
	if got := w.decides("sup01", k, "dispatch", "dispatch", ""); got != changesync.CodeStepNeeds {
		t.Errorf("a plan without targets: %q", got)
	}
	seen := w.version("sup01", k)
	sup.put(k.Collection, k.ID, `{"target_reason":["T4"]}`)
	sup.sync()
	if got := w.rules("sup01", k, "dispatch", "dispatch", "", seen); got != changesync.CodeChanged {
		t.Errorf("dispatched as it was: %q", got)
	}
	waiting, _, err := w.engine.Pending(w.ctx, "sup01", "showcase_event", "", 10)
	w.must(err)
	if len(waiting) != 1 || waiting[0].Record.Key != k {
		t.Errorf("%d wait", len(waiting))
	}
	for user, want := range map[string]string{"am01": changesync.CodeNotAllowed, "tl01": changesync.CodeNotAllowed, "csm02": changesync.CodeNotFound, "sup01": ""} {
		if got := w.decides(user, k, "dispatch", "dispatch", ""); got != want {
			t.Errorf("%s dispatches: %q, want %q", user, got, want)
		}
	}
	w.says(k, "dispatched_by", `"s-sup01"`)
	am.put(k.Collection, k.ID, `{"purpose":"升级"}`) // in ignorance of it
	am.sync()
	w.says(k, "status", `"计划中"`)
	w.says(k, "dispatched_by", "")
	if got := w.decides("sup01", k, "dispatch", "dispatch", ""); got != "" {
		t.Fatal(got)
	}
	am.sync()
	am.put(k.Collection, k.ID, `{"agreed_start":"2016-05-21T09:30:00+08:00","agreed_end":"2016-05-21T16:00:00+08:00","status":"客户已确认"}`)
	am.sync()
	w.says(k, "status", `"客户已确认"`)
	if got := w.shown(k, "flags"); strings.Contains(got, "step") || strings.Contains(got, "bad_transition") {
		t.Errorf("flags of steps in order: %s", got)
	}
}

// On site nothing is refused any more: a step that is not one, or is for others
// to take, is stored and flagged until there is another.
func TestStepsOfAnEventAreFlagged(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("sup01", "SUP")
	sup := w.device("sup01")
	k := w.planned(sup, `,"target_reason":["T4"]`)
	w.fine(w.decides("sup01", k, "dispatch", "dispatch", ""))
	am, csm := w.device("am01"), w.device("csm01")
	step := func(d *device, state string, flags ...string) {
		t.Helper()
		d.sync()
		d.put(k.Collection, k.ID, `{"status":"`+state+`"}`)
		d.sync()
		w.says(k, "status", `"`+state+`"`)
		got := w.shown(k, "flags")
		for _, f := range []string{"bad_transition", "step_not_yours", "R-SHOW-09"} {
			if slices.Contains(flags, f) != strings.Contains(got, f) {
				t.Errorf("%s: flags %s, want %v", state, got, flags)
			}
		}
	}
	step(csm, "客户已确认", "step_not_yours")
	am.sync()
	am.put(k.Collection, k.ID, `{"place":"二楼"}`)
	am.sync()
	if got := w.shown(k, "flags"); !strings.Contains(got, "step_not_yours") {
		t.Errorf("the flag went with an edit: %s", got)
	}
	step(csm, "进行中", "bad_transition", "R-SHOW-09")
	for _, kind := range []string{"D1", "D2", "D3", "D4", "D5"} {
		csm.put("event_desk", "", `{"event":"`+k.ID+`","desk_kind":"`+kind+`","operator":"s-desk01","layout_ok":["条幅端正悬挂"]}`)
	}
	csm.sync()
	step(am, "已结束")
	// A cancellation from before is not what is shown of an event that was held.
	sup.put(k.Collection, k.ID, `{"status":"已取消"}`)
	sup.sync()
	w.says(k, "status", `"已结束"`)
}

// An event is closed by the supervisor with its own evaluation. That ends what
// those hold who only worked there; figures that arrive later open it again.
func TestAnEventIsClosedWithItsFigures(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("sup01", "SUP")
	w.office("", set("showcase_event", "e1", "status", "准备就绪"))
	old := w.device("csm01") // has heard of nothing since
	w.office("", set("showcase_event", "e1", "status", "已结束", "agreed_end", "2016-05-10T17:00:00+08:00"))
	w.office("event/e2", set("showcase_event", "e2", "event_no", "E2", "title", "另一场", "customer", "c1"))
	k, am, late := key("showcase_event", "e1"), w.device("am01"), w.device("csm01")
	held := func() bool {
		return slices.ContainsFunc(w.grants("desk01"), func(g string) bool { return strings.HasPrefix(g, "event/e1") })
	}
	closes := func(want string) {
		t.Helper()
		if got := w.decides("sup01", k, "close", "close", ""); got != want {
			t.Errorf("closing: %q, want %q", got, want)
		}
	}
	closes(changesync.CodeStepNeeds)
	other := am.put("event_evaluation", "", `{"event":"e2","participants":5,"new_activations":0}`)
	am.put(k.Collection, k.ID, `{"evaluation":"`+other.ID+`"}`)
	am.sync()
	closes(changesync.CodeBlocked)
	v := am.put("event_evaluation", "", `{"event":"e1","participants":46,"new_activations":3}`)
	am.put(k.Collection, k.ID, `{"evaluation":"`+v.ID+`"}`)
	am.sync()
	late.sync()
	seen := w.version("sup01", k)
	am.put("event_evaluation", v.ID, `{"new_activations":4}`)
	am.sync()
	if got := w.rules("sup01", k, "close", "close", "", seen); got != changesync.CodeChanged {
		t.Errorf("closed with other figures than were seen: %q", got)
	}
	closes("")
	w.says(k, "status", `"已评估"`)
	if held() {
		t.Error("the desk still holds the event")
	}
	late.put("event_evaluation", v.ID, `{"renewals":9}`) // in ignorance of it
	late.sync()
	w.says(k, "status", `"已结束"`)
	w.says(k, "closed_by", "")
	if !held() {
		t.Error("the desk does not hold the event again")
	}
	closes("")
	w.says(k, "closed_by", `"s-sup01"`)
	if got := w.decides("sup01", k, "close", "reopen", "数据有误"); got != "" {
		t.Errorf("reopened: %q", got)
	}
	w.says(k, "status", `"已结束"`)
	closes("")
	old.put(k.Collection, k.ID, `{"status":"已取消"}`) // it was held all the same
	old.sync()
	w.says(k, "status", `"已结束"`)
}

func (w *world) fine(code string) {
	w.t.Helper()
	if code != "" {
		w.t.Fatal(code)
	}
}
