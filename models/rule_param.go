package models

// RuleParam sets a parameter of the handbook's rules for a province, a branch
// or a team (domain.md section 4, column "override"). The nearest unit wins.
// What holds from another day is another record, so that one can see what held
// when.
type RuleParam struct {
	_ struct{} `collection:"rule_param" home:"org" unit:"unit" zh:"规则参数" en:"Rule parameter"`

	// Param is a name of docs/rules.md.
	Param string `json:"param" merge:"fixed" validate:"required,max=60" zh:"参数" en:"Parameter"`
	// Unit is the province, branch or team, itself a team.
	Unit      string  `json:"unit" merge:"fixed" validate:"required" ref:"team" index:"true" zh:"适用单位" en:"Unit"`
	Value     string  `json:"value" merge:"review" validate:"omitempty,max=500" zh:"取值" en:"Value"`
	ValidFrom CalDate `json:"valid_from" merge:"fixed" validate:"required" zh:"生效日期" en:"Valid from"`
	Reason    string  `json:"reason" merge:"latest" validate:"omitempty,max=500" zh:"原因" en:"Reason"`
}
