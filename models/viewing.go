package models

// ViewingCollection holds what people read in full on their own devices.
const ViewingCollection = "viewing"

// Viewing says that somebody read a value in full on his own device, where no
// server is asked (domain.md 8: "each view recorded"). It is written before the
// value is shown, is at home with its author, and goes from there into the audit
// log. It never holds the value.
type Viewing struct {
	_ struct{} `collection:"viewing" home:"staff:staff" zh:"查看记录" en:"Viewing"`

	Staff string `json:"staff" merge:"fixed" validate:"required" ref:"staff" zh:"查看人" en:"Seen by"`
	// About and Subject are collection and id of the record.
	About   string `json:"about" merge:"fixed" validate:"required,max=64" zh:"对象类别" en:"Kind of record"`
	Subject string `json:"subject" merge:"fixed" validate:"required,max=64" zh:"对象" en:"Record"`
	Field   string `json:"field" merge:"fixed" validate:"required,max=64" zh:"字段" en:"Field"`
	Reason  string `json:"reason" merge:"fixed" validate:"omitempty,max=200" zh:"查看原因" en:"Reason"`
	SeenAt  Moment `json:"seen_at" merge:"fixed" validate:"required" zh:"查看时间" en:"Seen at"`
}
