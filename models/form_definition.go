package models

// FormDefinition is one version of a form, as data (domain.md 2.3, 2.7: the
// paper forms are lost, and a branch has its own). A version is written once;
// another version is another record. models/form reads and evaluates it.
type FormDefinition struct {
	_ struct{} `collection:"form_definition" home:"org" unit:"team" zh:"表单定义" en:"Form definition"`

	// Form is the name that all versions share; Version counts from 1.
	Form    string `json:"form" merge:"fixed" validate:"required,max=60" index:"true" zh:"表单" en:"Form"`
	Version *int64 `json:"version" merge:"fixed" validate:"required,gte=1" zh:"版本" en:"Version"`
	// Team is the team or unit, with those below it, that the definition is for;
	// empty: everybody who has none of his own.
	Team    string `json:"team" merge:"fixed" validate:"omitempty" ref:"team" index:"true" zh:"适用班组" en:"For the team"`
	TitleZH string `json:"title_zh" merge:"fixed" validate:"required,max=60" zh:"中文标题" en:"Title in Chinese"`
	TitleEN string `json:"title_en" merge:"fixed" validate:"required,max=120" zh:"英文标题" en:"Title in English"`
	// Collection is what the form fills in.
	Collection string         `json:"collection" merge:"fixed" validate:"required,max=60" zh:"写入的类别" en:"Writes to"`
	Questions  []FormQuestion `json:"questions" merge:"fixed" validate:"required,min=1,dive" zh:"问题" en:"Questions"`
	State      string         `json:"state" merge:"state" states:"form_definition" validate:"required,oneof=draft published retired" zh:"状态" en:"State"`
}

// FormQuestion is a question of a form. Expressions are those of models/form.
type FormQuestion struct {
	Name string `json:"name" validate:"required,max=60" zh:"名称" en:"Name"`
	// Was is the name it had in an earlier version, so that drafts keep its answer.
	Was  string `json:"was" validate:"omitempty,max=60" zh:"原名称" en:"Former name"`
	Type string `json:"type" validate:"required,oneof=text number money bool date time datetime month choice multiple photo signature place record repeat note" zh:"类型" en:"Type"`
	// Field is the field of the collection, or the member of its repeat group's
	// field, that the answer goes to; empty: an extra question of a branch.
	Field  string `json:"field" validate:"omitempty,max=60" zh:"字段" en:"Field"`
	Repeat string `json:"repeat" validate:"omitempty,max=60" zh:"所属重复组" en:"In the repeat group"`
	ZH     string `json:"zh" validate:"required,max=200" zh:"中文题目" en:"Label in Chinese"`
	EN     string `json:"en" validate:"required,max=200" zh:"英文题目" en:"Label in English"`
	HintZH string `json:"hint_zh" validate:"omitempty,max=400" zh:"中文提示" en:"Hint in Chinese"`
	HintEN string `json:"hint_en" validate:"omitempty,max=400" zh:"英文提示" en:"Hint in English"`
	// Required is an expression, or yes.
	Required    string `json:"required" validate:"omitempty,max=2000" zh:"必填" en:"Required"`
	Relevant    string `json:"relevant" validate:"omitempty,max=2000" zh:"显示条件" en:"Asked if"`
	Constraint  string `json:"constraint" validate:"omitempty,max=2000" zh:"校验" en:"Constraint"`
	MessageZH   string `json:"message_zh" validate:"omitempty,max=200" zh:"中文校验提示" en:"Message in Chinese"`
	MessageEN   string `json:"message_en" validate:"omitempty,max=200" zh:"英文校验提示" en:"Message in English"`
	Calculation string `json:"calculation" validate:"omitempty,max=2000" zh:"计算" en:"Calculation"`
	// Choices are those of a choice or of several; of a bound question they may
	// be fewer than the field's options.
	Choices []FormChoice `json:"choices" validate:"omitempty,dive" zh:"选项" en:"Choices"`
	// Record is the collection that a record reference points into.
	Record string `json:"record" validate:"omitempty,max=60" zh:"引用类别" en:"Refers to"`
	// Priv is how sensitive the answer to an extra question is: 0 to 3.
	Priv *int64 `json:"priv" validate:"omitempty,gte=0,lte=3" zh:"敏感级别" en:"Sensitivity"`
}

// FormChoice is an option of a question.
type FormChoice struct {
	Name string `json:"name" validate:"required,max=60" zh:"值" en:"Value"`
	ZH   string `json:"zh" validate:"required,max=120" zh:"中文" en:"In Chinese"`
	EN   string `json:"en" validate:"required,max=120" zh:"英文" en:"In English"`
}

// FormAnswer is the answer to an extra question of a form: one that the record
// the form fills in has no field for. Its id derives from record and question,
// so that two phones answer the same one; the value stands in the field of its
// sensitivity, as JSON, so that every answer merges and is masked by itself.
type FormAnswer struct {
	_ struct{} `collection:"form_answer" home:"customer:customer|star:star_customer|event:event|staff:staff" zh:"表单附加答案" en:"Form answer"`

	Customer     string `json:"customer" merge:"fixed" validate:"omitempty" ref:"customer" index:"true" zh:"客户" en:"Customer"`
	StarCustomer string `json:"star_customer" merge:"fixed" validate:"omitempty" ref:"star_customer" index:"true" zh:"星级客户" en:"Star customer"`
	Event        string `json:"event" merge:"fixed" validate:"omitempty" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	Staff        string `json:"staff" merge:"fixed" validate:"omitempty" ref:"staff" index:"true" zh:"员工" en:"Staff"`
	// Subject is the record that the form filled in, SubjectKind its collection.
	Subject     string `json:"subject" merge:"fixed" validate:"required" ref:"*" index:"true" zh:"所属记录" en:"Of the record"`
	SubjectKind string `json:"subject_kind" merge:"fixed" validate:"required,max=60" zh:"所属类别" en:"Kind of record"`
	Question    string `json:"question" merge:"fixed" validate:"required,max=60" zh:"问题" en:"Question"`
	Form        string `json:"form" merge:"latest" validate:"required" ref:"form_definition" zh:"表单" en:"Form"`
	// CustomerConsent is the record's, copied, since sensitive answers need it.
	CustomerConsent *bool  `json:"customer_consent" merge:"latest" validate:"omitempty" zh:"客户同意采集" en:"Customer consented"`
	Value           string `json:"value" merge:"review" validate:"omitempty" zh:"答案" en:"Answer"`
	BusinessValue   string `json:"value_business" merge:"review" validate:"omitempty" priv:"1" mask:"all" zh:"答案(商业)" en:"Answer, confidential"`
	PersonalValue   string `json:"value_personal" merge:"review" validate:"omitempty" priv:"2" zh:"答案(个人)" en:"Answer, personal"`
	SensitiveValue  string `json:"value_sensitive" merge:"review" validate:"omitempty" priv:"3" zh:"答案(敏感)" en:"Answer, sensitive"`
	// Files are photos among the answer.
	Files []string `json:"files" merge:"set" validate:"omitempty,dive" kind:"photo" priv:"2" zh:"照片" en:"Photos"`
}
