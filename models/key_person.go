package models

// KeyPerson is a leader of a customer or another person who matters (domain.md
// 2.2): the mandatory fields, the fourteen optional ones and the free text.
type KeyPerson struct {
	_ struct{} `collection:"key_person" home:"customer:customer|star:star_customer" zh:"关键人" en:"Key person"`
	Collected

	Customer         string  `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"所属客户" en:"Customer"`
	KpName           string  `json:"kp_name" merge:"review" validate:"required,max=60" zh:"关键人名称" en:"Name"`
	Gender           string  `json:"gender" merge:"latest" validate:"required,oneof=男 女" zh:"性别" en:"Gender"`
	Department       string  `json:"department" merge:"latest" validate:"required,max=120" zh:"关键人部门" en:"Department"`
	Position         string  `json:"position" merge:"review" validate:"required,max=120" zh:"关键人职位" en:"Position"`
	PositionRank     string  `json:"position_rank" merge:"review" validate:"required,oneof=厅局级或同等级别 处级或同等级别 科级或同等级别 其他" zh:"职位级别" en:"Position rank"`
	Birthday         CalDate `json:"birthday" merge:"latest" validate:"required" priv:"2" mask:"year" zh:"生日" en:"Birthday"`
	HomeAddress      string  `json:"home_address" merge:"latest" validate:"required,max=200" priv:"3" mask:"city" zh:"家庭住址" en:"Home address"`
	KpServiceManager string  `json:"kp_service_manager" merge:"latest" validate:"required" ref:"staff" zh:"关键人服务经理" en:"Service manager"`
	// FaultLevel has an open list: the source gives no values.
	FaultLevel string `json:"fault_level" merge:"latest" validate:"required,max=60" kind:"enum" zh:"故障处理等级" en:"Fault handling level"`
	QQNo       string `json:"qq_no" merge:"latest" validate:"required_without=WechatID,max=40" priv:"2" zh:"QQ号" en:"QQ number"`
	WechatID   string `json:"wechat_id" merge:"latest" validate:"required_without=QQNo,max=60" priv:"2" zh:"微信号" en:"WeChat id"`

	WorkDivision            string `json:"work_division" merge:"review" validate:"omitempty,max=1000" zh:"工作分工情况" en:"Division of work"`
	HomePhone               string `json:"home_phone" merge:"review" validate:"omitempty,max=40,phone" priv:"2" mask:"last4" zh:"住宅电话" en:"Home phone"`
	OtherNetworkMobile      string `json:"other_network_mobile" merge:"review" validate:"omitempty,max=40,mobile" norm:"mobile" priv:"2" mask:"last4" zh:"异网手机号" en:"Mobile of another network"`
	HomeBroadbandNo         string `json:"home_broadband_no" merge:"latest" validate:"omitempty,max=40" priv:"2" zh:"住宅有线宽带号" en:"Home broadband number"`
	InstallAddress          string `json:"install_address" merge:"latest" validate:"omitempty,max=200" priv:"2" mask:"city" zh:"安装地址" en:"Installation address"`
	PersonalWirelessAccount string `json:"personal_wireless_account" merge:"latest" validate:"omitempty,max=60" priv:"2" zh:"个人无线宽带账号" en:"Personal wireless account"`
	HasITV                  *bool  `json:"has_itv" merge:"latest" validate:"omitempty" zh:"是否有ITV" en:"Has ITV"`
	GroupVPNAccount         string `json:"group_vpn_account" merge:"latest" validate:"omitempty,max=60" priv:"2" zh:"集团VPN账号" en:"Group VPN account"`
	IDCardNo                string `json:"id_card_no" merge:"review" validate:"omitempty,max=40,id_number" priv:"3" mask:"id" zh:"身份证号" en:"ID card number"`
	ImportantCustomerType   string `json:"important_customer_type" merge:"latest" validate:"omitempty,oneof=自定义重要客户 政企关键人 党政军重要客户" zh:"重要客户类型" en:"Important customer type"`
	CustomerStar            string `json:"customer_star" merge:"latest" validate:"omitempty,oneof=4星 5星 6星 7星" zh:"客户星级" en:"Customer star"`
	StarCustomer            string `json:"star_customer" merge:"latest" validate:"omitempty" ref:"star_customer" index:"true" zh:"归属星级客户" en:"Star customer"`
	RelationTendency        string `json:"relation_tendency" merge:"latest" validate:"omitempty,oneof=他网 我网" priv:"1" mask:"all" zh:"关系倾向" en:"Leaning"`
	DecisionInfluence       string `json:"decision_influence" merge:"latest" validate:"omitempty,oneof=强 中 弱" priv:"1" mask:"all" zh:"决策影响力" en:"Influence on decisions"`
	PersonalDetail          string `json:"personal_detail" merge:"review" validate:"omitempty,max=2000" priv:"3" zh:"个人情况详细描述" en:"About the person"`
	OwnMobile               string `json:"own_mobile" merge:"review" validate:"omitempty,max=40,mobile" norm:"mobile" priv:"2" mask:"last4" zh:"本网手机号" en:"Mobile of our network"`
}
