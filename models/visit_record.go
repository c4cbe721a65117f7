package models

// VisitRecord is what happened at a visit (domain.md 2.7).
type VisitRecord struct {
	_ struct{} `collection:"visit_record" home:"customer:customer|star:star_customer" zh:"拜访记录" en:"Visit record"`
	Collected

	Customer            string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer        string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Visitor             string   `json:"visitor" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"拜访人" en:"Visitor"`
	Companions          []string `json:"companions" merge:"set" validate:"omitempty,dive" ref:"staff" zh:"同行人" en:"Companions"`
	CustomerStarAtVisit string   `json:"customer_star_at_visit" merge:"latest" validate:"required,oneof=0 1 2 3 4 5 6 7" zh:"拜访时星级" en:"Star at the visit"`
	Appointment         string   `json:"appointment" merge:"latest" validate:"omitempty" ref:"appointment" index:"true" zh:"预约" en:"Appointment"`
	// PlanItem is the id of an item of the visitor's visit plan.
	PlanItem        string   `json:"plan_item" merge:"latest" validate:"omitempty,max=64" zh:"计划明细" en:"Plan item"`
	UnplannedReason string   `json:"unplanned_reason" merge:"latest" validate:"omitempty,max=500" zh:"计划外原因" en:"Reason when unplanned"`
	Purposes        []string `json:"purposes" merge:"set" validate:"required,min=1,dive,oneof=V1 V2 V3 V4 V5 V6" zh:"拜访内容" en:"Purposes"`

	ScheduledStart Moment    `json:"scheduled_start" merge:"latest" validate:"omitempty" zh:"约定时间" en:"Scheduled start"`
	ArrivedAt      Moment    `json:"arrived_at" merge:"latest" validate:"required" zh:"到达时间" en:"Arrived at"`
	LeftAt         Moment    `json:"left_at" merge:"latest" validate:"required,not_before=ArrivedAt" zh:"离开时间" en:"Left at"`
	ArrivalPlace   *GeoPoint `json:"arrival_place" merge:"latest" validate:"omitempty" priv:"2" zh:"到达位置" en:"Place of arrival"`
	LateCause      string    `json:"late_cause" merge:"latest" validate:"omitempty,oneof=天气 交通 其他" zh:"迟到原因" en:"Cause of being late"`
	LateNoticeAt   Moment    `json:"late_notice_at" merge:"latest" validate:"omitempty" zh:"提前致电时间" en:"Called about it at"`
	LateUnderstood *bool     `json:"late_understood" merge:"latest" validate:"omitempty" zh:"取得谅解" en:"Understanding obtained"`

	CardGiven       *bool        `json:"card_given" merge:"latest" validate:"omitempty" zh:"递交名片" en:"Name card given"`
	MemberCardGiven *bool        `json:"member_card_given" merge:"latest" validate:"omitempty" zh:"发放会员卡" en:"Member card given"`
	RightsTold      *bool        `json:"rights_told" merge:"latest" validate:"omitempty" zh:"权益告知" en:"Rights explained"`
	GiftGiven       *bool        `json:"gift_given" merge:"latest" validate:"omitempty" zh:"赠送礼品" en:"Gift given"`
	GiftName        string       `json:"gift_name" merge:"latest" validate:"required_if=GiftGiven true,omitempty,max=120" zh:"礼品名称" en:"Name of the gift"`
	Opinions        string       `json:"opinions" merge:"review" validate:"omitempty,max=2000" zh:"意见及建议" en:"Opinions"`
	UsageSituation  string       `json:"usage_situation" merge:"review" validate:"omitempty,max=2000" zh:"使用情况" en:"Usage"`
	InfoForm        string       `json:"info_form" merge:"latest" validate:"omitempty" ref:"customer_info_form" zh:"信息资料收集表" en:"Info form"`
	InfoUnchanged   *bool        `json:"info_confirmed_unchanged" merge:"latest" validate:"omitempty" zh:"资料确认无变化" en:"Info confirmed unchanged"`
	OnsiteServices  []string     `json:"onsite_services" merge:"set" validate:"omitempty,dive,oneof=上门收费 帐单递送 业务演示 宣传及推荐 业务办理" zh:"上门服务" en:"On-site services"`
	CollectedAmount *MoneyAmount `json:"collected_amount" merge:"latest" validate:"omitempty,gte=0" zh:"上门收费金额" en:"Amount collected"`
	ServiceFeeTaken *bool        `json:"service_fee_taken" merge:"latest" validate:"omitempty" zh:"收取服务费(违规)" en:"Service fee taken (forbidden)"`
	RetentionResult string       `json:"retention_result" merge:"review" validate:"omitempty,max=2000" zh:"维系挽留结果" en:"Result of retention"`

	GiftOffered       string   `json:"gift_offered_by_customer" merge:"latest" validate:"required,oneof=无 已婉拒 已收下(违规)" zh:"客户赠物" en:"Gift offered by the customer"`
	Conduct           []string `json:"conduct" merge:"set" validate:"omitempty,dive,oneof=非请勿入 敲门 一米站位 准确陈述 未强迫购买 未收物未收费" zh:"行为规范自查" en:"Conduct kept"`
	NeedsExpectations string   `json:"needs_expectations" merge:"review" validate:"omitempty,max=2000" zh:"客户需求、期望" en:"Needs and expectations"`
	ResultSummary     string   `json:"result_summary" merge:"review" validate:"required,max=2000" zh:"拜访小结" en:"Summary"`
	CustomerSatisfied string   `json:"customer_satisfied" merge:"latest" validate:"omitempty,oneof=满意 一般 不满意" zh:"客户确认" en:"Customer's verdict"`
	Photos            []string `json:"photos" merge:"set" validate:"omitempty,dive" kind:"photo" priv:"2" zh:"照片" en:"Photos"`
	Signature         string   `json:"signature" merge:"latest" validate:"omitempty" kind:"photo" priv:"2" zh:"客户签字" en:"Signature"`
	FollowUps         []string `json:"follow_ups" merge:"set" validate:"omitempty,dive" ref:"follow_up" zh:"后续跟进" en:"Follow-ups"`
}
