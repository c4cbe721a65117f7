package models

// EventWarmup is an announcement before an event (domain.md 2.13).
type EventWarmup struct {
	_ struct{} `collection:"event_warmup" home:"event:event" zh:"活动预热" en:"Event warm-up"`

	Event   string `json:"event" merge:"fixed" validate:"required" ref:"showcase_event" index:"true" zh:"活动" en:"Event"`
	Channel string `json:"channel" merge:"latest" validate:"required,oneof=W1 W2 W3 W4" zh:"渠道" en:"Channel"`
	DoneBy  string `json:"done_by" merge:"latest" validate:"required" ref:"staff" index:"true" zh:"执行人" en:"Done by"`
	DoneAt  Moment `json:"done_at" merge:"latest" validate:"required" zh:"时间" en:"Done at"`
	Reached *int64 `json:"reached" merge:"latest" validate:"omitempty,gte=0" zh:"触达人数" en:"People reached"`
}
