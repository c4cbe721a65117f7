package models

// CustomerInfoForm is the form of personal information (domain.md 2.3), filled
// one or two questions at a time.
type CustomerInfoForm struct {
	_ struct{} `collection:"customer_info_form" home:"customer:customer|star:star_customer" zh:"信息资料收集表" en:"Customer info form"`
	Collected

	Customer      string  `json:"customer" merge:"fixed" validate:"required_without=StarCustomer" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer  string  `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	CustomerName  string  `json:"customer_name" merge:"review" validate:"required,max=60" zh:"客户姓名" en:"Name"`
	Birthday      CalDate `json:"birthday" merge:"latest" validate:"required" priv:"2" mask:"year" zh:"客户生日" en:"Birthday"`
	SecondContact string  `json:"second_contact" merge:"review" validate:"required,max=40,phone" norm:"mobile" priv:"2" mask:"last4" zh:"客户第二联系方式" en:"Second contact"`
	Address       string  `json:"address" merge:"latest" validate:"required,max=200" priv:"2" mask:"city" zh:"客户地址" en:"Address"`
	MainNumber    string  `json:"main_number" merge:"review" validate:"required,max=40,phone" norm:"mobile" priv:"2" mask:"last4" zh:"客户号码" en:"Main number"`
	StarLevel     string  `json:"star_level" merge:"latest" validate:"required,oneof=0 1 2 3 4 5 6 7" zh:"星级" en:"Star"`

	ContactInfo        string       `json:"contact_info" merge:"review" validate:"omitempty,max=500" priv:"2" zh:"联系方式" en:"Contact information"`
	SpokenLanguage     string       `json:"spoken_language" merge:"latest" validate:"omitempty,max=60" zh:"沟通语言" en:"Spoken language"`
	BusinessMobile     string       `json:"business_mobile" merge:"review" validate:"omitempty,max=40,mobile" norm:"mobile" priv:"2" mask:"last4" zh:"商务手机" en:"Business mobile"`
	BusinessLaptop     string       `json:"business_laptop" merge:"latest" validate:"omitempty,max=120" zh:"笔记本" en:"Business laptop"`
	Secretary          string       `json:"secretary" merge:"latest" validate:"omitempty,max=120" priv:"2" zh:"秘书" en:"Secretary"`
	Interests          string       `json:"interests" merge:"latest" validate:"omitempty,max=500" priv:"2" zh:"兴趣" en:"Interests"`
	Hobbies            string       `json:"hobbies" merge:"latest" validate:"omitempty,max=500" priv:"2" zh:"爱好" en:"Hobbies"`
	FamilyMembers      string       `json:"family_members" merge:"review" validate:"omitempty,max=500" priv:"3" zh:"家庭成员情况" en:"Family members"`
	FamilyHobbies      string       `json:"family_hobbies" merge:"latest" validate:"omitempty,max=500" priv:"3" zh:"家庭成员爱好" en:"Hobbies of the family"`
	FeeReimbursed      *bool        `json:"fee_reimbursed" merge:"latest" validate:"omitempty" priv:"3" zh:"话费是否报销" en:"Fee reimbursed"`
	ReimbursementQuota *MoneyAmount `json:"reimbursement_quota" merge:"latest" validate:"omitempty,gte=0" priv:"3" zh:"报销额度" en:"Reimbursement quota"`
	Education          string       `json:"education" merge:"latest" validate:"omitempty,max=120" priv:"2" zh:"教育背景" en:"Education"`
	LivingStandard     string       `json:"living_standard" merge:"latest" validate:"omitempty,max=200" priv:"2" zh:"生活水准" en:"Living standard"`
	SocialCircle       string       `json:"social_circle" merge:"latest" validate:"omitempty,max=500" priv:"2" zh:"社交范围" en:"Social circle"`
	Habits             string       `json:"habits" merge:"latest" validate:"omitempty,max=500" priv:"2" zh:"习惯嗜好" en:"Habits"`
	CurrentPackage     string       `json:"current_package" merge:"latest" validate:"omitempty,max=120" zh:"目前套餐(资费)档次" en:"Current package"`
	Consumption        string       `json:"consumption" merge:"latest" validate:"omitempty,max=500" zh:"消费情况" en:"Consumption"`
	CompetitorInfo     string       `json:"competitor_info" merge:"review" validate:"omitempty,max=2000" priv:"1" mask:"all" zh:"竞争情报" en:"Competitor information"`
	CustomerTrend      string       `json:"customer_trend" merge:"review" validate:"omitempty,max=2000" priv:"1" mask:"all" zh:"客户动向" en:"Customer trend"`
	PersonalityType    string       `json:"personality_type" merge:"latest" validate:"omitempty,oneof=和平型 活泼型 完美型 力量型" priv:"2" zh:"客户性格类型" en:"Personality type"`
	PurchaseType       string       `json:"purchase_type" merge:"latest" validate:"omitempty,oneof=习惯型 理智型 冲动型 价格型" priv:"2" zh:"消费行为类型" en:"Purchase type"`
	ListeningType      string       `json:"listening_type" merge:"latest" validate:"omitempty,oneof=认真型 随意型 积极型 配合型" priv:"2" zh:"沟通注意力类型" en:"Listening type"`
	CollectOccasion    string       `json:"collect_occasion" merge:"latest" validate:"required,oneof=首次入网关怀 介绍俱乐部活动 生日/节假日关怀 赠送礼品 电话或上门拜访 活动现场 客户来访 互联网活动报名或参与" zh:"收集时机" en:"Occasion"`
	CollectMethod      string       `json:"collect_method" merge:"latest" validate:"omitempty,oneof=询问法 观察法 实验法 集体思考法 德菲尔法" zh:"收集方法" en:"Method"`
}
