package models

// EventEvaluation is what an event brought (domain.md 2.18).
type EventEvaluation struct {
	_ struct{} `collection:"event_evaluation" home:"event:event" zh:"效果评估" en:"Event evaluation"`

	Event              string       `json:"event" merge:"fixed" validate:"required" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	Participants       *int64       `json:"participants" merge:"latest" validate:"required,gte=0" zh:"参与人数" en:"Participants"`
	NewActivations     *int64       `json:"new_activations" merge:"latest" validate:"required,gte=0" zh:"新入网" en:"New activations"`
	Upgrades3G4G       *int64       `json:"upgrades_3g_4g" merge:"latest" validate:"omitempty,gte=0" zh:"3G升4G" en:"Upgrades 3G to 4G"`
	FlowPacksSold      *int64       `json:"flow_packs_sold" merge:"latest" validate:"omitempty,gte=0" zh:"流量包销量" en:"Data packs sold"`
	Renewals           *int64       `json:"renewals" merge:"latest" validate:"omitempty,gte=0" zh:"续约" en:"Renewals"`
	TerminalsDelivered *int64       `json:"terminals_delivered" merge:"latest" validate:"omitempty,gte=0" zh:"交付终端" en:"Terminals delivered"`
	WechatFriends      *int64       `json:"wechat_friends_added" merge:"latest" validate:"omitempty,gte=0" zh:"新增微信好友" en:"WeChat friends added"`
	HuangoInstalled    *int64       `json:"huango_installed" merge:"latest" validate:"omitempty,gte=0" zh:"加载欢GO" en:"欢GO installed"`
	YizhifuInstalled   *int64       `json:"yizhifu_installed" merge:"latest" validate:"omitempty,gte=0" zh:"加载翼支付" en:"翼支付 installed"`
	LeadsTotal         *int64       `json:"leads_total" merge:"latest" validate:"omitempty,gte=0" zh:"登记数" en:"Sign-ups"`
	LeadsStrong        *int64       `json:"leads_strong" merge:"latest" validate:"omitempty,gte=0" zh:"强意向登记数" en:"Strong sign-ups"`
	GiftsGiven         *int64       `json:"gifts_given" merge:"latest" validate:"omitempty,gte=0" zh:"发放礼品" en:"Gifts given"`
	Cost               *MoneyAmount `json:"cost" merge:"latest" validate:"omitempty,gte=0" priv:"1" mask:"all" zh:"费用" en:"Cost"`
	Problems           string       `json:"problems" merge:"review" validate:"omitempty,max=2000" zh:"问题" en:"Problems"`
	ConversionRate     *int64       `json:"conversion_rate" merge:"server" validate:"omitempty,gte=0" zh:"转化率(万分比)" en:"Conversion rate (hundredths of a percent)"`
	Conclusion         string       `json:"conclusion" merge:"review" validate:"omitempty,max=2000" zh:"结论" en:"Conclusion"`
}
