package mobile_test

import (
	"fmt"
	"slices"
	"testing"

	mobile "fieldsync/mobile-client"
	changesync "fieldsync/sync"
)

// branches puts the team t1 into a branch of a province, csm02 into a second
// one, and gives each branch a head.
func (w *world) branches() {
	w.Helper()
	w.office("org", "team", "prov", `{"name":"省公司","kind":"班组","leader":"s-br01"}`)
	w.office("org", "team", "b1", `{"name":"杭州分公司","kind":"班组","leader":"s-tl01","parent":"prov"}`)
	w.office("org", "team", "b2", `{"name":"宁波分公司","kind":"班组","leader":"s-tl01","parent":"prov"}`)
	w.office("", "team", "t1", `{"parent":"b1"}`)
	w.office("", "staff", "s-csm02", `{"team":"b2"}`)
	for user, team := range map[string]string{"br01": "b1", "br02": "b2", "gel01": "prov"} {
		role := map[bool]string{true: "GEL", false: "BRANCH"}[user == "gel01"]
		w.office("org", "staff", "s-"+user, `{"staff_no":"`+user+`","name":"负责人","roles":["`+role+`"],"team":"`+team+`","active":true,"valid_from":"2016-01-01"}`)
		w.ok(w.engine.PutUser(ctx, changesync.User{Name: user, Staff: "s-" + user, Active: true}))
	}
}

// prepForm is a version of the form "prep" with a question of its own.
func prepForm(version int, team, question string) string {
	if team != "" {
		team = `"team":"` + team + `",`
	}
	return fmt.Sprintf(`{"form":"prep","version":%d,%s"title_zh":"准备","title_en":"Preparation","collection":"visit_preparation","state":"published","questions":[
		{"name":"customer","type":"record","record":"customer","field":"customer","zh":"客户","en":"Customer","required":"yes"},
		{"name":"topic","type":"text","field":"topic","zh":"主题","en":"Topic"},{"name":%q,"type":"text","zh":"附加","en":"Extra"}]}`, version, team, question)
}

// A branch changes a form for its own phones: the nearest unit's version is
// filled in, whatever its number, a draft moves to it, and retiring it brings
// the form of the unit above back. The other branch never sees it.
func TestABranchHasItsOwnForm(t *testing.T) {
	w := newWorld(t)
	w.branches()
	w.office("org", "form_definition", "shipped", prepForm(7, "", "shipped"))
	one, two := w.device("csm01"), w.device("csm02")
	head, other, province := w.device("br01"), w.device("br02"), w.device("gel01")
	fills := func(p *phone, want string) {
		t.Helper()
		p.sync()
		list, err := p.Forms(ctx)
		w.ok(err)
		if len(list) != 1 || list[0].Questions[2].Name != want {
			t.Errorf("%d forms, want the one that asks for %s", len(list), want)
		}
	}
	published := func(p *phone, set string) string {
		t.Helper()
		id := p.put("form_definition", "", set).IDs[0]
		p.sync()
		return id
	}
	fills(one, "shipped")
	draft, err := one.SaveDraft(ctx, mobile.FormDraft{Form: "prep", Answers: values(w, `{"customer":"c1","topic":"续约","shipped":"旧题"}`)})
	w.ok(err)
	published(province, prepForm(1, "prov", "province"))
	fills(one, "province")
	fills(two, "province")
	ours := published(head, prepForm(1, "b1", "branch"))
	fills(one, "branch")
	fills(two, "province")
	published(head, prepForm(1, "t1", "team"))
	fills(one, "team")
	// A head of another branch is warned, and his word put aside.
	written := other.put("form_definition", "", prepForm(9, "b1", "foreign"))
	if len(written.Advice) != 1 || written.Advice[0].Code != changesync.CodeForeignUnit {
		t.Errorf("his phone says %+v", written.Advice)
	}
	other.sync()
	if s := other.status(); s.Attention != 1 {
		t.Errorf("status %+v", s)
	}
	fills(one, "team")

	m, err := one.MigrateDraft(ctx, draft.ID, true)
	w.ok(err)
	if lost := m.Lost(); len(lost) != 1 || lost[0].Question != "shipped" {
		t.Errorf("lost %+v", lost)
	}
	moved, err := one.Draft(ctx, draft.ID)
	w.ok(err)
	moved.Answers["team"] = []byte(`"新题"`)
	done, err := one.SubmitForm(ctx, *moved)
	w.ok(err)
	one.sync()
	if got := one.value("visit_preparation", done.IDs[0], "topic"); got != `"续约"` {
		t.Errorf("submitted %s", got)
	}
	head.put("form_definition", ours, `{"state":"retired"}`)
	head.sync()
	fills(one, "team")
	fills(two, "province")
}

// A branch's parameter holds for its own phones; what another branch's head says
// of it is put aside.
func TestABranchHasItsOwnParameters(t *testing.T) {
	w := newWorld(t)
	w.branches()
	w.assign("a9", "csm02", "CSM")
	head, other := w.device("br01"), w.device("br02")
	limit := func(p *phone, length string) {
		p.put("rule_param", "", `{"param":"sms_length","unit":"b1","value":"`+length+`","valid_from":"2016-01-01"}`)
		p.sync()
	}
	limit(other, "500")
	limit(head, "10")
	for user, warned := range map[string]bool{"csm01": true, "csm02": false} {
		p := w.device(user)
		written := p.put("sms_message", "", `{"customer":"c1","recipient":"c1","sms_type":"M10","planned_at":"2016-05-10T10:00:00+08:00","header":"您好","body":"明天上午拜访您","footer":"客户经理",
			"total_chars":13,"is_manual":true,"submission":"draft"}`)
		if got := slices.ContainsFunc(written.Advice, func(a mobile.Advice) bool { return a.Code == "R-SMS-10" }); got != warned {
			t.Errorf("%s is warned of a long text: %v (%+v)", user, got, written.Advice)
		}
	}
	if s := other.status(); s.Attention != 1 {
		t.Errorf("the other head's word: %+v", s)
	}
	// Asked before a call, his team's rules hold; what he says himself does not.
	head.put("rule_param", "", `{"param":"call_windows","unit":"b1","value":"20:00-21:00","valid_from":"2016-01-01"}`)
	head.sync()
	one, two := w.device("csm01"), w.device("csm02")
	one.put("rule_param", "", `{"param":"call_windows","unit":"t1","value":"08:00-23:59","valid_from":"2016-01-01"}`)
	for p, hour := range map[*phone]string{one: "15", two: "20"} {
		found, err := p.May(ctx, "call", values(w, `{"direction":"外呼","started_at":"2016-05-10T`+hour+`:30:00+08:00"}`))
		w.ok(err)
		if len(found) != 1 || found[0].Code != "R-PHONE-04" {
			t.Errorf("a call at %s: %+v", hour, found)
		}
	}
}
