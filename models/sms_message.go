package models

// SMSMessage is a message to a customer (domain.md 2.10), planned or sent.
// Recipient is who gets it: a star customer, key person, VPN user or, through
// its contact, the organisation itself.
type SMSMessage struct {
	_ struct{} `collection:"sms_message" home:"customer:customer|star:star_customer" zh:"短信" en:"SMS"`
	Collected

	Customer       string  `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer   string  `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Recipient      string  `json:"recipient" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"收信客户" en:"Recipient"`
	SMSType        string  `json:"sms_type" merge:"latest" validate:"required,oneof=M1 M2 M3 M4 M5 M6 M7 M8 M9 M10" zh:"短信类型" en:"Type of SMS"`
	Template       string  `json:"template" merge:"latest" validate:"omitempty" ref:"sms_template" zh:"模板" en:"Template"`
	Batch          string  `json:"batch" merge:"latest" validate:"required_if=IsBatch true,omitempty" ref:"sms_batch" index:"true" zh:"批次" en:"Batch"`
	PlannedAt      Moment  `json:"planned_at" merge:"latest" validate:"required" zh:"计划发送时间" en:"Planned for"`
	SentAt         Moment  `json:"sent_at" merge:"latest" validate:"omitempty" zh:"发送时间" en:"Sent at"`
	Header         string  `json:"header" merge:"latest" validate:"required,max=100" zh:"抬头" en:"Header"`
	Body           string  `json:"body" merge:"review" validate:"required,max=500" zh:"正文" en:"Body"`
	Footer         string  `json:"footer" merge:"latest" validate:"required,max=100" zh:"落款" en:"Footer"`
	TotalChars     *int64  `json:"total_chars" merge:"latest" validate:"required,gte=1" zh:"总字数" en:"Characters in all"`
	IsBatch        *bool   `json:"is_batch" merge:"latest" validate:"omitempty" zh:"批量" en:"Part of a batch"`
	TestSentAt     Moment  `json:"test_sent_at" merge:"latest" validate:"required_if=IsBatch true,omitempty" zh:"测试短信时间" en:"Test sent at"`
	TestOK         *bool   `json:"test_ok" merge:"latest" validate:"required_if=IsBatch true,omitempty" zh:"测试成功" en:"Test succeeded"`
	SplitCount     *int64  `json:"split_count" merge:"latest" validate:"omitempty,gte=1" zh:"分批数" en:"Sent in parts"`
	Approval       string  `json:"approval" merge:"server" validate:"omitempty,oneof=未提交 待审批 通过 不通过" zh:"审批" en:"Approval"`
	ContentReadyOn CalDate `json:"content_ready_on" merge:"latest" validate:"omitempty" zh:"内容完成日期" en:"Content ready on"`
	IsManual       *bool   `json:"is_manual" merge:"latest" validate:"required" zh:"人工短信" en:"Manual SMS"`
}
