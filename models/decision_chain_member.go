package models

// DecisionChainMember is one step of a customer's decisions (domain.md 2.1.2).
type DecisionChainMember struct {
	_ struct{} `collection:"decision_chain_member" home:"customer:customer|star:star_customer" zh:"决策链成员" en:"Decision chain member"`
	Collected

	Customer     string `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	ChainRole    string `json:"chain_role" merge:"latest" validate:"required,oneof=user checker approver" zh:"决策角色" en:"Role in the chain"`
	UnitPosition string `json:"unit_position" merge:"review" validate:"required,oneof=经办人 财务主管 分管业务领导 主要领导 其他决策人" zh:"客户单位岗位" en:"Post in the unit"`
	PersonName   string `json:"person_name" merge:"review" validate:"required,max=60" zh:"姓名" en:"Name"`
	KeyPerson    string `json:"key_person" merge:"latest" validate:"omitempty" ref:"key_person" index:"true" zh:"关键人" en:"Key person"`
	Phone        string `json:"phone" merge:"review" validate:"omitempty,max=40,phone" norm:"mobile" priv:"2" mask:"last4" zh:"联系电话" en:"Phone"`
	Remark       string `json:"remark" merge:"review" validate:"omitempty,max=1000" zh:"备注" en:"Remark"`
}
