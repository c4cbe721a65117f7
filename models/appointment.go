package models

// Appointment is a visit agreed with the customer (domain.md 2.5).
type Appointment struct {
	_ struct{} `collection:"appointment" home:"customer:customer|star:star_customer" zh:"上门预约" en:"Appointment"`
	Collected

	Customer     string `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Contact      string `json:"contact" merge:"latest" validate:"required,max=60" zh:"联系人" en:"Contact"`
	MadeAt       Moment `json:"made_at" merge:"latest" validate:"required" zh:"预约时间" en:"Made at"`
	StatedIntent string `json:"stated_intent" merge:"review" validate:"required,max=500" zh:"表明意图" en:"Stated intent"`
	AgreedStart  Moment `json:"agreed_start" merge:"latest" validate:"required" zh:"约定上门时间" en:"Agreed start"`
	Place        string `json:"place" merge:"latest" validate:"required,max=200" zh:"上门地点" en:"Place"`
	Channel      string `json:"channel" merge:"latest" validate:"omitempty,oneof=电话 短信 互联网方式" zh:"预约方式" en:"Channel"`
	Result       string `json:"result" merge:"latest" validate:"required,oneof=同意 改期 拒绝" zh:"结果" en:"Result"`
	MovedFrom    Moment `json:"moved_from" merge:"latest" validate:"omitempty" zh:"原约定时间" en:"Moved from"`
}
