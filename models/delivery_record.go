package models

// DeliveryRecord is a delivery to a customer's users (domain.md 2.16), at the
// door or on site. One at an event names it and the steps of handing over a
// terminal. A password is never collected: TD8 says that its owner was told to
// change it.
type DeliveryRecord struct {
	_ struct{} `collection:"delivery_record" home:"customer:customer|star:star_customer" zh:"交付记录" en:"Delivery record"`
	Collected

	Customer       string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer   string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Event          string   `json:"event" merge:"fixed" validate:"omitempty" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	UsersCount     *int64   `json:"users_count" merge:"latest" validate:"required,gte=1" zh:"团购户数" en:"Users"`
	DeliveryMode   string   `json:"delivery_mode" merge:"latest" validate:"required,oneof=上门交付 现场交付" zh:"交付方式" en:"Way of delivery"`
	Contents       []string `json:"contents" merge:"set" validate:"required,min=1,dive,oneof=K1 K2 K3 K4 K5 K6 K7" zh:"交付内容" en:"Delivered"`
	Steps          []string `json:"steps" merge:"set" validate:"required,min=1,dive,oneof=S1 S2 S3 S4 S5 S6 S7" zh:"交付流程" en:"Steps done"`
	StepsNotNeeded []string `json:"steps_not_needed" merge:"set" validate:"omitempty,dive,oneof=S5 S6" zh:"无需办理的步骤" en:"Steps not needed"`
	TerminalSteps  []string `json:"terminal_steps" merge:"set" validate:"omitempty,dive,oneof=TD1 TD2 TD3 TD4 TD5 TD6 TD7 TD8 TD9 TD10" zh:"终端交付步骤" en:"Steps of handing over a terminal"`
	AppsDownloaded *int64   `json:"apps_downloaded" merge:"latest" validate:"required,gte=0" zh:"下载软件数" en:"Apps downloaded"`
	RevisitDue     CalDate  `json:"revisit_due" merge:"latest" validate:"omitempty" zh:"交付后短期回访" en:"Revisit due"`
	// SignedBy is who took it over for the customer; the delivery is closed with
	// his word.
	SignedBy  string `json:"signed_by" merge:"review" validate:"omitempty,max=60" priv:"2" mask:"name" zh:"签收人" en:"Signed for by"`
	Signature string `json:"signature" merge:"latest" validate:"omitempty" kind:"photo" priv:"2" zh:"客户签字" en:"Signature"`
	ClosedAt  Moment `json:"closed_at" merge:"latest" validate:"omitempty" zh:"完成时间" en:"Closed at"`
	Status    string `json:"status" merge:"state" states:"delivery_record" validate:"required,oneof=交付中 已完成" zh:"状态" en:"Status"`
}
