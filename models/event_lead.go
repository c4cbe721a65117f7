package models

// EventLead is a sign-up at an event (domain.md 2.15). One person, known by the
// mobile number, is one sign-up: its id derives from event and number. The
// number is fixed; a mistyped one is voided and signed up anew.
type EventLead struct {
	_ struct{} `collection:"event_lead" home:"event:event" zh:"现场报名" en:"Event sign-up"`
	Collected

	Event string `json:"event" merge:"fixed" validate:"required" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	// Desk is the desk that signed the person up last; Entries names them all.
	Desk     string `json:"desk" merge:"latest" validate:"required" ref:"event_desk" index:"true" zh:"台席" en:"Desk"`
	LeadName string `json:"lead_name" merge:"review" validate:"required,max=60" priv:"2" mask:"name" zh:"姓名" en:"Name"`
	Mobile   string `json:"mobile" merge:"fixed" validate:"required,max=40,mobile" norm:"mobile" priv:"2" mask:"last4" index:"true" zh:"联系方式" en:"Mobile number"`
	// NormaliserVersion is copied from the event, so that the id can be derived
	// from the sign-up alone.
	NormaliserVersion *int64   `json:"normaliser_version" merge:"fixed" validate:"omitempty,gte=1" zh:"号码规范版本" en:"Normaliser version"`
	BusinessNeeds     string   `json:"business_needs" merge:"review" validate:"omitempty,max=1000" priv:"2" zh:"业务需求" en:"Business needs"`
	Opinions          string   `json:"opinions" merge:"review" validate:"omitempty,max=1000" priv:"2" zh:"意见建议" en:"Opinions"`
	IntentLevel       string   `json:"intent_level" merge:"latest" validate:"required,oneof=大 中 小" zh:"入网倾向" en:"Strength of interest"`
	Interests         []string `json:"interests" merge:"set" validate:"omitempty,dive,oneof=4G升级 流量包 续约 终端 应用 入网 其他" zh:"意向内容" en:"Interests"`
	Interactions      []string `json:"interactions" merge:"set" validate:"omitempty,dive,oneof=I1 I2 I3 I4" zh:"参与互动" en:"Interactions"`
	WechatAdded       *bool    `json:"wechat_added" merge:"latest" validate:"omitempty" zh:"加微信" en:"WeChat added"`
	AppInstalled      []string `json:"app_installed" merge:"set" validate:"omitempty,dive,max=60" zh:"装应用" en:"Apps installed"`
	Gift              string   `json:"gift" merge:"latest" validate:"omitempty,max=120" zh:"礼品" en:"Gift"`
	// Contracted keeps the sign-up when the others of its event are erased
	// (domain.md 8: removed after 180 days if no contract).
	Contracted *bool       `json:"contracted" merge:"latest" validate:"omitempty" zh:"已签约" en:"A contract came of it"`
	FollowUp   string      `json:"follow_up" merge:"latest" validate:"omitempty" ref:"follow_up" zh:"跟进" en:"Follow-up"`
	Entries    []LeadEntry `json:"entries" merge:"append" validate:"required,min=1,dive" priv:"2" zh:"登记记录" en:"Entries"`
}

// LeadEntry is what one desk wrote down about a sign-up.
type LeadEntry struct {
	Desk     string `json:"desk" validate:"required" ref:"event_desk" zh:"台席" en:"Desk"`
	Operator string `json:"operator" validate:"required" ref:"staff" zh:"台席人员" en:"Operator"`
	At       Moment `json:"at" validate:"required" zh:"时间" en:"At"`
	Said     string `json:"said" validate:"omitempty,max=1000" zh:"所说内容" en:"What was said"`
}
