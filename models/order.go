package models

import "time"

// notBefore compares a day, month or moment with another field of the record;
// what is missing or cannot be read there compares with nothing.
func (c *Collection) notBefore(w *word, v Values, text string) *Problem {
	other := c.schema.byGo[w.arg]
	first, _ := readText(v[other.Name])
	from, known := pointInTime(other.Kind, first)
	to, readable := pointInTime(other.Kind, text)
	if !known || !readable || !to.Before(from) {
		return nil
	}
	return &Problem{Code: "before_other", Message: "must not be before " + other.Name + " (" + first + ")",
		ZH: "不能早于" + other.Label.ZH + "(" + first + ")"}
}

// atMost compares a number or an amount with another field of the record.
func (c *Collection) atMost(w *word, v Values, size float64) *Problem {
	other := c.schema.byGo[w.arg]
	var limit subject
	raw := v[other.Name]
	if isNull(raw) || other.shapeOf(raw, &limit) != nil || size <= limit.size {
		return nil
	}
	return &Problem{Code: "above_other", Message: "must not be more than " + other.Name, ZH: "不能多于" + other.Label.ZH}
}

func pointInTime(kind Kind, text string) (t time.Time, ok bool) {
	var err error
	switch kind {
	case Date:
		t, err = CalDate(text).Time()
	case Month:
		t, err = CalMonth(text).Time()
	default:
		t, err = Moment(text).Time()
	}
	return t, err == nil
}
