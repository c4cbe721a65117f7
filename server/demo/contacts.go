package demo

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"fieldsync/models"
)

// contactDay is a workday of the month before, when a manager called and wrote.
func (b *branch) contactDay(n int) time.Time { return workdays(b.org.month(-1))[1+2*n] }

// contacts are what a manager said by telephone, message and chat. Messages go
// to the first star customer under the manager.
func (b *branch) contacts(slot int) {
	first := slot * customersPerCSM
	for n := range 2 {
		b.call(slot, first+6+n, n)
	}
	for i := first; i < first+customersPerCSM; i++ {
		if s, ok := b.starAt(i); ok {
			b.message(slot, i, s)
			b.chat(slot, i, s)
			break
		}
	}
	b.delivery(slot, first+9)
}

func (b *branch) call(slot, i, n int) {
	id, d := b.id("phone_contact/%d", b.number(i)), b.dice("phone_contact/%d", b.number(i))
	start := at(b.contactDay(n), 9+n, 20)
	end := start.Add(time.Duration(4+d.n(6)) * time.Minute)
	c := models.PhoneContact{
		Collected: b.collected(id, b.staffID("CSM", slot), end), Customer: b.customerID(i), Direction: "外呼",
		StartedAt: models.MomentOf(start), EndedAt: models.MomentOf(end), Connected: yes(), Purpose: []string{"定期拜访", "续约"}[n], IsAlertCall: no(),
		Prep: []string{"基本信息", "历史情况", "机型"}, TimeOKAsked: yes(), Needs: pick(d, usages), KeyInfoEntered: yes(),
		Proposal: "4G流量包叠加与共享", RecordingRef: fmt.Sprintf("LY%s-%04d", start.Format("060102"), b.number(i)),
	}
	if n == 0 {
		c.Accepted = "同意试用一个月"
	} else {
		c.Objections, c.ObjectionKind, c.NotAcceptedReason = "担心套餐变更影响现有补贴", "真实的", "待合约到期后再议"
		c.NextCallAt = models.MomentOf(at(b.org.nextWorkday(4), 10, 0))
	}
	emit(b, "phone_contact", id, c)
}

// The fixed parts of a message (domain.md 2.10).
const (
	smsHeader = "尊敬的电信星级客户,您好!"
	smsFooter = "您的客户经理{XXX},联系电话{XXX}."
)

// templates are the seven of the handbook, once for the organisation.
func (b *branch) templates() {
	for n, t := range []struct{ name, kind, body string }{
		{"生日祝福", "M1", "中国电信天翼客户俱乐部祝您生日快乐!今天这个日子,因您的生日而美丽动人;我们的心情,为您的生日而欢喜跃动."},
		{"周末祝福", "M2", "中国电信天翼客户俱乐部祝您周末愉快!又到周末,忙碌了一周的您可以稍稍休息一下了,祝您渡过一个轻松愉快的周末!"},
		{"春节贺年", "M3", "感谢您长期以来对中国电信的支持,值此新春佳节,中国电信向您拜年,祝您{生肖}年添翼、财运领航、e家欢乐、百事亨通!"},
		{"元宵祝福", "M3", "值此元宵佳节,中国电信送您一碗汤圆愿你的爱情甜甜蜜蜜;送您一盏彩灯盼你的事业顺顺利利;送您一颗真心祝您的节日快乐洋溢!"},
		{"时令保健(日常关怀)", "M5", weatherText},
		{"营销宣传", "M7", "近期我公司开展了系列优惠活动({活动内容}),详情请咨询10000号或"},
		{"客户回馈", "M8", "公司为感谢新老客户的支持,特开展了{活动内容}回馈活动,详情请咨询10000号或"},
	} {
		emit(b, "sms_template", b.id("sms_template/%d", n+1), models.SMSTemplate{
			Name: t.name, SMSType: t.kind, Header: smsHeader, Body: t.body, Footer: smsFooter, InUse: yes()})
	}
}

const (
	weatherText     = "近期天气骤变,气温下降,请您防寒保暖,注意身体!"
	weatherTemplate = 5
)

