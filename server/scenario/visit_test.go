package scenario

import (
	"fmt"
	"time"
)

// visitDay is a completed visit as a field manager enters it: one changeset
// for each thing he does. It gives the id of the new key person.
func (p *phone) visitDay(customer, staff string) (keyPerson string) {
	now := time.Now()
	at := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339) }
	c := "customer=" + customer
	appointment := p.Put("appointment", c, "contact=王主任", "made_at="+at(-26*time.Hour),
		"stated_intent=了解使用情况并完善资料", "agreed_start="+at(-time.Hour), "place=行政楼三楼", "channel=电话", "result=同意")
	p.Put("visit_preparation", c, "appointment="+appointment, "package_checked=true", "consumption_checked=true",
		"profile_checked=true", "topic=季度回访", "materials=宣传资料", "uniform_ok=true", "purposes=V3,V4",
		"belongings=名片,笔,拜访记录登记表,鞋套")
	form := p.Put("customer_info_form", c, "customer_name=王建国", "birthday=1971-03-08", "second_contact=13800001111",
		"address=杭州市西湖区文三路1号", "main_number=13300001111", "star_level=5", "collect_occasion=电话或上门拜访")
	visit := p.Put("visit_record", c, "visitor="+staff, "customer_star_at_visit=5", "appointment="+appointment,
		"purposes=V3,V4", "scheduled_start="+at(-time.Hour), "arrived_at="+at(-time.Hour), "left_at="+at(-10*time.Minute),
		"opinions=地下室信号弱", "usage_situation=每月流量有余", "info_form="+form,
		"gift_offered_by_customer=无", "result_summary=完成回访,资料已完善")
	keyPerson = p.Put("key_person", c, "kp_name=王建国", "gender=男", "department=信息中心", "position=主任",
		"position_rank=处级或同等级别", "birthday=1971-03-08", "home_address=杭州市西湖区文二路2号",
		"kp_service_manager="+staff, "fault_level=一级", "wechat_id=wangjg71", "customer_consent=true")
	p.Put("follow_up", c, "origin="+visit, "content=联系网络部检查地下室信号", "owner="+staff, "status=待办",
		"promised_reply_at="+at(72*time.Hour))
	return keyPerson
}

// signUp enters visitor i of the event.
func (p *phone) signUp(event, desk, operator string, i int) {
	entry := fmt.Sprintf(`entries=[{"desk":%q,"operator":%q,"at":%q,"said":"想换套餐"}]`,
		desk, operator, time.Now().Format(time.RFC3339))
	p.Put("event_lead", "event="+event, "desk="+desk, fmt.Sprintf("lead_name=来宾%03d", i),
		fmt.Sprintf("mobile=1391234%04d", i), "intent_level=中", entry)
}
