package demo

import "fieldsync/models"

// inspections are what the inspectors found of a manager: two calls and the data
// of one customer.
func (b *branch) inspections(slot int) {
	user, csm, qc := b.user("CSM", slot), b.staffID("CSM", slot), b.staffID("QC", 0)
	for n := range 2 {
		id := b.id("recording_qc/%s/%d", user, n+1)
		q := models.RecordingQC{
			Numbered: models.Numbered{RecordNo: models.RecordNo(id, b.org.day(-3-n))}, Manager: csm, Recording: "LY-" + models.RecordNo(id+"/r", b.org.day(-4-n)),
			InspectedOn: date(b.org.day(-3 - n)), Inspector: qc, IsAlert: yes(),
			Part1: []string{"客户基础资料掌握详实", "了解近期消费"}, Part2: []string{"自我介绍", "询问是否有时间", "语速适中", "耐心"},
			Part3: []string{"聆听不打断", "针对性推荐"}, Part4: []string{"内容娴熟且正确", "有效解答"}, Part5: []string{"内容已录入系统", "关键信息齐全"},
			Score: count(82 + 3*slot), Problems: "未主动了解终端偏好,方案备选不足",
		}
		if n == 1 {
			q.IsAlert, q.ExplainedAtMeeting = no(), date(b.org.day(-2))
		}
		emit(b, "recording_qc", id, q)
	}
	i := slot * customersPerCSM
	id := b.id("data_quality_check/%d", b.number(i))
	emit(b, "data_quality_check", id, models.DataQualityCheck{
		Numbered: models.Numbered{RecordNo: models.RecordNo(id, b.org.day(-10))}, Customer: b.customerID(i), Object: "客户管理", CheckedOn: date(b.org.day(-10)), Checker: qc,
		Round: "月中", MissingFields: []string{"marketing_grid"}, Mandatory: count(4), Filled: count(3), Verified: count(3), Correct: count(3),
		Completeness: count(7500), Accuracy: count(10000), CorrectedBy: csm, CorrectedOn: date(b.org.day(-8)),
	})
}

// meetings are one of each kind in every team.
func (b *branch) meetings(team int) {
	name := b.user("TL", team)
	members := []string{b.staffID("TL", team), b.staffID("CSM", 2*team), b.staffID("CSM", 2*team+1), b.staffID("AM", 2*team), b.staffID("AM", 2*team+1)}
	for n, kind := range []string{"晨会", "周会", "月会"} {
		id := b.id("meeting_record/%s/%d", name, n+1)
		m := models.MeetingRecord{
			Numbered: models.Numbered{RecordNo: models.RecordNo(id, b.org.day(-1-n))}, Kind: kind, Team: b.id("team/%d/%d", b.no+1, team+1),
			Organizer: members[0], HeldOn: date(b.org.day(-1 - n)), Attendees: members,
		}
		switch kind {
		case "晨会":
			m.NewPolicies, m.KeyWork, m.Yesterday = "4G流量包夏季优惠今日上线", "到期用户续约外呼,完成12户上门预约", "续约8户,达标率80%;接触量32次"
			m.Praise, m.Improve = "外呼录入及时完整", "预约时间须精确到点"
			m.Targets = []models.MeetingTarget{{Staff: members[1], What: "续约", Count: count(4)}, {Staff: members[2], What: "续约", Count: count(4)}}
		case "周会":
			m.WeekAnalysis, m.TypicalCases = "维系成效:续签率72%;接触量环比上升一成", "客户投诉室内信号,两日内协调完成,获表扬"
			m.WeaknessPlan, m.Ranking = "短板:流量包销售;责任到人,周三检查进度", "本周续约排名已公布"
		case "月会":
			m.MonthSummary, m.Measures, m.NextFocus = "上月维系目标完成96%", "欠费回收率偏低,建立日清清单", "协议到期用户提前锁定"
			m.Reports, m.ArchivedOn = []string{"考勤", "维系业绩", "服务质量", "营销积分"}, m.HeldOn
		}
		emit(b, "meeting_record", id, m)
	}
}

// appraisal is last month's, with the talk about it.
func (b *branch) appraisal(slot int) {
	user, csm, of := b.user("CSM", slot), b.staffID("CSM", slot), b.org.month(-1)
	published := b.org.month(0)
	for _, f := range []struct {
		kpi         string
		part, whole int
	}{{"order_rate", 17 + slot, 20}, {"renewal_rate", 11 + slot, 16}} {
		id := b.id("kpi_result/%s/%s", user, f.kpi)
		emit(b, "kpi_result", id, models.KPIResult{
			Numbered: models.Numbered{RecordNo: models.RecordNo(id, published)}, Staff: csm, Team: b.id("team/%d/%d", b.no+1, slot/2+1), Month: month(of), KPI: f.kpi,
			Part: count(f.part), Whole: count(f.whole), Rate: count((f.part*20_000 + f.whole) / (2 * f.whole)), Rank: count(csmsPerBranch - slot), PublishedOn: date(published),
		})
	}
	id := b.id("kpi_feedback/%s", user)
	emit(b, "kpi_feedback", id, models.KPIFeedback{
		Numbered: models.Numbered{RecordNo: models.RecordNo(id, published)}, Staff: csm, Month: month(of), TalkedOn: date(published), TalkedBy: b.staffID("TL", slot/2),
		Content: "工单完成率达标,续签率有提升空间", Opinion: "希望增加到期清单的提前量", Measures: "每周一核对三个月内到期清单,先投诉后续约",
	})
}
