package demo

import (
	"fmt"
	"time"

	"fieldsync/models"
)

// visitsPerCSM were paid last month, at the first customers of each manager.
const visitsPerCSM = 4

// visitDay is the day of visit v of the month before.
func (b *branch) visitDay(v int) time.Time { return workdays(b.org.month(-1))[3+4*v] }

func visitPurposes(v int) []string {
	return [][]string{{"V3", "V4"}, {"V1", "V3"}, {"V3", "V5"}, {"V2", "V4"}}[v%4]
}

func (b *branch) planItemID(user string, ahead, j int) string {
	return b.id("plan_item/%s/%d/%d", user, ahead, j+1)
}

// plans makes last month's plan, closed, and this month's, under way. The plan
// of the month is named "visit_plan/csm01", the one before "visit_plan/csm01/last".
func (b *branch) plans(slot int) {
	user := b.user("CSM", slot)
	last := models.VisitPlan{PlanMonth: month(b.org.month(-1)), Planner: b.staffID("CSM", slot), MadeOn: date(b.org.month(-1).AddDate(0, 0, 2)), Status: "已关闭"}
	for v := range visitsPerCSM {
		last.Items = append(last.Items, b.planItem(user, slot, v, -1, b.visitDay(v), visitPurposes(v)))
	}
	emit(b, "visit_plan", b.id("visit_plan/%s/last", user), last)

	made := b.org.month(0).AddDate(0, 0, 2)
	if made.After(b.org.Now) {
		made = b.org.day(0)
	}
	now := models.VisitPlan{PlanMonth: month(b.org.month(0)), Planner: last.Planner, MadeOn: date(made), Status: "执行中"}
	days := workdays(b.org.month(0))
	for j := range customersPerCSM {
		if noVisits(slot*customersPerCSM + j) {
			continue
		}
		day := days[j*len(days)/customersPerCSM]
		if j == 0 {
			day = b.org.day(0)
		}
		now.Items = append(now.Items, b.planItem(user, slot, j, 0, day, visitPurposes(j)))
	}
	emit(b, "visit_plan", b.id("visit_plan/%s", user), now)
}

func (b *branch) planItem(user string, slot, j, ahead int, day time.Time, purposes []string) models.PlanItem {
	i := slot*customersPerCSM + j
	item := models.PlanItem{ID: b.planItemID(user, ahead, j), Customer: b.customerID(i), PlannedDate: date(day), Purposes: purposes, Reason: "其他"}
	if i%9 == 4 {
		item.Reason = "特殊需求"
	}
	if s, ok := b.starAt(i); ok {
		item.StarCustomer, item.Reason = s.id, "星级到期"
	}
	return item
}

// appointmentsToCome are agreed for the next days with the fifth and sixth
// customer of the manager.
func (b *branch) appointmentsToCome(slot int) {
	for n := range 2 {
		i := slot*customersPerCSM + visitsPerCSM + n
		b.appointment(i, fmt.Sprintf("appointment/%d/next", b.number(i)), at(b.org.day(-1), 15, 10*n), at(b.org.nextWorkday(n), 9+5*n, 30))
	}
}

func (b *branch) appointment(i int, name string, made, agreed time.Time) string {
	id, d, p := b.org.ID(name), b.org.dice(name), b.who(i, 0)
	a := models.Appointment{
		Collected: b.collected(id, b.staffID("CSM", csmOf(i)), made), Customer: b.customerID(i),
		Contact: p.name, MadeAt: models.MomentOf(made), StatedIntent: intents[i%len(intents)], AgreedStart: models.MomentOf(agreed),
		Place: b.customerName(i) + industryOf(i).departments[0], Channel: []string{"电话", "电话", "短信", "互联网方式"}[d.n(4)], Result: "同意",
	}
	if s, ok := b.starAt(i); ok {
		a.StarCustomer = s.id
	}
	emit(b, "appointment", id, a)
	return id
}
