package demo

import (
	"fmt"

	"fieldsync/models"
)

const desksPerEvent = 5

// event makes the showcase at the branch's first customer, today, with its
// desks. Nobody has signed up: that is for whoever tries it.
func (b *branch) event() {
	name := fmt.Sprintf("showcase_event/%d", b.no+1)
	id, today := b.org.ID(name), b.org.day(0)
	e := models.ShowcaseEvent{
		EventNo: fmt.Sprintf("XS%s-%03d", today.Format("0601"), b.no+1), Title: b.customerName(0) + "天翼智能秀",
		Customer: b.customerID(0), TargetReason: []string{"T2", "T4"}, PlanMonth: month(today),
		Purpose:     "协议到期用户续约,3G用户升级4G,收集业务需求",
		AgreedStart: models.MomentOf(at(today, 9, 30)), AgreedEnd: models.MomentOf(at(today, 16, 30)),
		Place: b.customerName(0) + "一楼大厅", Team: b.eventTeam(),
		Agenda: []models.AgendaItem{{Start: "09:00", Topic: "布置台席、清点物料"}, {Start: "09:30", Topic: "宣讲与4G业务演示"},
			{Start: "10:30", Topic: "现场咨询、办理与互动体验"}, {Start: "16:00", Topic: "核对报名、收拢用户"}},
		PitchMaterial: "《4G让办公更快》宣讲稿:绿色、安全、保密、能省会赚、网速快",
		Materials: []models.EventMaterial{{Name: "台签", Quantity: count(5)}, {Name: "二维码扫码牌", Quantity: count(3)},
			{Name: "辐射测试仪", Quantity: count(2)}, {Name: "小礼品", Quantity: count(300)}},
		CrowdMethod: []string{"G1", "G5"}, DeliveryOnSite: yes(), Status: "进行中",
		Evaluation: b.id("event_evaluation/%d", b.no+1),
		SignupKey:  b.org.signupKey(name), NormaliserVersion: count(models.NormaliserVersion),
	}
	for slot := range desksPerEvent {
		e.Desks = append(e.Desks, b.deskID(slot))
	}
	emit(b, "showcase_event", id, e)
	for slot := range desksPerEvent {
		emit(b, "event_desk", b.deskID(slot), models.EventDesk{
			Event: id, DeskKind: deskKind(slot), Operator: b.staffID("DESK", slot), GiftStock: count([]int{40, 40, 40, 80, 100}[slot]),
			LayoutOK: []string{"条幅端正悬挂", "台签规范摆放", "功能区划分清晰", "体现互动体验、关注有礼", "宣传页整齐摆放"}})
	}
	b.aroundEvent(id, e.Evaluation)
}

// aroundEvent is how the event was announced, and what it has brought so far.
func (b *branch) aroundEvent(event, evaluation string) {
	for n, w := range []models.EventWarmup{
		{Channel: "W1", DoneBy: b.staffID("OBC", 0), DoneAt: models.MomentOf(at(b.org.day(-2), 10, 0)), Reached: count(180)},
		{Channel: "W3", DoneBy: b.staffID("CSM", 0), DoneAt: models.MomentOf(at(b.org.day(-1), 15, 0)), Reached: count(60)},
	} {
		w.Event = event
		emit(b, "event_warmup", b.id("event_warmup/%d/%d", b.no+1, n+1), w)
	}
	emit(b, "event_evaluation", evaluation, models.EventEvaluation{
		Event: event, Participants: count(46), NewActivations: count(3), Upgrades3G4G: count(7), FlowPacksSold: count(5), Renewals: count(4),
		TerminalsDelivered: count(2), WechatFriends: count(31), HuangoInstalled: count(18), YizhifuInstalled: count(12), LeadsTotal: count(0),
		LeadsStrong: count(0), GiftsGiven: count(0), Cost: yuan(1280), ConversionRate: count(4130), Problems: "上午场人流集中在D2台席", Conclusion: "上午场数据,闭场后补全"})
}

func deskKind(slot int) string { return fmt.Sprintf("D%d", slot+1) }

func (b *branch) deskID(slot int) string { return b.id("event_desk/%d/%s", b.no+1, deskKind(slot)) }

func (b *branch) eventTeam() []models.EventMember {
	team := []models.EventMember{
		{Member: b.staffID("AM", 0), Post: "AM", Duty: "对接客户,主持开场"},
		{Member: b.staffID("CSM", 0), Post: "CSM", Duty: "用户收拢与后续跟进"},
		{Member: b.staffID("SUPP", 0), Post: "SUPP", Duty: "设备、网络与物料"},
		{Member: b.staffID("PM", 0), Post: "PM", Duty: "行业产品演示"},
	}
	for slot := range desksPerEvent {
		team = append(team, models.EventMember{Member: b.staffID("DESK", slot), Post: "DESK", Duty: "台席" + deskKind(slot)})
	}
	return team
}
