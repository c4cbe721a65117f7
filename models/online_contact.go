package models

// OnlineContact is a customer's question by QQ, WeChat and the like (domain.md
// 2.11), with how often the tool was looked at on that day and in which hours
// it is served.
type OnlineContact struct {
	_ struct{} `collection:"online_contact" home:"customer:customer|star:star_customer" zh:"互联网方式服务" en:"Online contact"`
	Collected

	Customer              string `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer          string `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Tool                  string `json:"tool" merge:"latest" validate:"required,oneof=QQ 微信 易信 微博 邮件" zh:"工具" en:"Tool"`
	Content               string `json:"content" merge:"review" validate:"omitempty,max=2000" zh:"沟通内容" en:"What it was about"`
	AskedAt               Moment `json:"asked_at" merge:"latest" validate:"required" zh:"客户发起时间" en:"Asked at"`
	FirstResponseAt       Moment `json:"first_response_at" merge:"latest" validate:"omitempty,not_before=AskedAt" zh:"初次响应时间" en:"First response at"`
	FormalReplyPromisedAt Moment `json:"formal_reply_promised_at" merge:"latest" validate:"required,not_before=AskedAt" zh:"正式答复时间" en:"Formal reply promised for"`
	PatrolsWork           *int64 `json:"patrols_work" merge:"latest" validate:"required,gte=0" zh:"工作时间巡查次数" en:"Times looked at in working hours"`
	PatrolsOff            *int64 `json:"patrols_off" merge:"latest" validate:"required,gte=0" zh:"非工作时间巡查次数" en:"Times looked at outside working hours"`
	ServiceFrom           Clock  `json:"service_from" merge:"latest" validate:"required" zh:"服务时间开始" en:"Served from"`
	ServiceTo             Clock  `json:"service_to" merge:"latest" validate:"required" zh:"服务时间结束" en:"Served until"`
}
