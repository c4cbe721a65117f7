package models

// VPNUser is a user under a group customer (domain.md 2.1.3). What was
// collected about him is verified by the back office (approval A6). An image of
// the document is kept apart from the number and withheld from masked views.
type VPNUser struct {
	_ struct{} `collection:"vpn_user" home:"customer:customer" zh:"群客户下用户" en:"VPN user"`
	Collected

	Customer      string       `json:"customer" merge:"fixed" validate:"required" ref:"customer" index:"true" zh:"所属客户" en:"Customer"`
	UserNo        string       `json:"user_no" merge:"review" validate:"required,max=40,phone" norm:"mobile" priv:"2" mask:"last4" index:"true" zh:"用户号码" en:"User number"`
	UserName      string       `json:"user_name" merge:"review" validate:"required,max=60" zh:"姓名" en:"Name"`
	IDDocType     string       `json:"id_doc_type" merge:"review" validate:"required,oneof=居民身份证 临时居民身份证 户口簿 外国公民护照 军人身份证件 武装警察身份证件 港澳居民来往内地通行证 台湾居民来往内地通行证 单位证件" zh:"证件类型" en:"Type of ID document"`
	IDDocNo       string       `json:"id_doc_no" merge:"review" validate:"omitempty,max=40,id_number_if=IDDocType 居民身份证 临时居民身份证" priv:"3" mask:"id" zh:"证件号码" en:"ID document number"`
	IDDocPhotos   []string     `json:"id_doc_photos" merge:"set" validate:"omitempty,dive" kind:"photo" priv:"3" zh:"身份证资料" en:"Images of the ID document"`
	JoinMonth     CalMonth     `json:"join_month" merge:"latest" validate:"required" zh:"入网时间" en:"Joined in month"`
	PackageName   string       `json:"package_name" merge:"latest" validate:"omitempty,max=120" zh:"套餐" en:"Package"`
	PackageFee    *MoneyAmount `json:"package_fee" merge:"latest" validate:"omitempty,gte=0" zh:"月基本费" en:"Monthly fee"`
	TerminalModel string       `json:"terminal_model" merge:"latest" validate:"omitempty,max=120" zh:"终端机型" en:"Terminal"`
	TerminalSince CalMonth     `json:"terminal_since" merge:"latest" validate:"omitempty" zh:"终端启用月" en:"Terminal used since"`
	IsSmartphone  *bool        `json:"is_smartphone" merge:"latest" validate:"omitempty" zh:"智能机" en:"Smartphone"`
	PayType       string       `json:"pay_type" merge:"latest" validate:"omitempty,oneof=预付费 后付费 银行托收 公司集中托收" zh:"付费方式" en:"Way of paying"`
	ContractEnd   CalDate      `json:"contract_end" merge:"latest" validate:"omitempty" zh:"协议到期日" en:"Contract ends"`
	ContractKind  string       `json:"contract_kind" merge:"latest" validate:"omitempty,oneof=终端补贴 话费补贴 集中托收 自行缴费 固移交叉补贴 无固定期限" zh:"补贴类型" en:"Contract kind"`
	SecondContact string       `json:"second_contact" merge:"review" validate:"omitempty,max=40,phone" norm:"mobile" priv:"2" mask:"last4" zh:"第二联系方式" en:"Second contact"`
	// What the renewal rules ask and answer (domain.md 2.17, R-RENEW-03 to -06).
	GoodPayment    *bool `json:"good_payment_record" merge:"latest" validate:"omitempty" zh:"付费记录良好" en:"Good payment record"`
	WantsTerminal  *bool `json:"wants_new_terminal" merge:"latest" validate:"omitempty" zh:"希望更换终端" en:"Wants a new terminal"`
	ResidualPaid   *bool `json:"residual_paid" merge:"latest" validate:"omitempty" zh:"已付旧终端残值" en:"Residual value of the old terminal paid"`
	RenewalLocked  *bool `json:"renewal_locked" merge:"server" validate:"omitempty" zh:"续约锁定" en:"In the renewal lock list"`
	RenewalAllowed *bool `json:"early_renewal_allowed" merge:"server" validate:"omitempty" zh:"可提前续约" en:"May renew early"`
}
