package models

// CustomerRelation joins two customers in one of the three trees (domain.md
// 2.1.1). What it joins never changes: a customer that moves gets an end here
// and a new relation. It lives with the child, who has one parent in the first
// two trees, so that all relations that could contradict about that stand in
// one scope.
type CustomerRelation struct {
	_ struct{} `collection:"customer_relation" home:"customer:child" zh:"客户关系" en:"Customer relation"`

	TreeKind  string  `json:"tree_kind" merge:"fixed" validate:"required,oneof=administrative marketing supply-chain" zh:"关系树类型" en:"Tree"`
	Parent    string  `json:"parent" merge:"fixed" validate:"required" ref:"customer" index:"true" zh:"上级(上游)客户" en:"Parent (upstream)"`
	Child     string  `json:"child" merge:"fixed" validate:"required" ref:"customer" index:"true" zh:"下级(下游)客户" en:"Child (downstream)"`
	ValidFrom CalDate `json:"valid_from" merge:"latest" validate:"omitempty" zh:"生效" en:"Valid from"`
	ValidTo   CalDate `json:"valid_to" merge:"latest" validate:"omitempty,not_before=ValidFrom" zh:"失效" en:"Valid to"`
	// Ignored is why no reader follows the relation, see models/tree. The server
	// writes it; a phone shows at once what it can tell itself.
	Ignored string `json:"ignored" merge:"server" validate:"omitempty,oneof=loop second_parent" zh:"不予采用" en:"Ignored"`
}
