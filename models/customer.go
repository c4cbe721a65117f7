package models

// Customer is an organisation served (domain.md 2.1). Its two managers are
// shown from the current assignment, so they are the server's.
type Customer struct {
	_ struct{} `collection:"customer" home:"customer" zh:"客户" en:"Customer"`

	CustomerNo       string       `json:"customer_no" merge:"latest" validate:"required,max=40" index:"true" zh:"客户编号" en:"Customer number"`
	CreditCode       string       `json:"credit_code" merge:"review" validate:"omitempty,max=40,credit_code" zh:"统一社会信用代码" en:"Unified social credit code"`
	Address          string       `json:"address" merge:"latest" validate:"omitempty,max=200" zh:"地址" en:"Address"`
	Place            *GeoPoint    `json:"place" merge:"latest" validate:"omitempty" zh:"位置" en:"Place"`
	CustomerName     string       `json:"customer_name" merge:"latest" validate:"required,max=120" zh:"客户名称" en:"Customer name"`
	ControlLevel     string       `json:"control_level" merge:"latest" validate:"required,oneof=集团级 省级 市级 县级" zh:"客户管控级别" en:"Control level"`
	AccountManager   string       `json:"account_manager" merge:"server" validate:"omitempty" ref:"staff" zh:"客户经理" en:"Account manager"`
	ServiceManager   string       `json:"service_manager" merge:"server" validate:"omitempty" ref:"staff" zh:"客户级服务经理" en:"Service manager"`
	IndustryCategory string       `json:"industry_category" merge:"latest" validate:"required,oneof=党政军 事业单位 金融 大企业 行业客户 高端聚类客户 专业市场 校园" zh:"客户行业类别" en:"Industry category"`
	MarketingGrid    string       `json:"marketing_grid" merge:"latest" validate:"required,max=60" zh:"营销网格" en:"Marketing grid"`
	ServiceGrade     string       `json:"service_grade" merge:"latest" validate:"omitempty,oneof=1A 2A 3A 4A 5A 1B 2B 3B 4B 5B" zh:"客户服务等级" en:"Service grade"`
	IsVPNGroup       *bool        `json:"is_vpn_group" merge:"latest" validate:"required" zh:"政企总机服务群客户" en:"VPN group customer"`
	IsIndustryApp    *bool        `json:"is_industry_app" merge:"latest" validate:"required" zh:"行业应用客户" en:"Industry application customer"`
	LifecycleStage   string       `json:"lifecycle_stage" merge:"latest" validate:"omitempty,oneof=入网期 成长期 成熟期 衰退期" zh:"生命周期阶段" en:"Lifecycle stage"`
	AnnualRevenue    *MoneyAmount `json:"annual_revenue" merge:"latest" validate:"omitempty,gte=0" priv:"1" mask:"all" zh:"电信年度收入贡献" en:"Annual revenue"`
	SpendClass       string       `json:"annual_telecom_spend_class" merge:"latest" validate:"omitempty,oneof=4万元以下 4万元及以上" zh:"年电信业务消费金额" en:"Annual telecom spend"`
	NoHomeVisit      *bool        `json:"no_home_visit" merge:"latest" validate:"omitempty" zh:"明确不需要上门拜访" en:"No home visits"`
	SpecialVisitNeed string       `json:"special_visit_need" merge:"review" validate:"omitempty,max=500" zh:"特殊需求" en:"Special visit need"`
	MaintainedAt1    Moment       `json:"maintained_at_1" merge:"latest" validate:"omitempty" zh:"本月第一次维护时间" en:"First maintenance this month"`
	MaintainedAt2    Moment       `json:"maintained_at_2" merge:"latest" validate:"omitempty" zh:"本月第二次维护时间" en:"Second maintenance this month"`
}
