package models

// ShowcaseEvent is a showcase at a customer's (domain.md 2.12).
type ShowcaseEvent struct {
	_ struct{} `collection:"showcase_event" home:"event" zh:"天翼智能秀活动" en:"Showcase event"`

	EventNo      string   `json:"event_no" merge:"latest" validate:"required,max=40" index:"true" zh:"编号" en:"Event number"`
	Title        string   `json:"title" merge:"latest" validate:"required,max=120" zh:"名称" en:"Title"`
	Customer     string   `json:"customer" merge:"fixed" validate:"required" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	TargetReason []string `json:"target_reason" merge:"set" validate:"required,min=1,dive,oneof=T1 T2 T3 T4 T5 T6" zh:"目标客户类型" en:"Target reasons"`
	PlanMonth    CalMonth `json:"plan_month" merge:"latest" validate:"required" index:"true" zh:"计划月份" en:"Month"`
	Purpose      string   `json:"purpose" merge:"review" validate:"required,max=1000" zh:"活动目的" en:"Purpose"`
	AgreedStart  Moment   `json:"agreed_start" merge:"latest" validate:"required" zh:"约定开始" en:"Agreed start"`
	AgreedEnd    Moment   `json:"agreed_end" merge:"latest" validate:"required,not_before=AgreedStart" zh:"约定结束" en:"Agreed end"`
	Place        string   `json:"place" merge:"latest" validate:"required,max=200" zh:"地点" en:"Place"`
	// Team and Materials are sets: who adds a helper must not undo another's.
	Team []EventMember `json:"team" merge:"set" validate:"required,min=1,dive" zh:"团队" en:"Team"`
	// Agenda is one value: its order is what matters, and two orders cannot be
	// merged into one that anybody meant.
	Agenda        []AgendaItem    `json:"agenda" merge:"latest" validate:"required,min=1,dive" zh:"活动议程" en:"Agenda"`
	PitchMaterial string          `json:"pitch_material" merge:"review" validate:"required,max=1000" zh:"宣讲材料" en:"Pitch material"`
	Materials     []EventMaterial `json:"materials" merge:"set" validate:"required,min=1,dive" zh:"物料" en:"Materials"`
	CrowdMethod   []string        `json:"crowd_method" merge:"set" validate:"omitempty,dive,oneof=G1 G2 G3 G4 G5 G6" zh:"聚拢人气方法" en:"Crowd methods"`
	// Warmups is where an event without event_warmup records lists them.
	Warmups        []WarmupNote `json:"warmups" merge:"append" validate:"omitempty,dive" zh:"预热" en:"Warm-ups"`
	Desks          []string     `json:"desks" merge:"set" validate:"required,min=1,dive" ref:"event_desk" zh:"台席" en:"Desks"`
	DeliveryOnSite *bool        `json:"delivery_on_site" merge:"latest" validate:"omitempty" zh:"现场终端交付" en:"Delivery on site"`
	Evaluation     string       `json:"evaluation" merge:"latest" validate:"required_if=Status 已评估,omitempty" ref:"event_evaluation" zh:"效果评估" en:"Evaluation"`
	Status         string       `json:"status" merge:"state" states:"showcase_event" validate:"required,oneof=计划中 已派单 客户已确认 准备就绪 预热中 已取消 进行中 已结束 已评估" zh:"状态" en:"Status"`
	// Who dispatched the plan, and who closed the event once it was evaluated.
	DispatchedBy string   `json:"dispatched_by" merge:"server" validate:"omitempty" ref:"staff" zh:"派单人" en:"Dispatched by"`
	DispatchedAt Moment   `json:"dispatched_at" merge:"server" validate:"omitempty" zh:"派单时间" en:"Dispatched at"`
	DispatchNote string   `json:"dispatch_note" merge:"server" validate:"omitempty,max=1000" zh:"派单意见" en:"Note on dispatching"`
	ClosedBy     string   `json:"closed_by" merge:"server" validate:"omitempty" ref:"staff" zh:"评估确认人" en:"Closed by"`
	ClosedAt     Moment   `json:"closed_at" merge:"server" validate:"omitempty" zh:"评估确认时间" en:"Closed at"`
	CloseNote    string   `json:"close_note" merge:"server" validate:"omitempty,max=1000" zh:"评估意见" en:"Note on closing"`
	Flags        []string `json:"flags" merge:"server" validate:"omitempty,dive,max=40" zh:"违反规则" en:"Entered against rules"`
	// SignupKey derives the ids of sign-ups (base64 of 32 bytes). It is destroyed
	// at the end of retention, so that ids no longer tell who signed up.
	SignupKey         string `json:"signup_key" merge:"fixed" validate:"omitempty,max=44" priv:"3" mask:"all" zh:"报名密钥" en:"Sign-up key"`
	NormaliserVersion *int64 `json:"normaliser_version" merge:"fixed" validate:"omitempty,gte=1" zh:"号码规范版本" en:"Normaliser version"`
}

// EventMember is a member of the team with a post and duties.
type EventMember struct {
	Member string `json:"member" validate:"required" ref:"staff" index:"true" zh:"成员" en:"Member"`
	Post   string `json:"post" validate:"required,oneof=AM CSM SUPP PM DESK SSM TL SUP" zh:"岗位" en:"Post"`
	Duty   string `json:"duty" validate:"omitempty,max=200" zh:"职责" en:"Duty"`
}

// AgendaItem is a step of the agenda.
type AgendaItem struct {
	Start Clock  `json:"start" validate:"omitempty" zh:"开始" en:"Start"`
	Topic string `json:"topic" validate:"required,max=200" zh:"内容" en:"Topic"`
}

// EventMaterial is something to bring, with its quantity.
type EventMaterial struct {
	Name     string `json:"name" validate:"required,max=120" zh:"物料" en:"Material"`
	Quantity *int64 `json:"quantity" validate:"required,gte=0" zh:"数量" en:"Quantity"`
}

// WarmupNote is a warm-up as the event itself lists it.
type WarmupNote struct {
	Channel string `json:"channel" validate:"required,oneof=W1 W2 W3 W4" zh:"渠道" en:"Channel"`
	DoneBy  string `json:"done_by" validate:"required" ref:"staff" zh:"执行人" en:"Done by"`
	DoneAt  Moment `json:"done_at" validate:"required" zh:"时间" en:"Done at"`
	Reached *int64 `json:"reached" validate:"omitempty,gte=0" zh:"触达人数" en:"People reached"`
}
