package models

// WorkOrder is one of the fifteen duties, dispatched or made by oneself
// (domain.md 2.19). The number is given by the server.
type WorkOrder struct {
	_ struct{} `collection:"work_order" home:"customer:customer|star:star_customer" zh:"工单" en:"Work order"`

	OrderNo      string   `json:"order_no" merge:"server" validate:"omitempty,max=40" index:"true" zh:"工单号" en:"Order number"`
	Duty         string   `json:"duty" merge:"fixed" validate:"required,oneof=1 2 3 4 5 6 7 8 9 10 11 12 13 14 15" zh:"工作内容" en:"Duty"`
	Origin       string   `json:"origin" merge:"fixed" validate:"required,oneof=平台每日工单 服务管理经理派单 服务主管派单 系统预警 欠费派单 客户来电 自建" zh:"来源" en:"Origin"`
	Assignee     string   `json:"assignee" merge:"latest" validate:"required" ref:"staff" index:"true" zh:"办理人" en:"Assignee"`
	Customer     string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	IssuedAt     Moment   `json:"issued_at" merge:"fixed" validate:"required" zh:"派发时间" en:"Issued at"`
	DueAt        Moment   `json:"due_at" merge:"latest" validate:"required,not_before=IssuedAt" zh:"时限" en:"Due at"`
	AcceptedAt   Moment   `json:"accepted_at" merge:"latest" validate:"required_if=Status 办理中,required_if=Status 已完成,omitempty,not_before=IssuedAt" zh:"接收时间" en:"Accepted at"`
	DoneAt       Moment   `json:"done_at" merge:"latest" validate:"required_if=Status 已完成,omitempty,not_before=AcceptedAt" zh:"完成时间" en:"Done at"`
	Channel      []string `json:"channel" merge:"set" validate:"required,min=1,dive,oneof=电话 短信 上门 互联网方式 电子邮件 现场办理 内部协调 发放资料" zh:"工作方式" en:"Channels"`
	Content      string   `json:"content" merge:"review" validate:"omitempty,max=2000" zh:"工单说明" en:"What is to be done"`
	Result       string   `json:"result" merge:"review" validate:"required_if=Status 已完成,omitempty,max=2000" zh:"办理结果" en:"Result"`
	ResultCode   string   `json:"result_code" merge:"latest" validate:"required_if=Status 已完成,omitempty,oneof=成功 失败 需跟进 无法联系 转办" zh:"结果代码" en:"Result code"`
	// An order is refused or handed on with a reason; the next holder accepts it
	// anew.
	RefusalReason  string     `json:"refusal_reason" merge:"review" validate:"required_if=Status 已退回,omitempty,max=500" zh:"退回原因" en:"Reason for refusing"`
	TransferredTo  string     `json:"transferred_to" merge:"latest" validate:"required_if=Status 已转办" ref:"staff" index:"true" zh:"转办对象" en:"Handed on to"`
	TransferReason string     `json:"transfer_reason" merge:"review" validate:"required_if=Status 已转办,omitempty,max=500" zh:"转办原因" en:"Reason for handing on"`
	Status         string     `json:"status" merge:"state" states:"work_order" validate:"required,oneof=待接收 办理中 已超时 已退回 已转办 已完成" zh:"状态" en:"Status"`
	Notes          []WorkNote `json:"notes" merge:"append" validate:"omitempty,dive" zh:"备注" en:"Notes"`
}

// WorkNote is a remark that somebody added to a work order.
type WorkNote struct {
	At   Moment `json:"at" validate:"required" zh:"时间" en:"At"`
	By   string `json:"by" validate:"required" ref:"staff" zh:"填写人" en:"By"`
	Text string `json:"text" validate:"required,max=1000" zh:"内容" en:"Text"`
}
