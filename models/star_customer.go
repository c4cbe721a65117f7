package models

// StarCustomer is a person with stars (domain.md 2.1.3a). The star is computed
// by the server from bills and growth accounts: Star is the one in force when
// the server last looked, and a phone goes by the days.
type StarCustomer struct {
	_ struct{} `collection:"star_customer" home:"star" zh:"星级客户" en:"Star customer"`

	Name      string `json:"name" merge:"review" validate:"required,max=60" zh:"姓名" en:"Name"`
	IDDocType string `json:"id_doc_type" merge:"review" validate:"omitempty,oneof=居民身份证 临时居民身份证 户口簿 外国公民护照 军人身份证件 武装警察身份证件 港澳居民来往内地通行证 台湾居民来往内地通行证 单位证件" zh:"证件类型" en:"Type of ID document"`
	IDDocNo   string `json:"id_doc_no" merge:"review" validate:"omitempty,max=40,id_number_if=IDDocType 居民身份证 临时居民身份证" priv:"3" mask:"id" zh:"证件号码" en:"ID document number"`
	Customer  string `json:"customer" merge:"latest" validate:"omitempty" ref:"customer" index:"true" zh:"所属客户" en:"Organisation"`
	KeyPerson string `json:"key_person" merge:"latest" validate:"omitempty" ref:"key_person" index:"true" zh:"关键人" en:"Key person"`
	VPNUser   string `json:"vpn_user" merge:"latest" validate:"omitempty" ref:"vpn_user" zh:"群用户" en:"VPN user"`

	RegisteredBy     string  `json:"registered_by" merge:"latest" validate:"required,oneof=个人证件 单位证件+使用人" zh:"登记方式" en:"Registered by"`
	ServiceManager   string  `json:"service_manager" merge:"server" validate:"omitempty" ref:"staff" zh:"客户级服务经理" en:"Service manager"`
	StarManager      string  `json:"star_manager" merge:"server" validate:"omitempty" ref:"staff" zh:"星级客户服务经理" en:"Star manager"`
	NoHomeVisit      *bool   `json:"no_home_visit" merge:"latest" validate:"omitempty" zh:"明确不需要上门拜访" en:"No home visits"`
	SpecialVisitNeed string  `json:"special_visit_need" merge:"review" validate:"omitempty,max=500" zh:"特殊需求" en:"Special visit need"`
	Star             string  `json:"star" merge:"server" validate:"omitempty,oneof=0 1 2 3 4 5 6 7" zh:"星级" en:"Star"`
	StarFrom         CalDate `json:"star_from" merge:"server" validate:"omitempty" zh:"星级生效" en:"Star valid from"`
	StarTo           CalDate `json:"star_to" merge:"server" validate:"omitempty,not_before=StarFrom" zh:"星级失效" en:"Star valid to"`
	StarSource       string  `json:"star_source" merge:"server" validate:"omitempty,oneof=定级 合约直享 关键人直享 购买" zh:"星级来源" en:"Source of the star"`
	// CardQuota is how often a card is changed free of charge within the star's 12
	// months (R-RIGHT-02).
	CardQuota *int64 `json:"card_change_quota" merge:"server" validate:"omitempty,gte=0" zh:"免费换卡次数" en:"Free card changes"`

	// What the rating of a month says of the months after it: the star above
	// holds until then.
	RatedIn        CalMonth   `json:"rated_in" merge:"server" validate:"omitempty" zh:"评级月份" en:"Rated in"`
	StarNext       string     `json:"star_next" merge:"server" validate:"omitempty,oneof=0 1 2 3 4 5 6 7" zh:"次月星级" en:"Star from next month"`
	StarNextFrom   CalDate    `json:"star_next_from" merge:"server" validate:"omitempty" zh:"次月星级生效" en:"Next star valid from"`
	StarNextTo     CalDate    `json:"star_next_to" merge:"server" validate:"omitempty" zh:"次月星级失效" en:"Next star valid to"`
	StarNextSource string     `json:"star_next_source" merge:"server" validate:"omitempty,oneof=定级 合约直享 关键人直享 购买" zh:"次月星级来源" en:"Source of the next star"`
	StarExplain    []StarStep `json:"star_explain" merge:"server" validate:"omitempty,dive" priv:"1" mask:"all" zh:"星级说明" en:"How the star came about"`
}

// StarStep is one step of a rating in words.
type StarStep struct {
	Code string `json:"code" validate:"required,max=40" zh:"步骤" en:"Step"`
	Rule string `json:"rule" validate:"omitempty,max=40" zh:"规则" en:"Rule"`
	ZH   string `json:"zh" validate:"omitempty,max=500" zh:"中文说明" en:"In Chinese"`
	EN   string `json:"en" validate:"omitempty,max=500" zh:"英文说明" en:"In English"`
}
