package demo

import (
	"time"

	"fieldsync/models"
)

// casesPerCSM are the first customers of each manager that have cases.
const casesPerCSM = 4

// cases makes what a manager has at hand besides visits: complaints, problems
// reported, care, and the lists of the month.
func (b *branch) cases(slot int) {
	for n := range casesPerCSM {
		i := slot*customersPerCSM + n
		b.complaint(i, n)
		switch n {
		case 0:
			b.feedback(i)
			b.newcomer(i)
		case 1:
			b.expiry(i)
			b.roaming(i)
		case 2:
			b.winBack(i)
			b.monthLists(i)
		}
		b.arrears(i, n)
	}
}

// complaint is one a customer, in four states.
func (b *branch) complaint(i, n int) {
	id, csm := b.id("complaint_case/%d", b.number(i)), b.staffID("CSM", csmOf(i))
	received := at(b.org.day(-12-n), 10, 15)
	c := models.ComplaintCase{
		Collected: b.collected(id, csm, received), Customer: b.customerID(i), Kind: []string{"投诉", "咨询", "投诉", "建议"}[n],
		Reporter: b.keyPersonID(i, 0), ReporterKind: "关键人", ReceivedAt: models.MomentOf(received), Channel: []string{"电话", "上门", "互联网方式", "电话"}[n],
		Content: complaints[n], Requirement: demands[n], SolvedAtOnce: no(), Handler: csm, Deadline: models.MomentOf(received.Add(72 * time.Hour)),
		Status: []string{"处理中", "已关闭", "已升级", "已解决待回访"}[n],
	}
	switch c.Status {
	case "已关闭":
		c.SolvedAtOnce, c.Handler, c.Deadline = yes(), "", ""
		c.RevisitAt, c.RevisitResult = models.MomentOf(received.Add(48*time.Hour)), "客户表示已清楚,对服务满意"
		fallthrough
	case "已解决待回访":
		c.SolvedAt, c.Solution = models.MomentOf(received.Add(26*time.Hour)), "已核对账单并逐项说明,客户认可"
	case "已升级":
		c.EscalatedAt, c.EscalatedTo = models.MomentOf(received.Add(73*time.Hour)), b.staffID("SVM", 0)
		c.PacifiedAt, c.Topic, c.TopicCluster = c.EscalatedAt, "室内信号弱", yes()
	}
	emit(b, "complaint_case", id, c)
}

func (b *branch) feedback(i int) {
	id, csm := b.id("problem_feedback/%d", b.number(i)), b.staffID("CSM", csmOf(i))
	raised := at(b.org.day(-9), 14, 40)
	emit(b, "problem_feedback", id, models.ProblemFeedback{
		Collected: b.collected(id, csm, raised), Customer: b.customerID(i), Kind: "计费", Content: "副卡流量在集团账单上重复列示,财务对账困难",
		TimeLimit: models.MomentOf(raised.Add(72 * time.Hour)), ReportedTo: b.staffID("SVM", 0),
		AnsweredAt: models.MomentOf(raised.Add(50 * time.Hour)), Answer: "系展示问题,未重复收费,下账期修正", Soothed: yes(),
	})
}

func (b *branch) newcomer(i int) {
	id, csm := b.id("newcomer_care/%d", b.number(i)), b.staffID("CSM", csmOf(i))
	joined := b.org.day(-40)
	revisited := at(b.org.day(-28), 9, 30)
	emit(b, "newcomer_care", id, models.NewcomerCare{
		Collected: b.collected(id, csm, revisited), Customer: b.customerID(i), User: b.keyPersonID(i, 1), JoinedOn: date(joined),
		HalfMonthRevisit: models.MomentOf(revisited), FirstBillOn: date(b.org.day(-10)), BillExplainedAt: models.MomentOf(at(b.org.day(-7), 15, 0)),
		AbnormalKind: "流量超出", AbnormalFoundOn: date(b.org.day(-8)), Advised: "月均超出2GB,建议改订169元档或加订30元流量包",
	})
}

func (b *branch) expiry(i int) {
	id, csm := b.id("contract_expiry_care/%d", b.number(i)), b.staffID("CSM", csmOf(i))
	emit(b, "contract_expiry_care", id, models.ContractExpiryCare{
		Collected: b.collected(id, csm, at(b.org.day(-8), 16, 10)), GroupCustomer: b.customerID(i), ExpiringUsers: count(30), LeaseUsers: count(150),
		ExpiringRatio: count(2000), Strategy: "存费送机为主,自带机用户承诺消费比赠话费", RenewedCount: count(11), ToldAMAt: models.MomentOf(at(b.org.day(-7), 9, 0)),
	})
}

