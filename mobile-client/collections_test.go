package mobile_test

import (
	"strings"
	"testing"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// filled are complete records of the contacts, users, applications and events
// of the handbook, as csm01 and am01 write them.
var filled = []struct{ user, collection, set string }{
	{"csm01", "customer_relation", `{"tree_kind":"marketing","parent":"c9","child":"c1"}`},
	{"csm01", "vpn_user", `{"customer":"c1","user_no":"18912345678","user_name":"张三","id_doc_type":"居民身份证","id_doc_no":"11010519491231002X","join_month":"2015-03","customer_consent":true}`},
	{"am01", "key_person_application", `{"customer":"c1","key_person":"k1","applicant":"s-am01","customer_class":"党政军重要客户","submission":"submitted"}`},
	{"csm01", "phone_contact", `{"customer":"c1","direction":"外呼","started_at":"2016-05-10T09:30:00+08:00","ended_at":"2016-05-10T09:35:00+08:00","connected":true,"purpose":"定期拜访","is_alert_call":false,"time_ok_asked":true,"key_info_entered":true}`},
	{"csm01", "sms_message", `{"customer":"c1","recipient":"c1","sms_type":"M10","planned_at":"2016-05-10T09:30:00+08:00","header":"尊敬的电信星级客户,您好!","body":"约定周四上午上门","footer":"您的客户经理张三,联系电话18912345678.","total_chars":46,"is_manual":true}`},
	{"csm01", "sms_batch", `{"author":"s-csm01","title":"降温关怀","sms_type":"M5","recipients":["c1"],"header":"尊敬的电信星级客户,您好!","body":"请您防寒保暖","footer":"您的客户经理张三,联系电话18912345678.","planned_at":"2016-05-12T09:30:00+08:00","submission":"submitted"}`},
	{"csm01", "online_contact", `{"customer":"c1","tool":"微信","asked_at":"2016-05-10T09:30:00+08:00","first_response_at":"2016-05-10T09:40:00+08:00","formal_reply_promised_at":"2016-05-10T17:00:00+08:00","patrols_work":3,"patrols_off":1,"service_from":"09:00","service_to":"18:00"}`},
	{"csm01", "event_warmup", `{"event":"e1","channel":"W2","done_by":"s-csm01","done_at":"2016-05-09T10:00:00+08:00","reached":120}`},
	{"csm01", "event_evaluation", `{"event":"e1","participants":40,"new_activations":3}`},
	{"csm01", "delivery_record", `{"customer":"c1","users_count":8,"delivery_mode":"上门交付","contents":["K1","K2"],"steps":["S1","S2"],"apps_downloaded":3,"status":"交付中"}`},
}

// TestCollectionsOfTheHandbook: each is written without a network, read and
// listed here, and taken by the server as nothing that is out of order.
func TestCollectionsOfTheHandbook(t *testing.T) {
	w := newWorld(t)
	phones := map[string]*phone{"csm01": w.device("csm01"), "am01": w.device("am01")}
	for _, f := range filled {
		p := phones[f.user]
		written := p.put(f.collection, "", f.set)
		id := written.IDs[0]
		for _, a := range written.Advice {
			if !strings.HasPrefix(a.Code, "R-") { // the rules have tests of their own
				t.Errorf("%s: %+v", f.collection, a)
			}
		}
		rec, err := p.Get(ctx, f.collection, id)
		w.ok(err)
		col := models.Default().Collection(f.collection)
		for name, want := range col.Veil(values(t, f.set), false) {
			if got := rec.Values[name]; string(got) != string(want) {
				t.Errorf("%s.%s: %s, want %s", f.collection, name, got, want)
			}
		}
		list, err := p.List(ctx, f.collection, "", 10)
		w.ok(err)
		if len(list) != 1 || list[0].ID != id {
			t.Errorf("%s lists %d", f.collection, len(list))
		}
		p.sync()
		if s := p.status(); s.Waiting != 0 || s.Attention != 0 {
			t.Errorf("%s after the sync: %+v", f.collection, s)
		}
		there, err := w.engine.View(ctx, f.user, changesync.Key{Collection: f.collection, ID: id})
		w.ok(err)
		if there == nil {
			t.Errorf("%s is not on the server", f.collection)
		}
	}
}

// TestApprovalIsTheOffices: what the office decides is void from a phone, and a
// person without the right does not write the record at all.
func TestApprovalIsTheOffices(t *testing.T) {
	w := newWorld(t)
	a, c := w.device("am01"), w.device("csm01")
	_, err := a.Put(ctx, "key_person_application", "", values(t, strings.Replace(filled[2].set, `{`, `{"status":"已纳入名单","direct_growth":8000,`, 1)))
	if err == nil {
		t.Error("a phone listed a key person")
	}
	id := a.put("key_person_application", "", filled[2].set).IDs[0]
	a.sync()
	c.sync()
	if got := c.value("key_person_application", id, "applicant"); got != `"s-am01"` {
		t.Errorf("the service manager sees %s", got)
	}
	_, err = c.Put(ctx, "key_person_application", id, values(t, `{"customer_class":"集团管控的清单级"}`))
	if err == nil {
		c.sync()
		if s := c.status(); s.Attention == 0 {
			t.Error("the service manager edits an application of the account manager")
		}
	}
}
