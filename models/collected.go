package models

// Collected are the common fields of every record collected in the field
// (domain.md 2.0). What the back office says about it is the server's; a server
// field is never required of the person who writes the record.
type Collected struct {
	RecordNo        string    `json:"record_no" merge:"fixed" validate:"required,max=20" zh:"记录编号" en:"Record number"`
	CollectedBy     string    `json:"collected_by" merge:"fixed" validate:"required" ref:"staff" zh:"采集人" en:"Collected by"`
	CollectedAt     Moment    `json:"collected_at" merge:"fixed" validate:"required" zh:"采集时间" en:"Collected at"`
	CollectedPlace  *GeoPoint `json:"collected_place" merge:"latest" validate:"omitempty" priv:"2" zh:"采集地点" en:"Collected at place"`
	SubmittedAt     Moment    `json:"submitted_at" merge:"server" validate:"omitempty" zh:"提交时间" en:"Submitted at"`
	LateEntry       *bool     `json:"late_entry" merge:"server" validate:"omitempty" zh:"迟录标记" en:"Late entry"`
	Submission      string    `json:"submission" merge:"state" states:"submission" validate:"required,oneof=draft submitted withdrawn" zh:"提交状态" en:"Submission"`
	Review          string    `json:"review" merge:"server" validate:"omitempty,oneof=received edited has_issues accepted returned void" zh:"审核状态" en:"Review"`
	DeclinedFields  []string  `json:"declined_fields" merge:"set" validate:"omitempty,dive,max=60" zh:"客户拒绝提供" en:"Declined by the customer"`
	Reviewer        string    `json:"reviewer" merge:"server" validate:"omitempty" ref:"staff" zh:"审核人" en:"Reviewer"`
	ReviewedAt      Moment    `json:"reviewed_at" merge:"server" validate:"omitempty" zh:"审核时间" en:"Reviewed at"`
	ReviewNote      string    `json:"review_note" merge:"server" validate:"required_if=Review returned,omitempty,max=1000" zh:"审核意见" en:"Review note"`
	Corrects        string    `json:"corrects" merge:"fixed" validate:"omitempty" ref:"*" zh:"更正的记录" en:"Corrects record"`
	CustomerConsent *bool     `json:"customer_consent" merge:"latest" validate:"omitempty" zh:"客户同意采集" en:"Customer consented"`
	// Form is the version of the form that the record was filled in with.
	Form string `json:"form" merge:"latest" validate:"omitempty" ref:"form_definition" zh:"填写表单" en:"Filled in with"`
	// Flags are the ids of the rules this record was entered against.
	Flags []string `json:"flags" merge:"server" validate:"omitempty,dive,max=40" zh:"违反规则" en:"Entered against rules"`
}
