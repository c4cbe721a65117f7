package models

// FollowUp is something promised to a customer (domain.md 2.8). One from an
// event has neither customer nor star customer and lives with the event.
type FollowUp struct {
	_ struct{} `collection:"follow_up" home:"customer:customer|star:star_customer|event:event" zh:"后续跟进" en:"Follow-up"`
	Collected

	Customer        string `json:"customer" merge:"fixed" validate:"omitempty" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer    string `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Event           string `json:"event" merge:"fixed" validate:"omitempty" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	Origin          string `json:"origin" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"来源记录" en:"Origin"`
	Content         string `json:"content" merge:"review" validate:"required,max=2000" zh:"跟进事项" en:"Content"`
	PromisedReplyAt Moment `json:"promised_reply_at" merge:"latest" validate:"omitempty" zh:"答复时间" en:"Reply promised for"`
	Owner           string `json:"owner" merge:"latest" validate:"required" ref:"staff" index:"true" zh:"负责人" en:"Owner"`
	Status          string `json:"status" merge:"state" states:"follow_up" validate:"required,oneof=待办 进行中 已升级 已取消 已完成" zh:"状态" en:"Status"`
	DelayApology    string `json:"delay_apology" merge:"review" validate:"omitempty,max=1000" zh:"致歉说明" en:"Apology for the delay"`
	DoneAt          Moment `json:"done_at" merge:"latest" validate:"required_if=Status 已完成,omitempty" zh:"完成时间" en:"Done at"`
	Result          string `json:"result" merge:"review" validate:"required_if=Status 已完成,omitempty,max=2000" zh:"结果" en:"Result"`
}
