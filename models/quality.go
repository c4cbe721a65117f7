package models

// RecordingQC is the inspection of a recorded call (domain.md 2.28). Each part
// lists the items that were met. It is at home with the manager; the recording
// itself is shown to inspectors and team leaders alone.
type RecordingQC struct {
	_ struct{} `collection:"recording_qc" home:"staff:manager" zh:"外呼录音质检" en:"Recording inspection"`
	Numbered

	Manager      string  `json:"manager" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"服务经理" en:"Manager"`
	Recording    string  `json:"recording" merge:"fixed" validate:"required,max=200" priv:"2" zh:"录音" en:"Recording"`
	PhoneContact string  `json:"phone_contact" merge:"fixed" validate:"omitempty" ref:"phone_contact" zh:"电话记录" en:"Call"`
	InspectedOn  CalDate `json:"inspected_on" merge:"fixed" validate:"required" zh:"质检日" en:"Inspected on"`
	Inspector    string  `json:"inspector" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"质检人" en:"Inspector"`
	IsAlert      *bool   `json:"is_alert" merge:"latest" validate:"required" zh:"预警处理录音" en:"Alert call"`

	Part1 []string `json:"part1" merge:"set" validate:"omitempty,dive,oneof=客户基础资料掌握详实 预警原因初步分析 了解近期消费 掌握终端信息和兴趣爱好" zh:"前期准备工作" en:"Preparation"`
	Part2 []string `json:"part2" merge:"set" validate:"omitempty,dive,oneof=自我介绍 询问是否有时间 关心式开场白 语速适中 语音清晰简练 普通话 耐心 语调" zh:"开场白" en:"Opening"`
	Part3 []string `json:"part3" merge:"set" validate:"omitempty,dive,oneof=开放式或封闭式问句引导 聆听不打断 换位思考提出建议 针对性推荐 现场备选方案" zh:"客户需求挖掘" en:"Finding needs"`
	Part4 []string `json:"part4" merge:"set" validate:"omitempty,dive,oneof=深入浅出 内容娴熟且正确 FAB法则 适时确认接受程度 肯定客户观点 有效解答 主动了解并回复" zh:"方案推介" en:"Proposal"`
	Part5 []string `json:"part5" merge:"set" validate:"omitempty,dive,oneof=洞察意向促成 未促成及时跟进 内容已录入系统 关键信息齐全 主动获取个性化信息并录入" zh:"促成送别记录跟进" en:"Closing and record"`

	Score              *int64  `json:"score" merge:"latest" validate:"omitempty,gte=0,lte=100" priv:"2" zh:"得分" en:"Score"`
	Problems           string  `json:"problems" merge:"review" validate:"omitempty,max=1000" zh:"问题与建议" en:"Problems and advice"`
	ExplainedAtMeeting CalDate `json:"explained_at_meeting" merge:"latest" validate:"omitempty,not_before=InspectedOn" zh:"班组例会讲解日期" en:"Explained at meeting on"`
}

// DataQualityCheck is the check of a customer's data for being complete and
// right (domain.md 2.29). The two rates follow from the counts.
type DataQualityCheck struct {
	_ struct{} `collection:"data_quality_check" home:"customer:customer" zh:"资料质检" en:"Data quality check"`
	Numbered

	Customer string `json:"customer" merge:"fixed" validate:"required" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	Object   string `json:"object" merge:"fixed" validate:"required,oneof=客户管理 客户关系树 决策链 关键人" zh:"质检对象" en:"Object"`
	// Subject is the record that was checked; none: the customer itself.
	Subject       string   `json:"subject" merge:"fixed" validate:"required_if=Object 关键人" ref:"*" index:"true" zh:"被检记录" en:"Record checked"`
	CheckedOn     CalDate  `json:"checked_on" merge:"fixed" validate:"required" zh:"质检日期" en:"Checked on"`
	Checker       string   `json:"checker" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"质检人" en:"Checker"`
	Round         string   `json:"round" merge:"fixed" validate:"omitempty,oneof=月中 月末" zh:"轮次" en:"Round"`
	MissingFields []string `json:"missing_fields" merge:"set" validate:"omitempty,dive,max=60" zh:"缺失项" en:"Missing fields"`
	WrongFields   []string `json:"wrong_fields" merge:"set" validate:"omitempty,dive,max=60" zh:"错误项" en:"Wrong fields"`
	Mandatory     *int64   `json:"mandatory_count" merge:"latest" validate:"required,gte=1" zh:"必填项数" en:"Mandatory fields"`
	Filled        *int64   `json:"filled_count" merge:"latest" validate:"required,gte=0,at_most=Mandatory" zh:"已填必填项数" en:"Mandatory fields filled"`
	Verified      *int64   `json:"verified_count" merge:"latest" validate:"omitempty,gte=0" zh:"核对项数" en:"Fields verified"`
	Correct       *int64   `json:"correct_count" merge:"latest" validate:"required_with=Verified,omitempty,gte=0,at_most=Verified" zh:"核对正确项数" en:"Fields correct"`
	// The rates are in hundredths of a percent: 10000 is 100 %.
	Completeness *int64  `json:"completeness" merge:"server" validate:"omitempty,gte=0" zh:"完整率(万分比)" en:"Completeness (1/100 %)"`
	Accuracy     *int64  `json:"accuracy" merge:"server" validate:"omitempty,gte=0" zh:"准确率(万分比)" en:"Accuracy (1/100 %)"`
	CorrectedBy  string  `json:"corrected_by" merge:"latest" validate:"required_with=CorrectedOn" ref:"staff" zh:"更正人" en:"Corrected by"`
	CorrectedOn  CalDate `json:"corrected_on" merge:"latest" validate:"required_with=CorrectedBy,omitempty,not_before=CheckedOn" zh:"更正日期" en:"Corrected on"`
}