func (b *branch) roaming(i int) {
	id, csm := b.id("roaming_care/%d", b.number(i)), b.staffID("CSM", csmOf(i))
	emit(b, "roaming_care", id, models.RoamingCare{
		Collected: b.collected(id, csm, at(b.org.day(-30), 11, 0)), Customer: b.customerID(i), User: b.keyPersonID(i, 0), Trigger: "更换国际卡",
		ItemsTold:        []string{"开通渠道和方法", "国际卡换卡提醒", "网站和热线推送", "目的地资费和拨打方式"},
		SelfCheckCountry: "日本", SelfCheckBrand: "三星", SelfCheckModel: "GALAXY S7", OpeningKind: "语音+短信+数据", FreeDeposit: no(),
		ReturnedOn: date(b.org.day(-14)), RevisitAt: models.MomentOf(at(b.org.day(-11), 10, 0)), RevisitResult: "通话正常,流量费用低于预期",
	})
}

func (b *branch) winBack(i int) {
	id, csm := b.id("win_back_case/%d", b.number(i)), b.staffID("CSM", csmOf(i))
	emit(b, "win_back_case", id, models.WinBackCase{
		Collected: b.collected(id, csm, at(b.org.day(-6), 9, 20)), Customer: b.customerID(i), User: b.keyPersonID(i, 1), ListedOn: date(b.org.day(-7)),
		Cause: "竞争原因", Signals: []string{"呼转", "余额不足"}, RivalPolicy: "他网合约机零元购,承诺低消88元", Action: "联合客户经理上门,一对一给出合约方案", Result: "跟进中",
	})
}

// monthLists are the cases of last month's lists.
func (b *branch) monthLists(i int) {
	id, csm, last := b.id("invalid_user_case/%d", b.number(i)), b.staffID("CSM", csmOf(i)), b.org.month(-1)
	emit(b, "invalid_user_case", id, models.InvalidUserCase{
		Numbered: models.Numbered{RecordNo: models.RecordNo(id, b.org.day(-5))}, Customer: b.customerID(i), User: b.keyPersonID(i, 2),
		Period: month(last), JoinMonth: month(b.org.month(-4)), CallsSMS: count(3), TrafficKB: count(100), BilledAmount: yuan(49),
		InArrears: no(), Usage: "无效", Type: "N5", Cause: "终端闲置,未完成入网交付", Strategy: "补做交付辅导,激活沉默用户", Assignee: csm, Result: "跟进中",
	})
	id = b.id("non_billing_case/%d", b.number(i))
	emit(b, "non_billing_case", id, models.NonBillingCase{
		Numbered: models.Numbered{RecordNo: models.RecordNo(id, b.org.day(-5))}, Customer: b.customerID(i), User: b.keyPersonID(i, 0),
		Period: month(last), JoinMonth: month(b.org.month(-20)), Group: "上月出账本月不出账", BilledAmount: yuan(0), ArrearsMonths: count(2),
		Type: "B1", Cause: "托收账户余额不足", Strategy: "专人跟进,月底前提醒缴费", Assignee: csm, Result: "跟进中",
	})
}

// arrears is one a customer; every other is exempt from dunning.
func (b *branch) arrears(i, n int) {
	id, csm := b.id("arrears_case/%d", b.number(i)), b.staffID("CSM", csmOf(i))
	dispatched := b.org.day(-15)
	a := models.ArrearsCase{
		Numbered: models.Numbered{RecordNo: models.RecordNo(id, dispatched)}, Customer: b.customerID(i), User: b.keyPersonID(i, 1), Month: month(dispatched),
		Amount: yuan(180 + 40*n), MonthsOverdue: count(1 + n%2), ClearClass: "托收及小额用户欠费", Nature: "非恶意欠费", Cause: "托收失败",
		Treatment: []string{"电话", "短信"}, DispatchedBy: b.staffID("ARR", 0), DispatchedOn: date(dispatched), Assignee: csm, ExemptKind: "无",
	}
	switch {
	case n%2 == 1:
		a.ClearClass, a.Cause, a.ExemptKind = "免催免停用户欠费", "高信控", "本地级"
		a.ExemptFrom, a.ExemptTo = date(b.org.month(-6)), date(b.org.month(1).AddDate(0, 0, -1))
	case n == 0:
		a.Collected, a.CollectedAt = a.Amount, models.MomentOf(at(b.org.day(-4), 11, 0))
		a.CreditRemark = "更换托收账户后已补缴,下月恢复正常托收"
	}
	emit(b, "arrears_case", id, a)
}
