package models

// QuarantineItem is a changeset put aside, as far as one scope may see it. It
// lives where the header of the record says: in each scope the changeset meant.
type QuarantineItem struct {
	_ struct{} `collection:"quarantine_item" home:"" zh:"待处理变更" en:"Quarantined change"`

	Scope     string             `json:"scope" merge:"server" validate:"required,max=100" index:"true" zh:"范围" en:"Scope"`
	Device    string             `json:"device" merge:"server" validate:"required,max=64" index:"true" zh:"设备" en:"Device"`
	N         *int64             `json:"n" merge:"server" validate:"required,gte=1" zh:"序号" en:"Number"`
	Author    string             `json:"author" merge:"server" validate:"required,max=64" index:"true" zh:"作者" en:"Author"`
	Reasons   []QuarantineReason `json:"reasons" merge:"server" validate:"required,min=1,dive" zh:"原因" en:"Reasons"`
	Content   []QuarantineWrite  `json:"content" merge:"server" validate:"omitempty,dive" priv:"3" zh:"内容" en:"Content"`
	Part      *int64             `json:"part" merge:"server" validate:"omitempty,gte=1" zh:"部分" en:"Part"`
	State     string             `json:"state" merge:"server" validate:"required,oneof=open amended accepted rejected" zh:"状态" en:"State"`
	AmendedBy string             `json:"amended_by" merge:"server" validate:"omitempty,max=100" zh:"更正变更" en:"Amended by"`
}

// QuarantineReason says what is wrong with one write.
type QuarantineReason struct {
	Collection string `json:"collection" validate:"omitempty,max=100" zh:"类别" en:"Collection"`
	Record     string `json:"record" validate:"omitempty,max=100" zh:"记录" en:"Record"`
	Field      string `json:"field" validate:"omitempty,max=100" zh:"字段" en:"Field"`
	Code       string `json:"code" validate:"required,max=100" zh:"代码" en:"Code"`
	Message    string `json:"message" validate:"required,max=1000" zh:"说明" en:"Message"`
	ZH         string `json:"zh" validate:"omitempty,max=1000" zh:"中文说明" en:"Message in Chinese"`
}

// QuarantineWrite names one write of the changeset. Its value travels beside
// these members under "value", in whatever shape it was written.
type QuarantineWrite struct {
	Collection string `json:"collection" validate:"required,max=100" zh:"类别" en:"Collection"`
	Record     string `json:"record" validate:"required,max=100" zh:"记录" en:"Record"`
	Field      string `json:"field" validate:"omitempty,max=100" zh:"字段" en:"Field"`
}
