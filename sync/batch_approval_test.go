package changesync_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fieldsync/models"
	"fieldsync/models/rules"
	changesync "fieldsync/sync"
)

// What a batch is approved for, case by case.
func TestApprovalOfAMessage(t *testing.T) {
	const batch = `"sms_type":"M10","recipients":["c1","k1"],"header":"尊敬的客户","body":"{称呼},明天{时间}拜访","footer":"客户经理{XXX}"`
	const fit = `"recipient":"k1","sms_type":"M10","header":"尊敬的客户","body":"王科长,明天上午九点拜访","footer":"客户经理李"`
	for _, c := range []struct{ batch, message, want string }{
		{``, fit, "待审批"},
		{`"approval":"未提交",` + batch, fit, "未提交"}, {`"approval":"待审批",` + batch, fit, "待审批"}, {`"approval":"不通过",` + batch, fit, "不通过"},
		{`"approval":"通过",` + batch, fit, "通过"},
		{`"approval":"通过",` + batch, strings.Replace(fit, "k1", "k2", 1), "待审批"},
		{`"approval":"通过",` + batch, strings.Replace(fit, "M10", "M7", 1), "待审批"},
		{`"approval":"通过",` + batch, strings.Replace(fit, "明天", "后天", 1), "待审批"},
		{`"approval":"通过",` + batch, strings.Replace(fit, "拜访", "拜访,顺带推销", 1), "待审批"},
		{`"approval":"通过",` + batch, strings.Replace(fit, "尊敬的", "亲爱的", 1), "待审批"},
		{`"approval":"通过",` + batch, strings.Replace(fit, "客户经理", "服务经理", 1), "待审批"},
		{`"approval":"通过","approved_at":"2016-05-10T10:00:00+08:00",` + batch, fit + `,"sent_at":"2016-05-10T09:59:00+08:00"`, "待审批"},
		{`"approval":"通过","approved_at":"2016-05-10T10:00:00+08:00",` + batch, fit + `,"sent_at":"2016-05-10T10:00:00+08:00"`, "通过"},
	} {
		var b models.Values
		if c.batch != "" {
			b = valuesOf(t, `{`+c.batch+`}`)
		}
		if got := rules.ApprovalOf(valuesOf(t, `{`+c.message+`}`), b); got != c.want {
			t.Errorf("batch %s\nmessage %s: %s, want %s", c.batch, c.message, got, c.want)
		}
	}
}

// The messages of a batch are approved with it, in the same commit, and not
// those that it was not approved for; what was sent by then stays approved.
func TestMessagesFollowTheirBatch(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.employ("vcd01", "VCD")
	d := w.device("csm01")
	batch := d.put("sms_batch", "", `{"author":"s-csm01","title":"拜访","sms_type":"M10","recipients":["c1"],"header":"尊敬的客户","body":"{称呼},明天拜访","footer":"客户经理",
		"planned_at":"2016-05-10T10:00:00+08:00","submission":"submitted"}`)
	n := 0
	message := func(to, more string) changesync.Key {
		n++
		return d.put("sms_message", "", `{"customer":"c1","recipient":"`+to+`","sms_type":"M10","batch":"`+batch.ID+`","is_batch":true,"test_sent_at":"2016-05-10T08:00:00+08:00","test_ok":true,
			"planned_at":"2016-05-10T10:00:00+08:00","header":"尊敬的客户","body":"王科长,明天拜访","footer":"客户经理","total_chars":17,"is_manual":true,"submission":"submitted",
			"record_no":"160510-AAAAA`+string(rune('A'+n))+`","collected_by":"s-csm01","collected_at":"2016-05-10T09:00:00+08:00"`+more+`}`)
	}
	is := func(k changesync.Key, approval, review string) {
		t.Helper()
		w.says(k, "approval", `"`+approval+`"`)
		w.says(k, "review", `"`+review+`"`)
		if flagged := strings.Contains(w.shown(k, "flags"), "R-SMS-13"); flagged != (approval != "通过") {
			t.Errorf("%s: flags %s", approval, w.shown(k, "flags"))
		}
	}
	first := message("c1", "")
	d.sync()
	is(first, "待审批", "has_issues")
	w.fine(w.decides("vcd01", batch, "approve", "approve", ""))
	is(first, "通过", "received")
	w.fine(w.decides("tl01", first, "review", "accept", ""))
	w.says(first, "review", `"accepted"`)
	d.sync()
	d.put(first.Collection, first.ID, `{"sent_at":"2016-05-10T10:00:00+08:00"}`)
	// One more than was approved: it waits, and so does all that was not sent
	// once the batch is to be approved with it.
	added, second := message("k2", ""), message("c1", "")
	d.sync()
	is(added, "待审批", "has_issues")
	is(second, "通过", "received")
	d.put(batch.Collection, batch.ID, `{"recipients":["c1","k2"]}`)
	d.sync()
	w.says(batch, "approval", `"待审批"`)
	is(first, "通过", "edited")
	is(second, "待审批", "has_issues")
	w.fine(w.decides("vcd01", batch, "approve", "approve", ""))
	is(added, "通过", "received")
	is(second, "通过", "received")
	d.put(added.Collection, added.ID, `{"body":"王科长,来买新品"}`)
	d.sync()
	is(added, "待审批", "has_issues")
	w.fine(w.decides("vcd01", batch, "approve", "refuse", "改期"))
	is(second, "不通过", "has_issues")
	is(first, "通过", "edited")
	d.put(second.Collection, second.ID, `{"batch":null,"is_batch":false}`)
	d.sync()
	w.says(second, "approval", "")
}

func valuesOf(t *testing.T, text string) models.Values {
	t.Helper()
	var v models.Values
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(text, err)
	}
	return v
}
