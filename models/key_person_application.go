package models

// KeyPersonApplication asks that somebody be listed as a key person (domain.md
// 2.2.1, approval A1). Submission is the account manager's side and travels
// from the phone; status, decisions and what follows from them are the
// office's alone.
type KeyPersonApplication struct {
	_ struct{} `collection:"key_person_application" home:"customer:customer|star:star_customer" zh:"关键人申请" en:"Key person application"`

	Customer        string  `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer    string  `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	KeyPerson       string  `json:"key_person" merge:"fixed" validate:"required" ref:"key_person" index:"true" zh:"关键人" en:"Key person"`
	Applicant       string  `json:"applicant" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"申请人" en:"Applicant"`
	CustomerClass   string  `json:"customer_class" merge:"latest" validate:"required,oneof=党政军重要客户 金融、大企业、高端聚类(含管理机构) 集团管控的清单级" zh:"客户类别" en:"Class of customer"`
	Submission      string  `json:"submission" merge:"state" states:"submission" validate:"required,oneof=draft submitted withdrawn" zh:"提交状态" en:"Submission"`
	Status          string  `json:"status" merge:"server" validate:"omitempty,oneof=申请 待政企部领导审批 待分管副总审批 已纳入名单 不通过 已撤销" index:"true" zh:"状态" en:"Status"`
	LeaderDecision  string  `json:"leader_decision" merge:"server" validate:"omitempty,oneof=通过 不通过" zh:"政企部领导审批" en:"Decision of the department's leader"`
	Leader          string  `json:"leader" merge:"server" validate:"required_if=LeaderDecision 通过,omitempty" ref:"staff" zh:"政企部领导" en:"Leader of the department"`
	LeaderDecidedAt Moment  `json:"leader_decided_at" merge:"server" validate:"required_if=LeaderDecision 通过,omitempty" zh:"政企部领导审批时间" en:"Leader decided at"`
	VPDecision      string  `json:"vp_decision" merge:"server" validate:"omitempty,oneof=通过 不通过" zh:"分管副总审批" en:"Decision of the vice president"`
	VP              string  `json:"vp" merge:"server" validate:"required_if=VPDecision 通过,omitempty" ref:"staff" zh:"分管副总" en:"Vice president"`
	VPDecidedAt     Moment  `json:"vp_decided_at" merge:"server" validate:"required_if=VPDecision 通过,omitempty,not_before=LeaderDecidedAt" zh:"分管副总审批时间" en:"Vice president decided at"`
	ValidFrom       CalDate `json:"valid_from" merge:"server" validate:"required_if=Status 已纳入名单,omitempty" zh:"身份生效日期" en:"Listed from"`
	ValidTo         CalDate `json:"valid_to" merge:"server" validate:"omitempty,not_before=ValidFrom" zh:"身份失效日期" en:"Listed to"`
	DirectGrowth    *int64  `json:"direct_growth" merge:"server" validate:"omitempty,gte=0" zh:"直享成长值" en:"Direct growth value"`
}
