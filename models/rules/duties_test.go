package rules

import (
	"testing"
	"time"

	"fieldsync/models"
)

// TestOnTime is T-154: of 20 orders that were due 18 were done in time.
func TestOnTime(t *testing.T) {
	var orders []models.Values
	add := func(n int, text string) {
		for range n {
			orders = append(orders, values(t, text))
		}
	}
	add(18, `{"due_at":"2016-05-10T18:00:00+08:00","done_at":"2016-05-10T18:00:00+08:00"}`)
	add(1, `{"due_at":"2016-05-10T18:00:00+08:00","done_at":"2016-05-10T18:00:01+08:00"}`)
	add(1, `{"due_at":"2016-05-31T23:59:59+08:00"}`)
	add(5, `{"due_at":"2016-06-01T00:00:00+08:00"}`)
	if done, due := OnTime(orders, time.Date(2016, 5, 1, 0, 0, 0, 0, models.China)); done != 18 || due != 20 {
		t.Errorf("%d of %d in time", done, due)
	}
}