// message is a weather greeting to one star customer, and for the first manager
// the batch in which the same text went to several.
func (b *branch) message(slot, i int, s star) {
	id, day := b.id("sms_message/%d", b.number(i)), b.contactDay(3)
	sent := at(day, 9, 30)
	caller := b.staffID("CSM", slot)
	sender := b.holder("CSM", slot)
	footer := strings.Replace(strings.Replace(smsFooter, "{XXX}", b.staffName(sender), 1), "{XXX}", staffMobile(sender), 1)
	m := models.SMSMessage{
		Collected: b.collected(id, caller, sent), Customer: b.customerID(i), StarCustomer: s.id, Recipient: s.id, SMSType: "M5",
		Template: b.org.ID(fmt.Sprintf("sms_template/%d", weatherTemplate)), PlannedAt: models.MomentOf(sent), SentAt: models.MomentOf(sent),
		Header: smsHeader, Body: weatherText, Footer: footer, TotalChars: count(utf8.RuneCountInString(smsHeader + weatherText + footer)),
		ContentReadyOn: date(workdays(b.org.month(-1))[3]), IsManual: yes(), IsBatch: no(),
	}
	if slot == 0 {
		m.Batch, m.IsBatch, m.Approval = b.id("sms_batch/%d", b.no+1), yes(), "通过"
		m.TestSentAt, m.TestOK = models.MomentOf(at(day, 9, 5)), yes()
		emit(b, "sms_batch", m.Batch, models.SMSBatch{
			Author: caller, Title: "降温关怀", SMSType: "M5", Template: m.Template, Recipients: []string{s.id, b.customerID(i)},
			Header: m.Header, Body: m.Body, Footer: m.Footer, ContentReadyOn: m.ContentReadyOn, TestNumbers: []string{staffMobile(sender)},
			TestSentAt: m.TestSentAt, TestOK: yes(), PlannedAt: m.PlannedAt, SentAt: m.SentAt, Submission: "submitted",
			Approval: "通过", Approver: b.staffID("VCD", 0), ApprovedAt: models.MomentOf(at(day.AddDate(0, 0, -1), 16, 0))})
	}
	emit(b, "sms_message", id, m)
}

func (b *branch) chat(slot, i int, s star) {
	id := b.id("online_contact/%d", b.number(i))
	asked := at(b.contactDay(4), 10, 5)
	emit(b, "online_contact", id, models.OnlineContact{
		Collected: b.collected(id, b.staffID("CSM", slot), asked.Add(time.Hour)), Customer: b.customerID(i), StarCustomer: s.id,
		Tool: []string{"微信", "QQ", "易信", "微信"}[slot], Content: "询问国际漫游资费与开通方式", AskedAt: models.MomentOf(asked),
		FirstResponseAt: models.MomentOf(asked.Add(25 * time.Minute)), FormalReplyPromisedAt: models.MomentOf(asked.Add(5 * time.Hour)),
		PatrolsWork: count(4), PatrolsOff: count(1), ServiceFrom: "09:00", ServiceTo: "18:00"})
}

// delivery is a team purchase brought to the customer's door.
func (b *branch) delivery(slot, i int) {
	id := b.id("delivery_record/%d", b.number(i))
	day := b.contactDay(5)
	emit(b, "delivery_record", id, models.DeliveryRecord{
		Collected: b.collected(id, b.staffID("CSM", slot), at(day, 15, 30)), Customer: b.customerID(i),
		UsersCount: count(8 + slot), DeliveryMode: "上门交付", Contents: []string{"K1", "K2", "K3", "K4", "K5", "K6", "K7"},
		Steps: []string{"S1", "S2", "S3", "S4", "S5", "S7"}, StepsNotNeeded: []string{"S6"}, AppsDownloaded: count(3 + slot%3),
		RevisitDue: date(day.AddDate(0, 0, 14)), SignedBy: "周敏", ClosedAt: models.MomentOf(at(day, 15, 30)), Status: "已完成"})
}
