package models

// AccountNumber is a number a star customer uses (domain.md 2.1.3a).
type AccountNumber struct {
	_ struct{} `collection:"account_number" home:"star:star_customer" zh:"业务号码" en:"Account number"`

	StarCustomer string   `json:"star_customer" merge:"fixed" validate:"required" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Number       string   `json:"number" merge:"fixed" validate:"required,max=40" priv:"2" mask:"last4" index:"true" zh:"号码" en:"Number"`
	Kind         string   `json:"kind" merge:"latest" validate:"required,oneof=移动 固话 宽带 无线宽带" zh:"类型" en:"Kind"`
	JoinedMonth  CalMonth `json:"joined_month" merge:"latest" validate:"required" zh:"入网月份" en:"Joined in month"`
	InUse        *bool    `json:"in_use" merge:"latest" validate:"required" zh:"在用" en:"In use"`
	ContractEnd  CalDate  `json:"contract_end" merge:"latest" validate:"omitempty" zh:"协议到期日" en:"Contract ends"`
	ContractKind string   `json:"contract_kind" merge:"latest" validate:"omitempty,oneof=终端补贴 话费补贴 集中托收 自行缴费 固移交叉补贴 无固定期限" zh:"补贴类型" en:"Contract kind"`
}

// MonthlyBill is what a number owed in a month. It repeats the star customer of
// its number, because a record's home is found in the record itself.
type MonthlyBill struct {
	_ struct{} `collection:"monthly_bill" home:"star:star_customer" zh:"月账单" en:"Monthly bill"`

	StarCustomer  string       `json:"star_customer" merge:"fixed" validate:"required" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	AccountNumber string       `json:"account_number" merge:"fixed" validate:"required" ref:"account_number" index:"true" zh:"业务号码" en:"Account number"`
	Month         CalMonth     `json:"month" merge:"fixed" validate:"required" zh:"月份" en:"Month"`
	Receivable    *MoneyAmount `json:"receivable" merge:"latest" validate:"required" priv:"1" mask:"all" zh:"应收" en:"Receivable"`
	OneOff        *MoneyAmount `json:"one_off" merge:"latest" validate:"omitempty" priv:"1" mask:"all" zh:"其中一次性费用" en:"Of which one-off"`
	NonTelecom    *MoneyAmount `json:"non_telecom" merge:"latest" validate:"omitempty" priv:"1" mask:"all" zh:"其中非电信费用" en:"Of which non-telecom"`
	// TrafficKB is the data volume that was billed with the month, what was given
	// as a present included: the appraisal's traffic (domain.md 2.31) [inferred].
	TrafficKB *int64 `json:"traffic_kb" merge:"latest" validate:"omitempty,gte=0" zh:"流量(KB)" en:"Traffic (KB)"`
}

// StopEvent is a stop of a number's service and its restoring.
type StopEvent struct {
	_ struct{} `collection:"stop_event" home:"star:star_customer" zh:"停机记录" en:"Service stop"`

	StarCustomer  string  `json:"star_customer" merge:"fixed" validate:"required" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	AccountNumber string  `json:"account_number" merge:"fixed" validate:"required" ref:"account_number" index:"true" zh:"业务号码" en:"Account number"`
	Kind          string  `json:"kind" merge:"latest" validate:"required,oneof=单停 双停" zh:"类型" en:"Kind"`
	On            CalDate `json:"on" merge:"fixed" validate:"required" zh:"停机日期" en:"Stopped on"`
	Reason        string  `json:"reason" merge:"latest" validate:"required,oneof=欠费 主动" zh:"原因" en:"Reason"`
	RestoredOn    CalDate `json:"restored_on" merge:"latest" validate:"omitempty,not_before=On" zh:"恢复日期" en:"Restored on"`
}

// GrowthAccount is one source of a star customer's growth value; all of it is
// computed by the server.
type GrowthAccount struct {
	_ struct{} `collection:"growth_account" home:"star:star_customer" zh:"成长值账户" en:"Growth account"`

	StarCustomer string  `json:"star_customer" merge:"fixed" validate:"required" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Kind         string  `json:"kind" merge:"server" validate:"required,oneof=定级 合约直享 关键人直享 购买" zh:"类型" en:"Kind"`
	Value        *int64  `json:"value" merge:"server" validate:"required" zh:"成长值" en:"Growth value"`
	ValidFrom    CalDate `json:"valid_from" merge:"server" validate:"required" zh:"生效日期" en:"Valid from"`
	ValidTo      CalDate `json:"valid_to" merge:"server" validate:"omitempty,not_before=ValidFrom" zh:"失效日期" en:"Valid to"`
	Basis        string  `json:"basis" merge:"server" validate:"omitempty,max=200" zh:"依据" en:"Basis"`
}
