package models

// SMSBatch is one text for many customers (domain.md 2.10, approval A2). Its
// author writes it and asks for approval by submitting it; whether it may be
// sent is the office's word. It lives with its author, since its recipients are
// of several customers; what each of them got is an sms_message there.
type SMSBatch struct {
	_ struct{} `collection:"sms_batch" home:"staff:author" zh:"短信批次" en:"SMS batch"`

	Author         string   `json:"author" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"编写人" en:"Author"`
	Title          string   `json:"title" merge:"latest" validate:"required,max=120" zh:"名称" en:"Title"`
	SMSType        string   `json:"sms_type" merge:"latest" validate:"required,oneof=M1 M2 M3 M4 M5 M6 M7 M8 M9 M10" zh:"短信类型" en:"Type of SMS"`
	Template       string   `json:"template" merge:"latest" validate:"omitempty" ref:"sms_template" zh:"模板" en:"Template"`
	Recipients     []string `json:"recipients" merge:"set" validate:"required,min=1,dive" ref:"*" zh:"收信客户" en:"Recipients"`
	Header         string   `json:"header" merge:"latest" validate:"required,max=100" zh:"抬头" en:"Header"`
	Body           string   `json:"body" merge:"review" validate:"required,max=500" zh:"正文" en:"Body"`
	Footer         string   `json:"footer" merge:"latest" validate:"required,max=100" zh:"落款" en:"Footer"`
	ContentReadyOn CalDate  `json:"content_ready_on" merge:"latest" validate:"omitempty" zh:"内容完成日期" en:"Content ready on"`
	TestNumbers    []string `json:"test_numbers" merge:"set" validate:"omitempty,dive,max=40,phone" priv:"2" zh:"测试号码" en:"Test numbers"`
	TestSentAt     Moment   `json:"test_sent_at" merge:"latest" validate:"required_if=TestOK true,omitempty" zh:"测试短信时间" en:"Test sent at"`
	TestOK         *bool    `json:"test_ok" merge:"latest" validate:"omitempty" zh:"测试成功" en:"Test succeeded"`
	SplitCount     *int64   `json:"split_count" merge:"latest" validate:"omitempty,gte=1" zh:"分批数" en:"Sent in parts"`
	PlannedAt      Moment   `json:"planned_at" merge:"latest" validate:"required" zh:"计划发送时间" en:"Planned for"`
	SentAt         Moment   `json:"sent_at" merge:"latest" validate:"omitempty,not_before=TestSentAt" zh:"发送时间" en:"Sent at"`
	Submission     string   `json:"submission" merge:"state" states:"submission" validate:"required,oneof=draft submitted withdrawn" zh:"提交状态" en:"Submission"`
	Approval       string   `json:"approval" merge:"server" validate:"omitempty,oneof=未提交 待审批 通过 不通过" zh:"审批" en:"Approval"`
	Approver       string   `json:"approver" merge:"server" validate:"required_if=Approval 通过,omitempty" ref:"staff" zh:"审批人" en:"Approver"`
	ApprovedAt     Moment   `json:"approved_at" merge:"server" validate:"required_if=Approval 通过,omitempty" zh:"审批时间" en:"Decided at"`
	ApprovalNote   string   `json:"approval_note" merge:"server" validate:"required_if=Approval 不通过,omitempty,max=1000" zh:"审批意见" en:"Note of the approver"`
}

// SMSTemplate is a text that the branch has written and reviewed (domain.md
// 2.10, approval A3). {XXX} stands for what the sender fills in.
type SMSTemplate struct {
	_ struct{} `collection:"sms_template" home:"org" zh:"短信模板" en:"SMS template"`

	Name    string `json:"name" merge:"latest" validate:"required,max=60" zh:"名称" en:"Name"`
	SMSType string `json:"sms_type" merge:"latest" validate:"required,oneof=M1 M2 M3 M4 M5 M6 M7 M8 M9 M10" zh:"短信类型" en:"Type of SMS"`
	Header  string `json:"header" merge:"latest" validate:"required,max=100" zh:"抬头" en:"Header"`
	Body    string `json:"body" merge:"review" validate:"required,max=500" zh:"正文" en:"Body"`
	Footer  string `json:"footer" merge:"latest" validate:"required,max=100" zh:"落款" en:"Footer"`
	InUse   *bool  `json:"in_use" merge:"latest" validate:"required" zh:"在用" en:"In use"`
}
