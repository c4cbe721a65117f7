package models

// ContractExpiryCare is what is done for a group whose leases end within three
// months (domain.md 2.22). Open complaints are dealt with first.
type ContractExpiryCare struct {
	_ struct{} `collection:"contract_expiry_care" home:"customer:group_customer" zh:"协议到期关怀" en:"Contract expiry care"`
	Collected

	GroupCustomer string `json:"group_customer" merge:"fixed" validate:"required" ref:"customer" index:"true" zh:"群客户" en:"Group customer"`
	ExpiringUsers *int64 `json:"expiring_users" merge:"latest" validate:"required,gte=0,at_most=LeaseUsers" zh:"三个月内到期的租机用户数" en:"Lease users expiring in 3 months"`
	LeaseUsers    *int64 `json:"lease_users" merge:"latest" validate:"required,gte=0" zh:"租机用户数" en:"Lease users"`
	// ExpiringRatio is in hundredths of a percent: 2000 is 20 %.
	ExpiringRatio  *int64   `json:"expiring_ratio" merge:"server" validate:"omitempty,gte=0" zh:"到期占比(万分比)" en:"Expiring ratio (1/100 %)"`
	OpenComplaints []string `json:"open_complaints" merge:"set" validate:"omitempty,dive" ref:"complaint_case" zh:"未处理完毕投诉" en:"Open complaints"`
	Strategy       string   `json:"strategy" merge:"review" validate:"omitempty,max=2000" zh:"策略" en:"Strategy"`
	RenewedCount   *int64   `json:"renewed_count" merge:"latest" validate:"omitempty,gte=0,at_most=ExpiringUsers" zh:"续签用户数量" en:"Users renewed"`
	ToldAMAt       Moment   `json:"told_am_at" merge:"latest" validate:"omitempty" zh:"告知客户经理时间" en:"Account manager told at"`
}

// NewcomerCare is the care for a user in the first three months (domain.md
// 2.22): revisit, first bill, unusual consumption.
type NewcomerCare struct {
	_ struct{} `collection:"newcomer_care" home:"customer:customer|star:star_customer" zh:"入网关怀" en:"Newcomer care"`
	Collected

	Customer         string  `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer     string  `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	User             string  `json:"user" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"用户" en:"User"`
	JoinedOn         CalDate `json:"joined_on" merge:"fixed" validate:"required" zh:"入网日" en:"Joined on"`
	HalfMonthRevisit Moment  `json:"half_month_revisit_at" merge:"latest" validate:"omitempty" zh:"半月回访时间" en:"Half-month revisit at"`
	FirstBillOn      CalDate `json:"first_bill_on" merge:"latest" validate:"required_with=BillExplainedAt,omitempty,not_before=JoinedOn" zh:"首月账单生成日" en:"First bill on"`
	BillExplainedAt  Moment  `json:"bill_explained_at" merge:"latest" validate:"omitempty" zh:"账单解读时间" en:"Bill explained at"`
	AbnormalKind     string  `json:"abnormal_kind" merge:"latest" validate:"required_with=AbnormalFoundOn,omitempty,oneof=通话超出 流量超出 通话不足 流量不足" zh:"非正常消费" en:"Unusual consumption"`
	// UsagePercent is what was used of the package, by R-NEW-03's measure.
	UsagePercent    *int64  `json:"usage_percent" merge:"latest" validate:"omitempty,gte=0" zh:"用量占套餐(%)" en:"Usage of the package (%)"`
	AbnormalFoundOn CalDate `json:"abnormal_found_on" merge:"latest" validate:"required_with=AbnormalKind,omitempty,not_before=JoinedOn" zh:"非正常消费发现日" en:"Found on"`
	Advised         string  `json:"advised" merge:"review" validate:"omitempty,max=1000" zh:"调整建议" en:"Advice given"`
}

// RoamingCare is the care for somebody who goes abroad (domain.md 2.23): active
// in three seasons, passive when an international card was changed.
type RoamingCare struct {
	_ struct{} `collection:"roaming_care" home:"customer:customer|star:star_customer" zh:"国际漫游关怀" en:"Roaming care"`
	Collected

	Customer     string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	User         string   `json:"user" merge:"fixed" validate:"omitempty" ref:"*" index:"true" zh:"用户" en:"User"`
	Trigger      string   `json:"trigger" merge:"fixed" validate:"required,oneof=春节 暑假 国庆长假 更换国际卡" zh:"触发" en:"Trigger"`
	ItemsTold    []string `json:"items_told" merge:"set" validate:"required,min=1,dive,oneof=开通渠道和方法 国际卡换卡提醒 网站和热线推送 终端国际漫游设置辅导 目的地资费和拨打方式 归国后感知回访" zh:"关怀内容" en:"Told"`

	SelfCheckCountry string  `json:"self_check_country" merge:"latest" validate:"omitempty,max=60" zh:"自检:国家" en:"Self-check: country"`
	SelfCheckCard    string  `json:"self_check_card" merge:"latest" validate:"omitempty,max=60" zh:"自检:卡类型" en:"Self-check: kind of card"`
	SelfCheckBrand   string  `json:"self_check_brand" merge:"latest" validate:"omitempty,max=60" zh:"自检:手机品牌" en:"Self-check: brand"`
	SelfCheckModel   string  `json:"self_check_model" merge:"latest" validate:"omitempty,max=60" zh:"自检:手机型号" en:"Self-check: model"`
	OpeningKind      string  `json:"opening_kind" merge:"latest" validate:"omitempty,oneof=语音+短信+数据 语音+短信" zh:"漫游权限" en:"Roaming opened"`
	FreeDeposit      *bool   `json:"free_deposit" merge:"latest" validate:"required_with=OpeningKind" zh:"免预存" en:"No deposit needed"`
	ReturnedOn       CalDate `json:"returned_on" merge:"latest" validate:"omitempty" zh:"归国日期" en:"Returned on"`
	RevisitAt        Moment  `json:"revisit_at" merge:"latest" validate:"omitempty" zh:"回访时间" en:"Revisited at"`
	RevisitResult    string  `json:"revisit_result" merge:"review" validate:"required_with=RevisitAt,omitempty,max=1000" zh:"回访结果" en:"Result of the revisit"`
}

// WinBackCase is a user at risk of leaving and what is done about it (domain.md
// 2.24).
type WinBackCase struct {
	_ struct{} `collection:"win_back_case" home:"customer:customer|star:star_customer" zh:"高危用户赢回" en:"Win-back case"`
	Collected

	Customer     string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	User         string   `json:"user" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"用户" en:"User"`
	ListedOn     CalDate  `json:"listed_on" merge:"fixed" validate:"required" zh:"提取日期" en:"Listed on"`
	Cause        string   `json:"cause" merge:"review" validate:"required,oneof=竞争原因 服务原因 客户自身原因" zh:"高危原因" en:"Cause"`
	Signals      []string `json:"signals" merge:"set" validate:"omitempty,dive,oneof=零次 停机 呼转 余额不足 续约到期" zh:"维系信号" en:"Signals"`
	// RivalPolicy is what was learnt of the rival's offer.
	RivalPolicy string `json:"rival_policy" merge:"review" validate:"omitempty,max=1000" priv:"1" mask:"all" zh:"竞争对手政策" en:"Rival's offer"`
	Action      string `json:"action" merge:"review" validate:"required_with=Result,omitempty,max=2000" zh:"措施" en:"Action"`
	Result      string `json:"result" merge:"latest" validate:"omitempty,oneof=挽留成功 失败 跟进中" zh:"结果" en:"Result"`
}
