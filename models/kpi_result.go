package models

// KPIResult is a figure of somebody's monthly appraisal (domain.md 2.31): worked
// out by the server's clock after the month's end and corrected until it is
// published, to everybody.
type KPIResult struct {
	_ struct{} `collection:"kpi_result" home:"org" zh:"考核结果" en:"Appraisal result"`
	Numbered

	Staff string   `json:"staff" merge:"server" validate:"required" ref:"staff" index:"true" zh:"员工" en:"Staff"`
	Team  string   `json:"team" merge:"server" validate:"omitempty" ref:"team" index:"true" zh:"班组" en:"Team"`
	Month CalMonth `json:"month" merge:"server" validate:"required" index:"true" zh:"考核月份" en:"Month"`
	KPI   string   `json:"kpi" merge:"server" validate:"required,oneof=retention renewal_rate traffic smart_penetration order_rate qc_points arrears_rate recovery_rate contacts" zh:"指标" en:"Figure"`
	// A rate is Part of Whole, in hundredths of a percent; amounts are in fen. A
	// sum or a mean is its Value: points, KB of traffic for a user, contacts.
	Part        *int64  `json:"part" merge:"server" validate:"omitempty,gte=0" priv:"2" zh:"分子" en:"Part"`
	Whole       *int64  `json:"whole" merge:"server" validate:"required_with=Part,omitempty,gte=0" priv:"2" zh:"分母" en:"Whole"`
	Rate        *int64  `json:"rate" merge:"server" validate:"omitempty,gte=0" priv:"2" zh:"比率(万分比)" en:"Rate (1/100 %)"`
	Value       *int64  `json:"value" merge:"server" validate:"required_without=Whole,omitempty,gte=0" priv:"2" zh:"数值" en:"Value"`
	Rank        *int64  `json:"rank" merge:"server" validate:"omitempty,gte=1" priv:"2" zh:"排名" en:"Rank"`
	Stars       *int64  `json:"stars" merge:"server" validate:"omitempty,gte=1,lte=5" priv:"2" zh:"评星" en:"Stars"`
	PublishedOn CalDate `json:"published_on" merge:"server" validate:"omitempty" zh:"公布日期" en:"Published on"`
}

// KPIFeedback is the talk with somebody about his appraisal, or what he says of
// it himself; it stays between him, his leader and the service management.
type KPIFeedback struct {
	_ struct{} `collection:"kpi_feedback" home:"staff:staff" zh:"考核反馈" en:"Appraisal feedback"`
	Numbered

	Staff    string   `json:"staff" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"员工" en:"Staff"`
	Month    CalMonth `json:"month" merge:"fixed" validate:"required" index:"true" zh:"考核月份" en:"Month"`
	TalkedOn CalDate  `json:"talked_on" merge:"fixed" validate:"required_with=Content" zh:"反馈日期" en:"Talked on"`
	TalkedBy string   `json:"talked_by" merge:"fixed" validate:"required_with=Content" ref:"staff" zh:"反馈人" en:"Talked by"`
	Content  string   `json:"content" merge:"review" validate:"required_without=Opinion,omitempty,max=2000" priv:"2" zh:"反馈内容" en:"Content"`
	Opinion  string   `json:"opinion" merge:"review" validate:"omitempty,max=2000" priv:"2" zh:"员工意见" en:"The person's opinion"`
	Measures string   `json:"measures" merge:"review" validate:"omitempty,max=2000" priv:"2" zh:"改进措施" en:"Measures"`
}
