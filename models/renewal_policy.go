package models

// RenewalPolicy is one way to renew that a kind of user may be offered
// (domain.md 2.17): a table that the office keeps and every phone carries.
type RenewalPolicy struct {
	_ struct{} `collection:"renewal_policy" home:"org" zh:"续约政策" en:"Renewal policy"`

	UserKind string   `json:"user_kind" merge:"latest" validate:"required,oneof=终端补贴 话费补贴 集中托收 自行缴费 固移交叉补贴 无固定期限 善意违约" index:"true" zh:"用户类型" en:"Kind of user"`
	Policies []string `json:"policies" merge:"set" validate:"required,min=1,dive,required,max=200" zh:"续约政策" en:"Ways to renew"`
	// The conditions; what is not given does not matter. Remaining is the time to
	// the end of the contract: at most, or more than so many months.
	RemainingAtMost  *int64  `json:"remaining_months_at_most" merge:"latest" validate:"omitempty,gte=0" zh:"剩余月数不超过" en:"At most so many months remain"`
	RemainingOver    *int64  `json:"remaining_months_over" merge:"latest" validate:"omitempty,gte=0" zh:"剩余月数超过" en:"More than so many months remain"`
	TenureAtLeast    *int64  `json:"tenure_months_at_least" merge:"latest" validate:"omitempty,gte=0" zh:"在网月数不少于" en:"Tenure of at least so many months"`
	GoodPayment      *bool   `json:"good_payment_needed" merge:"latest" validate:"omitempty" zh:"须付费记录良好" en:"Good payment record needed"`
	MinimumSpendUsed *bool   `json:"minimum_spend_used" merge:"latest" validate:"omitempty" zh:"须已用完最低消费" en:"Minimum spend used up"`
	ResidualPaid     *bool   `json:"residual_paid" merge:"latest" validate:"omitempty" zh:"须付旧终端残值" en:"Residual value of the old terminal paid"`
	Remark           string  `json:"remark" merge:"review" validate:"omitempty,max=1000" zh:"备注" en:"Remark"`
	ValidFrom        CalDate `json:"valid_from" merge:"latest" validate:"omitempty" zh:"生效" en:"Valid from"`
	ValidTo          CalDate `json:"valid_to" merge:"latest" validate:"omitempty,not_before=ValidFrom" zh:"失效" en:"Valid to"`
}
