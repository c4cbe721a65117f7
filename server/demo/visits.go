package demo

import (
	"fmt"
	"slices"
	"time"

	"fieldsync/models"
)

// visit is what the records of one past visit have in common.
type visit struct {
	i, v         int // customer of the branch, visit of its manager
	number       int // of the customer
	staff        string
	star, level  string
	appointment  string
	agreed, left time.Time
	dice         *dice
}

func (b *branch) visits(slot int) {
	for n := range visitsPerCSM {
		i := slot*customersPerCSM + n
		v := visit{i: i, v: n, number: b.number(i), staff: b.staffID("CSM", slot), level: "0",
			agreed: at(b.visitDay(n), 10, 0), dice: b.dice("visit/%d", b.number(i))}
		v.left = v.agreed.Add(time.Duration(35+v.dice.n(40)) * time.Minute)
		if s, ok := b.starAt(i); ok {
			v.star, v.level = s.id, s.level
		}
		v.appointment = b.appointment(i, fmt.Sprintf("appointment/%d", v.number), at(b.visitDay(n).AddDate(0, 0, -2), 15, 20), v.agreed)
		b.preparation(v)
		b.infoForm(v)
		b.visitRecord(v, b.user("CSM", slot))
		b.followUp(v)
	}
}

func (b *branch) preparation(v visit) {
	id := b.id("visit_preparation/%d", v.number)
	things := []string{"名片", "笔", "拜访记录登记表", "鞋套"}
	for purpose, more := range map[string][]string{"V1": {"会员卡"}, "V2": {"礼品"}, "V5": {"宣传资料", "计算器", "笔记本电脑", "上网卡"}} {
		if slices.Contains(visitPurposes(v.v), purpose) {
			things = append(things, more...)
		}
	}
	emit(b, "visit_preparation", id, models.VisitPreparation{
		Collected: b.collected(id, v.staff, v.agreed.Add(-90*time.Minute)),
		Customer:  b.customerID(v.i), StarCustomer: v.star, Appointment: v.appointment,
		PackageChecked: yes(), ConsumptionChecked: yes(), ProfileChecked: yes(), UniformOK: yes(),
		Topic: intents[v.i%len(intents)], Materials: "4G套餐单页、上季度用量汇总", Purposes: visitPurposes(v.v), Belongings: things,
	})
}

func (b *branch) visitRecord(v visit, user string) {
	id, d := b.id("visit_record/%d", v.number), v.dice
	arrived := v.agreed.Add(-time.Duration(3+d.n(9)) * time.Minute)
	r := models.VisitRecord{
		Customer: b.customerID(v.i), StarCustomer: v.star, Visitor: v.staff, CustomerStarAtVisit: v.level,
		Appointment: v.appointment, PlanItem: b.planItemID(user, -1, v.v), Purposes: visitPurposes(v.v),
		ScheduledStart: models.MomentOf(v.agreed), ArrivalPlace: b.spot(d), LeftAt: models.MomentOf(v.left), CardGiven: yes(),
		InfoForm: b.id("customer_info_form/%d", v.number), GiftOffered: "无",
		Conduct:           []string{"非请勿入", "敲门", "一米站位", "准确陈述", "未强迫购买", "未收物未收费"},
		NeedsExpectations: pick(d, expectations), ResultSummary: pick(d, summaries), CustomerSatisfied: []string{"满意", "满意", "一般"}[d.n(3)],
	}
	if v.i+1 == lateVisit {
		arrived = v.agreed.Add(12 * time.Minute)
		r.LateCause, r.LateNoticeAt, r.LateUnderstood = "交通", models.MomentOf(v.agreed.Add(-15*time.Minute)), yes()
	}
	r.ArrivedAt = models.MomentOf(arrived)
	purposeFields(&r, d)
	r.Collected = b.collected(id, v.staff, v.left)
	if v.v < 2 {
		r.Collected = b.reviewed(r.Collected, "accepted", "")
	}
	if hasFollowUp(v) {
		r.FollowUps = []string{b.id("follow_up/%d", v.number)}
	}
	emit(b, "visit_record", id, r)
}

// lateVisit is the customer, counted from 1, where the manager came late.
const lateVisit = 19

// purposeFields fills what each purpose asks for.
func purposeFields(r *models.VisitRecord, d *dice) {
	for _, p := range r.Purposes {
		switch p {
		case "V1":
			r.MemberCardGiven, r.RightsTold = yes(), yes()
		case "V2":
			r.GiftGiven, r.GiftName = yes(), "生日礼品一份"
		case "V3":
			r.Opinions, r.UsageSituation = pick(d, opinions), pick(d, usages)
		case "V5":
			r.OnsiteServices, r.CollectedAmount = []string{"上门收费", "业务演示"}, yuan(100+10*d.n(40))
		}
	}
	if d.n(4) == 0 {
		r.GiftOffered = "已婉拒"
	}
}
