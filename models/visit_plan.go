package models

// VisitPlan is a person's visits of a month (domain.md 2.4).
type VisitPlan struct {
	_ struct{} `collection:"visit_plan" home:"staff:planner" zh:"拜访计划" en:"Visit plan"`

	PlanMonth CalMonth `json:"plan_month" merge:"fixed" validate:"required" zh:"计划月份" en:"Month"`
	Planner   string   `json:"planner" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"拟定人" en:"Planner"`
	MadeOn    CalDate  `json:"made_on" merge:"latest" validate:"required" zh:"拟定日期" en:"Made on"`
	// Items are a set: what phone and tablet add is kept side by side, and to
	// move a visit replaces its own element and leaves the others alone.
	Items  []PlanItem `json:"items" merge:"set" validate:"required,min=1,dive" zh:"计划明细" en:"Items"`
	Status string     `json:"status" merge:"state" states:"visit_plan" validate:"required,oneof=草稿 已提交 已确认 执行中 已关闭" zh:"状态" en:"Status"`
	// The leader confirms the plan, or returns it with a note.
	ConfirmedBy string `json:"confirmed_by" merge:"server" validate:"omitempty" ref:"staff" zh:"确认人" en:"Confirmed by"`
	ConfirmedAt Moment `json:"confirmed_at" merge:"server" validate:"omitempty" zh:"确认时间" en:"Confirmed at"`
	ConfirmNote string `json:"confirm_note" merge:"server" validate:"omitempty,max=1000" zh:"确认意见" en:"Note on the plan"`
}

// PlanItem is one planned visit. Its id is what a visit record names.
type PlanItem struct {
	ID           string   `json:"id" validate:"required,max=64" zh:"明细编号" en:"Item id"`
	Customer     string   `json:"customer" validate:"required" ref:"customer" zh:"客户" en:"Customer"`
	StarCustomer string   `json:"star_customer" validate:"omitempty" ref:"star_customer" zh:"星级客户" en:"Star customer"`
	PlannedDate  CalDate  `json:"planned_date" validate:"required" zh:"计划日期" en:"Planned date"`
	Purposes     []string `json:"purposes" validate:"required,min=1,dive,oneof=V1 V2 V3 V4 V5 V6" zh:"拜访内容" en:"Purposes"`
	Reason       string   `json:"reason" validate:"required,oneof=星级到期 特殊需求 工单 其他" zh:"原因" en:"Reason"`
}
