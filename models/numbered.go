package models

// Numbered is the short name for people of a record that the office or a rule
// makes; see RecordNo. The server gives it where its author did not.
type Numbered struct {
	RecordNo string `json:"record_no" merge:"fixed" validate:"omitempty,max=20" zh:"记录编号" en:"Record number"`
}
