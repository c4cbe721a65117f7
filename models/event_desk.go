package models

// EventDesk is a desk of an event (domain.md 2.14). GiftStock is its allotment;
// what is left is that less the gifts handed out at the desk.
type EventDesk struct {
	_ struct{} `collection:"event_desk" home:"event:event" zh:"现场台席" en:"Event desk"`

	Event     string   `json:"event" merge:"fixed" validate:"required" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	DeskKind  string   `json:"desk_kind" merge:"latest" validate:"required,oneof=D1 D2 D3 D4 D5" zh:"台席" en:"Kind of desk"`
	Operator  string   `json:"operator" merge:"latest" validate:"required" ref:"staff" index:"true" zh:"台席人员" en:"Operator"`
	LayoutOK  []string `json:"layout_ok" merge:"set" validate:"required,min=1,dive,oneof=条幅端正悬挂 台签规范摆放 功能区划分清晰 体现互动体验、关注有礼 宣传页整齐摆放" zh:"现场布置" en:"Layout in order"`
	GiftStock *int64   `json:"gift_stock" merge:"latest" validate:"omitempty,gte=0" zh:"小礼品数量" en:"Gifts allotted"`
}

// EventGift is a gift handed out, written once (domain.md 2.0.1).
type EventGift struct {
	_ struct{} `collection:"event_gift" home:"event:event" zh:"活动礼品" en:"Event gift"`

	Event    string `json:"event" merge:"fixed" validate:"required" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	Desk     string `json:"desk" merge:"fixed" validate:"required" ref:"event_desk" index:"true" zh:"台席" en:"Desk"`
	Lead     string `json:"lead" merge:"fixed" validate:"required" ref:"event_lead" index:"true" zh:"报名" en:"Sign-up"`
	Gift     string `json:"gift" merge:"fixed" validate:"required,max=120" zh:"礼品" en:"Gift"`
	Quantity *int64 `json:"quantity" merge:"fixed" validate:"required,gte=1" zh:"数量" en:"Quantity"`
	GivenAt  Moment `json:"given_at" merge:"fixed" validate:"required" zh:"发放时间" en:"Given at"`
	GivenBy  string `json:"given_by" merge:"fixed" validate:"required" ref:"staff" zh:"发放人" en:"Given by"`
}
