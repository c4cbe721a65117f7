package importer

import (
	"encoding/json"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// ends are the edits by which others stop holding a customer in the post that a
// new row gives: the day before it begins, as fieldsync assign does. A cover,
// which ends by itself, ends nothing and is ended by nothing.
func (im *importer) ends(v *view, l *line) (out []changesync.Edit, err error) {
	if text(l.values, "valid_to") != "" {
		return nil, nil
	}
	field := "customer"
	if l.values[field] == nil {
		field = "star_customer"
	}
	held, err := v.by(im.col, im.col.Field(field), l.values[field])
	if err != nil {
		return nil, err
	}
	from := text(l.values, "valid_from")
	for _, a := range held {
		if a.gone || text(a.values, "post") != text(l.values, "post") || text(a.values, "valid_from") >= from || text(a.values, "valid_to") != "" {
			continue
		}
		last, err := json.Marshal(before(from))
		if err != nil {
			return nil, err
		}
		out = append(out, changesync.Edit{Key: a.rec.Key, Set: models.Values{"valid_to": last}})
	}
	return out, nil
}

func before(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

func text(v models.Values, field string) string {
	var s string
	if json.Unmarshal(v[field], &s) != nil {
		return ""
	}
	return s
}
