package models

// Assignment gives a customer to a member of staff for a time (domain.md
// 2.0.1). Grants derive from it, so it is written by the office alone.
type Assignment struct {
	_ struct{} `collection:"assignment" home:"customer:customer|star:star_customer" zh:"客户分配" en:"Assignment"`

	Customer     string  `json:"customer" merge:"server" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string  `json:"star_customer" merge:"server" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Staff        string  `json:"staff" merge:"server" validate:"required" ref:"staff" index:"true" zh:"员工" en:"Staff"`
	Post         string  `json:"post" merge:"server" validate:"required,oneof=AM CSM SSM" zh:"岗位" en:"Post"`
	ValidFrom    CalDate `json:"valid_from" merge:"server" validate:"required" zh:"生效日期" en:"Valid from"`
	ValidTo      CalDate `json:"valid_to" merge:"server" validate:"omitempty,not_before=ValidFrom" zh:"失效日期" en:"Valid to"`
	Reason       string  `json:"reason" merge:"server" validate:"required,oneof=分配 异地回退 代班 调整" zh:"原因" en:"Reason"`
}
