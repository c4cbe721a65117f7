package models

// InvalidUserCase is a user of the month's list of invalid new users (domain.md
// 2.26). Type and usage follow from the figures and are the server's.
type InvalidUserCase struct {
	_ struct{} `collection:"invalid_user_case" home:"customer:customer|star:star_customer" zh:"累计新增无效用户" en:"Invalid user case"`
	Numbered

	Customer     string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	User         string   `json:"user" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"用户" en:"User"`
	Period       CalMonth `json:"period" merge:"fixed" validate:"required,not_before=JoinMonth" index:"true" zh:"统计月份" en:"Period"`
	JoinMonth    CalMonth `json:"join_month" merge:"fixed" validate:"required" zh:"入网月份" en:"Joined in month"`
	// CallsSMS are outgoing calls and messages of the month together.
	CallsSMS         *int64       `json:"calls_sms" merge:"latest" validate:"required,gte=0" zh:"主叫次数与短信条数" en:"Outgoing calls and SMS"`
	TrafficKB        *int64       `json:"traffic_kb" merge:"latest" validate:"required,gte=0" zh:"流量(KB)" en:"Traffic (KB)"`
	BilledAmount     *MoneyAmount `json:"billed_amount" merge:"latest" validate:"required" priv:"1" mask:"all" zh:"出账费用" en:"Billed amount"`
	CrossSubsidy     *bool        `json:"cross_subsidy" merge:"latest" validate:"omitempty" zh:"固移交叉补贴" en:"Cross subsidy"`
	InArrears        *bool        `json:"in_arrears" merge:"latest" validate:"required" priv:"3" zh:"欠费" en:"In arrears"`
	ArrearsLastMonth *bool        `json:"arrears_last_month" merge:"latest" validate:"required_if=InArrears true" priv:"3" zh:"上月欠费" en:"In arrears last month"`
	DismantledOn     CalDate      `json:"dismantled_on" merge:"latest" validate:"omitempty" zh:"拆机日期" en:"Dismantled on"`

	Usage            string `json:"usage" merge:"server" validate:"omitempty,oneof=有效 无效" zh:"使用量" en:"Usage"`
	Type             string `json:"type" merge:"server" validate:"omitempty,oneof=N1 N2 N3a N3b N4 N5" priv:"3" zh:"无效类型" en:"Type"`
	SuspectedFarming *bool  `json:"suspected_farming" merge:"latest" validate:"omitempty" priv:"1" mask:"all" zh:"疑似养卡" en:"Suspected card farming"`
	Cause            string `json:"cause" merge:"review" validate:"omitempty,max=1000" zh:"原因分析" en:"Cause"`
	Strategy         string `json:"strategy" merge:"review" validate:"omitempty,max=1000" zh:"策略" en:"Strategy"`
	Assignee         string `json:"assignee" merge:"latest" validate:"omitempty" ref:"staff" index:"true" zh:"负责人" en:"Assignee"`
	Result           string `json:"result" merge:"latest" validate:"omitempty,oneof=已激活 已挽留 未联系上 已拆机 跟进中" zh:"结果" en:"Result"`
}

// NonBillingCase is a user whose bill of the month is nothing or less (domain.md
// 2.27). The type is set by the monthly rule.
type NonBillingCase struct {
	_ struct{} `collection:"non_billing_case" home:"customer:customer|star:star_customer" zh:"不出账用户" en:"Non-billing case"`
	Numbered

	Customer        string       `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer    string       `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	User            string       `json:"user" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"用户" en:"User"`
	Period          CalMonth     `json:"period" merge:"fixed" validate:"required,not_before=JoinMonth" index:"true" zh:"统计月份" en:"Period"`
	JoinMonth       CalMonth     `json:"join_month" merge:"fixed" validate:"required" zh:"入网月份" en:"Joined in month"`
	Group           string       `json:"group" merge:"latest" validate:"required,oneof=上月出账本月不出账 本月新入网不出账" zh:"类别" en:"Group"`
	BilledAmount    *MoneyAmount `json:"billed_amount" merge:"latest" validate:"required" priv:"1" mask:"all" zh:"优惠后出账金额" en:"Billed after discount"`
	ArrearsMonths   *int64       `json:"arrears_months" merge:"latest" validate:"omitempty,gte=0" priv:"3" zh:"欠费月数" en:"Months in arrears"`
	DiscountAmount  *MoneyAmount `json:"discount_amount" merge:"latest" validate:"omitempty,gte=0" priv:"1" mask:"all" zh:"优惠金额" en:"Discount"`
	CrossSubsidy    *bool        `json:"cross_subsidy" merge:"latest" validate:"omitempty" zh:"固移交叉补贴" en:"Cross subsidy"`
	DataAdjusted    *bool        `json:"data_adjusted" merge:"latest" validate:"omitempty" zh:"数据调整" en:"Data adjusted"`
	HoldKind        string       `json:"hold_kind" merge:"latest" validate:"omitempty,oneof=停机保号 预拆机" zh:"保号/预拆" en:"Number kept or about to be dismantled"`
	NextMonthEffect *bool        `json:"next_month_effect" merge:"latest" validate:"omitempty" zh:"次月生效" en:"Takes effect next month"`

	Type     string `json:"type" merge:"server" validate:"omitempty,oneof=B1 B2 B3 B4 B5" priv:"3" zh:"不出账类型" en:"Type"`
	Cause    string `json:"cause" merge:"review" validate:"omitempty,max=1000" zh:"原因分析" en:"Cause"`
	Strategy string `json:"strategy" merge:"review" validate:"omitempty,max=1000" zh:"策略" en:"Strategy"`
	Assignee string `json:"assignee" merge:"latest" validate:"omitempty" ref:"staff" index:"true" zh:"负责人" en:"Assignee"`
	Result   string `json:"result" merge:"latest" validate:"omitempty,oneof=已恢复出账 已续费 未联系上 已拆机 跟进中" zh:"结果" en:"Result"`
}
