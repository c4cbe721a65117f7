package models

// MeetingRecord is the record of a morning, weekly or monthly meeting of a team
// (domain.md 2.30). It is at home with whoever held it.
type MeetingRecord struct {
	_ struct{} `collection:"meeting_record" home:"staff:organizer" zh:"会议记录" en:"Meeting record"`
	Numbered

	Kind      string   `json:"kind" merge:"fixed" validate:"required,oneof=晨会 周会 月会" zh:"会议类型" en:"Kind"`
	Team      string   `json:"team" merge:"fixed" validate:"required" ref:"team" index:"true" zh:"班组" en:"Team"`
	Organizer string   `json:"organizer" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"主持人" en:"Held by"`
	HeldOn    CalDate  `json:"held_on" merge:"fixed" validate:"required" index:"true" zh:"会议日期" en:"Held on"`
	Attendees []string `json:"attendees" merge:"set" validate:"required,min=1,dive" ref:"staff" zh:"参会人" en:"Attended"`

	NewPolicies string          `json:"new_policies" merge:"review" validate:"omitempty,max=2000" zh:"新业务、新政策" en:"New services and policies"`
	Answers     string          `json:"answers" merge:"review" validate:"omitempty,max=2000" zh:"问题解答" en:"Questions answered"`
	KeyWork     string          `json:"key_work" merge:"review" validate:"required_if=Kind 晨会,omitempty,max=2000" zh:"重点工作" en:"Key work"`
	Yesterday   string          `json:"yesterday" merge:"review" validate:"required_if=Kind 晨会,omitempty,max=2000" zh:"昨日业绩通报" en:"Yesterday's results"`
	Praise      string          `json:"praise" merge:"review" validate:"omitempty,max=1000" zh:"赞扬点" en:"Praise"`
	Improve     string          `json:"improve" merge:"review" validate:"omitempty,max=1000" zh:"改进点" en:"To improve"`
	Targets     []MeetingTarget `json:"targets" merge:"append" validate:"omitempty,dive" zh:"目标分解" en:"Targets"`

	WeekAnalysis string   `json:"week_analysis" merge:"review" validate:"required_if=Kind 周会,omitempty,max=4000" zh:"重点工作分析" en:"Analysis of key work"`
	TypicalCases string   `json:"typical_cases" merge:"review" validate:"omitempty,max=4000" zh:"典型案例" en:"Typical cases"`
	WeaknessPlan string   `json:"weakness_plan" merge:"review" validate:"omitempty,max=2000" zh:"短板提升计划及进度" en:"Plan for weaknesses and its progress"`
	Ranking      string   `json:"ranking" merge:"review" validate:"omitempty,max=2000" zh:"排名通报" en:"Ranking circular"`
	MonthSummary string   `json:"month_summary" merge:"review" validate:"required_if=Kind 月会,omitempty,max=4000" zh:"上月工作总结" en:"Summary of last month"`
	Measures     string   `json:"measures" merge:"review" validate:"required_if=Kind 月会,omitempty,max=2000" zh:"问题与措施" en:"Problems and measures"`
	NextFocus    string   `json:"next_focus" merge:"review" validate:"required_if=Kind 月会,omitempty,max=2000" zh:"下月工作重点" en:"Focus of next month"`
	Reports      []string `json:"reports" merge:"set" validate:"required_if=Kind 月会,omitempty,min=1,dive,oneof=考勤 维系业绩 服务质量 营销积分" zh:"上报报表" en:"Reports submitted"`
	ArchivedOn   CalDate  `json:"archived_on" merge:"latest" validate:"omitempty,not_before=HeldOn" zh:"归档日期" en:"Archived on"`
}

// MeetingTarget is what somebody shall reach.
type MeetingTarget struct {
	Staff string `json:"staff" validate:"required" ref:"staff" zh:"员工" en:"Staff"`
	What  string `json:"what" validate:"required,max=200" zh:"目标" en:"Target"`
	Count *int64 `json:"count" validate:"omitempty,gte=0" zh:"数量" en:"Quantity"`
}
