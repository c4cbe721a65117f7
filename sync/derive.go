package changesync

import (
	"time"

	"fieldsync/models"
)

// derived is what the server gives a record that has changed by itself, as far
// as that is not there yet: short names and rates.
func (g *group) derived(w *work) models.Values {
	out := models.Values{}
	if !w.col.Derives() || w.rec.Life(w.col) == Deleted {
		return out
	}
	values := w.rec.Values(w.col)
	for field, value := range w.col.Derive(w.rec.Key.ID, values, time.UnixMilli(g.now).In(chinaTime)) {
		if !equalJSON(values[field], value) && !(isNull(values[field]) && isNull(value)) {
			out[field] = value
		}
	}
	return out
}
