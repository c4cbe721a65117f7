package models

// Staff is a person of the organisation (domain.md 2.0.1). Every field is the
// office's: who somebody is and what he may do is never written by a phone. The
// directory is at home in the organisation, so that every phone can show names.
type Staff struct {
	_ struct{} `collection:"staff" home:"org" zh:"员工" en:"Staff"`

	StaffNo   string   `json:"staff_no" merge:"server" validate:"required,max=40" index:"true" zh:"工号" en:"Staff number"`
	Name      string   `json:"name" merge:"server" validate:"required,max=60" zh:"姓名" en:"Name"`
	Roles     []string `json:"roles" merge:"server" validate:"required,min=1,dive,oneof=CSM AM SSM SVM SUP TL GEL VP CSD VCD QC PM SUPP OBC ENG ARR MKM MKD CITYCS BRANCH COUNS TRN DESK BO ADM" zh:"角色" en:"Roles"`
	Team      string   `json:"team" merge:"server" validate:"required" ref:"team" index:"true" zh:"班组" en:"Team"`
	OwnMobile string   `json:"own_mobile" merge:"server" validate:"omitempty,max=40,mobile" norm:"mobile" priv:"2" mask:"last4" zh:"手机号" en:"Mobile number"`
	WechatID  string   `json:"wechat_id" merge:"server" validate:"omitempty,max=60" priv:"2" zh:"微信号" en:"WeChat id"`
	BadgeNo   string   `json:"badge_no" merge:"server" validate:"omitempty,max=40" zh:"工号牌" en:"Badge number"`
	Active    *bool    `json:"active" merge:"server" validate:"required" zh:"在岗" en:"Active"`
	ValidFrom CalDate  `json:"valid_from" merge:"server" validate:"required" zh:"生效日期" en:"Valid from"`
	ValidTo   CalDate  `json:"valid_to" merge:"server" validate:"omitempty,not_before=ValidFrom" zh:"失效日期" en:"Valid to"`
}
