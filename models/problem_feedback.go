package models

// ProblemFeedback is a problem of product, tariff, billing or service that was
// collected and reported to the service management manager (domain.md 2.21).
type ProblemFeedback struct {
	_ struct{} `collection:"problem_feedback" home:"customer:customer|star:star_customer" zh:"问题收集反馈" en:"Problem feedback"`
	Collected

	Customer     string `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Kind         string `json:"kind" merge:"latest" validate:"required,oneof=产品功能 套餐资费 计费 相关服务 客户端软件" zh:"问题类别" en:"Kind"`
	Content      string `json:"content" merge:"review" validate:"required,max=2000" zh:"问题内容" en:"Content"`
	TimeLimit    Moment `json:"time_limit" merge:"latest" validate:"omitempty,not_before=CollectedAt" zh:"答复时限" en:"Time limit"`
	ReportedTo   string `json:"reported_to" merge:"latest" validate:"required" ref:"staff" index:"true" zh:"报送对象" en:"Reported to"`
	AnsweredAt   Moment `json:"answered_at" merge:"latest" validate:"required_with=Answer,omitempty,not_before=CollectedAt" zh:"答复时间" en:"Answered at"`
	Answer       string `json:"answer" merge:"review" validate:"required_with=AnsweredAt,omitempty,max=2000" zh:"答复内容" en:"Answer"`
	// Soothed says that an answer which is late or will not come was explained.
	Soothed *bool `json:"soothed" merge:"latest" validate:"omitempty" zh:"解释和安抚" en:"Explained and pacified"`
}
