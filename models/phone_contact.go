package models

// PhoneContact is a call, made or taken (domain.md 2.9).
type PhoneContact struct {
	_ struct{} `collection:"phone_contact" home:"customer:customer|star:star_customer" zh:"电话拜访" en:"Phone contact"`
	Collected

	Customer          string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer      string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Direction         string   `json:"direction" merge:"latest" validate:"required,oneof=外呼 来电" zh:"方向" en:"Direction"`
	StartedAt         Moment   `json:"started_at" merge:"latest" validate:"required" zh:"开始" en:"Started at"`
	EndedAt           Moment   `json:"ended_at" merge:"latest" validate:"required,not_before=StartedAt" zh:"结束" en:"Ended at"`
	Connected         *bool    `json:"connected" merge:"latest" validate:"required" zh:"是否接通" en:"Connected"`
	Purpose           string   `json:"purpose" merge:"latest" validate:"required,oneof=定期拜访 半月回访 账单解读 异常消费提醒 续约 挽留 欠费提醒 活动通知 投诉回访 其他" zh:"目的" en:"Purpose"`
	IsAlertCall       *bool    `json:"is_alert_call" merge:"latest" validate:"required" zh:"预警处理" en:"Alert call"`
	Prep              []string `json:"prep" merge:"set" validate:"omitempty,dive,oneof=机型 对终端的关注 偏好 积分兑换记录 历史情况 基本信息" zh:"准备" en:"Looked up beforehand"`
	TimeOKAsked       *bool    `json:"time_ok_asked" merge:"latest" validate:"required" zh:"询问是否方便" en:"Asked whether it suits"`
	Needs             string   `json:"needs" merge:"review" validate:"omitempty,max=2000" zh:"需求" en:"Needs"`
	Proposal          string   `json:"proposal" merge:"review" validate:"omitempty,max=2000" zh:"推介方案" en:"Proposal"`
	Objections        string   `json:"objections" merge:"review" validate:"omitempty,max=2000" zh:"异议" en:"Objections"`
	ObjectionKind     string   `json:"objection_kind" merge:"latest" validate:"omitempty,oneof=真实的 虚假的 隐藏的" zh:"异议类型" en:"Kind of objection"`
	Accepted          string   `json:"accepted" merge:"review" validate:"omitempty,max=500" zh:"接受情况" en:"What was accepted"`
	NotAcceptedReason string   `json:"not_accepted_reason" merge:"review" validate:"omitempty,max=1000" zh:"不办理原因" en:"Why nothing was taken"`
	NextCallAt        Moment   `json:"next_call_at" merge:"latest" validate:"omitempty,not_before=EndedAt" zh:"预约下次电话拜访" en:"Next call agreed for"`
	// RecordingRef names the recording, which never comes to a phone (domain.md 8).
	RecordingRef      string `json:"recording_ref" merge:"latest" validate:"omitempty,max=120" priv:"2" zh:"录音" en:"Recording"`
	RingsBeforeAnswer *int64 `json:"rings_before_answer" merge:"latest" validate:"required_if=Direction 来电,omitempty,gte=0,lte=100" zh:"应答铃声数" en:"Rings before the answer"`
	Apologised        *bool  `json:"apologised" merge:"latest" validate:"omitempty" zh:"已致歉" en:"Apologised for the wait"`
	KeyInfoEntered    *bool  `json:"key_info_entered" merge:"latest" validate:"required" zh:"关键信息录入" en:"Key information entered"`
}
