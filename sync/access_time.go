package changesync

import (
	"encoding/json"
	"time"

	"fieldsync/models"
	"fieldsync/models/strict"
)

// chinaTime is the organisation's clock: UTC+8 without daylight saving
// (domain.md 0.3).
var chinaTime = time.FixedZone("CST", 8*60*60)

// within says whether today lies between valid_from and valid_to, both days
// included, and notes when that will change.
func (e *entitled) within(v models.Values) bool {
	from, hasFrom := midnight(text(v, "valid_from"))
	to, hasTo := midnight(text(v, "valid_to"))
	const day = 24 * 60 * 60 * 1000
	to += day
	if hasFrom && e.now < from {
		e.boundary(from)
		return false
	}
	if hasTo && e.now >= to {
		return false
	}
	if hasTo {
		e.boundary(to)
	}
	return true
}

func (e *entitled) boundary(at int64) {
	if e.due == 0 || at < e.due {
		e.due = at
	}
}

func midnight(date string) (int64, bool) {
	t, err := time.ParseInLocation(time.DateOnly, date, chinaTime)
	if err != nil {
		return 0, false
	}
	return t.UnixMilli(), true
}

// text reads a text value, "" when missing or of another type.
func text(v models.Values, field string) string {
	return plainText(v[field])
}

func plainText(raw json.RawMessage) string {
	s, err := strict.String(raw)
	if err != nil {
		return ""
	}
	return s
}

func texts(v models.Values, field string) []string {
	var s []string
	if json.Unmarshal(v[field], &s) != nil {
		return nil
	}
	return s
}

func flag(v models.Values, field string) bool {
	return string(v[field]) == "true"
}
