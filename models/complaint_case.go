package models

// ComplaintCase is a question, complaint, suggestion or praise of a customer's
// people (domain.md 2.20). One that is not solved at once has a handler and a
// deadline; none is closed before the customer was asked again.
type ComplaintCase struct {
	_ struct{} `collection:"complaint_case" home:"customer:customer|star:star_customer" zh:"咨询投诉" en:"Complaint case"`
	Collected

	Customer     string `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Kind         string `json:"kind" merge:"latest" validate:"required,oneof=咨询 投诉 建议 表扬" zh:"类别" en:"Kind"`
	// Reporter is a key person, a contact of the decision chain or a user.
	Reporter     string `json:"reporter" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"提出人" en:"Reported by"`
	ReporterKind string `json:"reporter_kind" merge:"latest" validate:"required,oneof=关键人 重要联系人 用户" zh:"提出人类别" en:"Kind of reporter"`
	ReceivedAt   Moment `json:"received_at" merge:"fixed" validate:"required" zh:"受理时间" en:"Received at"`
	Channel      string `json:"channel" merge:"latest" validate:"required,oneof=电话 短信 上门 互联网方式 电子邮件 活动现场" zh:"受理方式" en:"Channel"`
	Content      string `json:"content" merge:"review" validate:"required,max=2000" zh:"问题" en:"Content"`
	Requirement  string `json:"requirement" merge:"review" validate:"required,max=2000" zh:"建议和要求" en:"What is asked for"`
	SolvedAtOnce *bool  `json:"solved_at_once" merge:"latest" validate:"required" zh:"实时解决" en:"Solved at once"`

	Handler       string `json:"handler" merge:"latest" validate:"required_if=SolvedAtOnce false" ref:"staff" index:"true" zh:"承办人" en:"Handler"`
	Deadline      Moment `json:"deadline" merge:"latest" validate:"required_if=SolvedAtOnce false,omitempty,not_before=ReceivedAt" zh:"时限" en:"Deadline"`
	EscalatedAt   Moment `json:"escalated_at" merge:"latest" validate:"required_if=Status 已升级,omitempty,not_before=ReceivedAt" zh:"升级时间" en:"Escalated at"`
	EscalatedTo   string `json:"escalated_to" merge:"latest" validate:"required_if=Status 已升级" ref:"staff" index:"true" zh:"升级对象" en:"Escalated to"`
	PacifiedAt    Moment `json:"pacified_at" merge:"latest" validate:"omitempty,not_before=ReceivedAt" zh:"安抚时间" en:"Customer pacified at"`
	SolvedAt      Moment `json:"solved_at" merge:"latest" validate:"required_if=Status 已解决待回访,required_if=Status 已关闭,omitempty,not_before=ReceivedAt" zh:"解决时间" en:"Solved at"`
	Solution      string `json:"solution" merge:"review" validate:"required_if=Status 已解决待回访,required_if=Status 已关闭,omitempty,max=2000" zh:"解决情况" en:"Solution"`
	RevisitAt     Moment `json:"revisit_at" merge:"latest" validate:"required_if=Status 已关闭,omitempty,not_before=ReceivedAt" zh:"回访时间" en:"Revisited at"`
	RevisitResult string `json:"revisit_result" merge:"review" validate:"required_if=Status 已关闭,omitempty,max=1000" zh:"回访结果" en:"Result of the revisit"`
	Topic         string `json:"topic" merge:"latest" validate:"required_if=TopicCluster true,omitempty,max=60" index:"true" zh:"问题主题" en:"Topic"`
	TopicCluster  *bool  `json:"topic_cluster" merge:"latest" validate:"omitempty" zh:"集中问题" en:"Concentrated topic"`
	Status        string `json:"status" merge:"state" states:"complaint_case" validate:"required,oneof=受理 处理中 已转办 已升级 已解决待回访 已关闭" zh:"状态" en:"Status"`
}
