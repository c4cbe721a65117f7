package rules

import (
	"testing"
	"time"

	"fieldsync/models"
)

// TestRulesKnowTheCalendar: what Lookup knows of a day counts, a correction
// before what was announced; without a record it is the weekday.
func TestRulesKnowTheCalendar(t *testing.T) {
	days := map[string]string{
		"2016-06-12": `{"announced":"上班"}`, "2016-06-10": `{"announced":"放假"}`, "2016-06-13": `{"announced":"上班","correction":"放假"}`,
		"2016-06-18": `{"announced":"上班","correction":"按星期"}`, "2016-06-14": `{"festivals":["端午节"]}`,
	}
	in := In{Lookup: func(collection, id string) models.Values {
		if days[id] == "" || collection != "calendar_day" {
			return nil
		}
		return values(t, days[id])
	}}
	for day, want := range map[int]bool{10: false, 11: false, 12: true, 13: false, 14: true, 15: true, 18: false} {
		if in.calendar().Working(time.Date(2016, 6, day, 12, 0, 0, 0, models.China)) != want {
			t.Errorf("June %d is a working day: %v", day, !want)
		}
	}
}
