package models

// ArrearsCase is what a user owes and how it is collected (domain.md 2.25). A
// list is dispatched every month; debts and remarks on credit are sensitive.
type ArrearsCase struct {
	_ struct{} `collection:"arrears_case" home:"customer:customer|star:star_customer" zh:"欠费" en:"Arrears case"`
	Numbered

	Customer      string       `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer  string       `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	User          string       `json:"user" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"用户" en:"User"`
	Month         CalMonth     `json:"month" merge:"fixed" validate:"omitempty" zh:"清单月份" en:"Month of the list"`
	Amount        *MoneyAmount `json:"amount" merge:"latest" validate:"required,gte=0" priv:"3" zh:"欠费额" en:"Amount owed"`
	MonthsOverdue *int64       `json:"months_overdue" merge:"latest" validate:"required,gte=0" priv:"3" zh:"账龄(月)" en:"Months overdue"`
	ClearClass    string       `json:"clear_class" merge:"latest" validate:"required,oneof=高额欠费用户 托收及小额用户欠费 免催免停用户欠费 虚假欠费用户 用户恶意欠费" zh:"清理维度" en:"Class"`
	Nature        string       `json:"nature" merge:"review" validate:"required,oneof=非恶意欠费 潜在离网 恶意欠费" priv:"3" zh:"性质" en:"Nature"`
	Cause         string       `json:"cause" merge:"latest" validate:"omitempty,oneof=非恶意欠费 高信控 托收失败 红名单" priv:"3" zh:"原因" en:"Cause"`
	CreditRemark  string       `json:"credit_remark" merge:"review" validate:"omitempty,max=1000" priv:"3" zh:"信用备注" en:"Remark on credit"`
	Treatment     []string     `json:"treatment" merge:"set" validate:"required_with=CollectedAt,omitempty,min=1,dive,oneof=电话 短信 互联网 上门收缴 优惠吸引 信用影响提醒 法律诉讼 媒体曝光" zh:"处置" en:"Treatment"`
	DispatchedBy  string       `json:"dispatched_by" merge:"fixed" validate:"required" ref:"staff" zh:"派单人" en:"Dispatched by"`
	DispatchedOn  CalDate      `json:"dispatched_on" merge:"fixed" validate:"required" zh:"派单日期" en:"Dispatched on"`
	Assignee      string       `json:"assignee" merge:"latest" validate:"omitempty" ref:"staff" index:"true" zh:"追缴人" en:"Assignee"`

	ExemptKind string  `json:"exempt_kind" merge:"latest" validate:"required,oneof=无 本地级 集团级一点结算 集团级本地付费" zh:"免催免停" en:"Exemption"`
	ExemptFrom CalDate `json:"exempt_from" merge:"latest" validate:"required_if=ExemptKind 本地级,required_if=ExemptKind 集团级一点结算,required_if=ExemptKind 集团级本地付费" zh:"免催免停生效" en:"Exempt from"`
	ExemptTo   CalDate `json:"exempt_to" merge:"latest" validate:"required_if=ExemptKind 本地级,required_if=ExemptKind 集团级一点结算,required_if=ExemptKind 集团级本地付费,omitempty,not_before=ExemptFrom" zh:"免催免停失效" en:"Exempt until"`

	Collected   *MoneyAmount `json:"collected" merge:"latest" validate:"required_with=CollectedAt,omitempty,gte=0,at_most=Amount" priv:"3" zh:"追回金额" en:"Amount collected"`
	CollectedAt Moment       `json:"collected_at" merge:"latest" validate:"required_with=Collected" zh:"追回时间" en:"Collected at"`
}
