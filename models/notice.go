package models

// Notice tells a member of staff something that a rule has found, or gives him
// a task that concerns no customer (domain.md 4, "warn", "flag", "task"). The
// server makes it, once for rule, subject and period; the person says that he
// has seen it and done it. It lives with him, so that his leader sees it too.
type Notice struct {
	_ struct{} `collection:"notice" home:"staff:to" zh:"提醒" en:"Notice"`

	To      string `json:"to" merge:"fixed" validate:"required" ref:"staff" index:"true" zh:"接收人" en:"To"`
	Kind    string `json:"kind" merge:"fixed" validate:"required,oneof=提醒 任务 标记" zh:"类型" en:"Kind"`
	Rule    string `json:"rule" merge:"fixed" validate:"required,max=40" zh:"规则" en:"Rule"`
	About   string `json:"about" merge:"fixed" validate:"omitempty,max=60" zh:"对象类别" en:"Kind of subject"`
	Subject string `json:"subject" merge:"fixed" validate:"omitempty" ref:"*" index:"true" zh:"对象" en:"Subject"`
	Period  string `json:"period" merge:"fixed" validate:"omitempty,max=60" zh:"期间" en:"Period"`
	ZH      string `json:"zh" merge:"fixed" validate:"required,max=500" zh:"内容" en:"In Chinese"`
	EN      string `json:"en" merge:"fixed" validate:"omitempty,max=500" zh:"英文内容" en:"In English"`
	MadeAt  Moment `json:"made_at" merge:"fixed" validate:"required" zh:"提醒时间" en:"Made at"`
	DueAt   Moment `json:"due_at" merge:"fixed" validate:"omitempty" zh:"时限" en:"Due at"`
	SeenAt  Moment `json:"seen_at" merge:"latest" validate:"omitempty" zh:"已读时间" en:"Seen at"`
	DoneAt  Moment `json:"done_at" merge:"latest" validate:"omitempty" zh:"完成时间" en:"Done at"`
	Remark  string `json:"remark" merge:"review" validate:"omitempty,max=1000" zh:"处理说明" en:"Remark"`
}
