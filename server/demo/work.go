package demo

import (
	"time"

	"fieldsync/models"
)

// hasFollowUp says after which visits something was promised.
func hasFollowUp(v visit) bool { return v.v%2 == 0 }

func (b *branch) followUp(v visit) {
	if !hasFollowUp(v) {
		return
	}
	id := b.id("follow_up/%d", v.number)
	slot := csmOf(v.i)
	f := models.FollowUp{
		Collected: b.collected(id, v.staff, v.left),
		Customer:  b.customerID(v.i), StarCustomer: v.star, Origin: b.id("visit_record/%d", v.number),
		Content: promises[v.i/2%len(promises)], PromisedReplyAt: models.MomentOf(at(b.org.nextWorkday(v.v+1), 17, 0)), Owner: v.staff,
		Status: []string{"待办", "进行中", "已完成", "已升级"}[(slot+v.v/2)%4],
	}
	if f.Status == "已完成" {
		f.DoneAt, f.Result = models.MomentOf(v.left.AddDate(0, 0, 2)), "已书面答复客户,客户确认"
	}
	if f.Status == "已升级" {
		f.PromisedReplyAt = models.MomentOf(v.left.AddDate(0, 0, 3))
		f.DelayApology = "需网络部现场勘测,已致电客户致歉并说明原因"
	}
	emit(b, "follow_up", id, f)
}

// ordersPerCSM are at the customers after those with visits and appointments.
const ordersPerCSM = 3

// workOrders makes three orders a manager; two managers together have one in
// each of the six states.
func (b *branch) workOrders(slot int) {
	states := []string{"待接收", "办理中", "已完成", "已超时", "已退回", "已转办"}
	origins := []string{"平台每日工单", "服务管理经理派单", "系统预警", "欠费派单", "客户来电", "服务主管派单"}
	duties := []string{"4", "12", "10", "14", "15", "7"}
	for n := range ordersPerCSM {
		i, kind := slot*customersPerCSM+visitsPerCSM+2+n, (slot*ordersPerCSM+n)%len(states)
		issued := at(b.org.day(-6-n), 8, 40)
		w := models.WorkOrder{
			Duty: duties[kind], Origin: origins[kind], Assignee: b.staffID("CSM", slot), Customer: b.customerID(i),
			IssuedAt: models.MomentOf(issued), DueAt: models.MomentOf(at(b.org.nextWorkday(2+n), 18, 0)), Channel: []string{"电话", "上门"}[:1+n%2],
			Status: states[kind],
		}
		w.OrderNo = models.OrderNo(b.id("work_order/%d", b.number(i)), issued)
		w.Content = orderContents[kind]
		b.progress(&w, i, issued, orderResults[kind%len(orderResults)])
		emit(b, "work_order", b.id("work_order/%d", b.number(i)), w)
	}
}

// progress fills what goes with the state of an order.
func (b *branch) progress(w *models.WorkOrder, i int, issued time.Time, result string) {
	if w.Status != "待接收" {
		w.AcceptedAt = models.MomentOf(issued.Add(3 * time.Hour))
		w.Notes = []models.WorkNote{{At: models.MomentOf(issued.Add(4 * time.Hour)), By: w.Assignee, Text: result}}
	}
	switch w.Status {
	case "已完成":
		w.DoneAt, w.Result, w.ResultCode = models.MomentOf(issued.Add(50*time.Hour)), result, "成功"
	case "已超时":
		w.DueAt = models.MomentOf(issued.Add(72 * time.Hour))
	case "已退回":
		w.Result, w.ResultCode, w.RefusalReason = "号码已销户", "失败", "号码已销户,请核对清单"
	case "已转办":
		w.Result, w.ResultCode = result, "转办"
		w.TransferredTo, w.TransferReason = b.staffID("AM", amOf(i)), "客户要求由客户经理答复合同事宜"
	}
}
