package models

// VisitPreparation is what was looked up and packed before a visit (domain.md
// 2.6). Appointment says which visit it is for.
type VisitPreparation struct {
	_ struct{} `collection:"visit_preparation" home:"customer:customer|star:star_customer" zh:"拜访准备" en:"Visit preparation"`
	Collected

	Customer           string   `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer       string   `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Appointment        string   `json:"appointment" merge:"latest" validate:"omitempty" ref:"appointment" index:"true" zh:"预约" en:"Appointment"`
	PackageChecked     *bool    `json:"package_checked" merge:"latest" validate:"required" zh:"套餐(资费)档次" en:"Package looked up"`
	ConsumptionChecked *bool    `json:"consumption_checked" merge:"latest" validate:"required" zh:"消费情况" en:"Consumption looked up"`
	ProfileChecked     *bool    `json:"profile_checked" merge:"latest" validate:"required" zh:"客户资料信息" en:"Profile looked up"`
	Topic              string   `json:"topic" merge:"latest" validate:"required,max=500" zh:"沟通主题" en:"Topic"`
	Materials          string   `json:"materials" merge:"latest" validate:"required,max=500" zh:"资料" en:"Materials"`
	UniformOK          *bool    `json:"uniform_ok" merge:"latest" validate:"required" zh:"着工作服、仪容整洁" en:"Uniform in order"`
	Purposes           []string `json:"purposes" merge:"set" validate:"omitempty,dive,oneof=V1 V2 V3 V4 V5 V6" zh:"拜访内容" en:"Purposes"`
	Belongings         []string `json:"belongings" merge:"set" validate:"required,min=1,dive,oneof=名片 笔记本电脑 上网卡 宣传资料 笔 拜访记录登记表 计算器 鞋套 礼品 会员卡 其他" zh:"随身物品" en:"Belongings"`
}
