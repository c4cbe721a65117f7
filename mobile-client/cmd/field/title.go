package main

import (
	"reflect"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
)

// title is what people know a record by: its name, or what describes it when it
// has none, or else its number.
func title(rec *mobile.Record) string {
	if name := first(rec, "customer_name", "kp_name", "lead_name", "title", "name", "content", "result_summary"); name != "" {
		return name
	}
	if text := description(rec); text != "" {
		return text
	}
	return first(rec, "record_no", "order_no")
}

func first(rec *mobile.Record, names ...string) string {
	for _, name := range names {
		if raw := rec.Values[name]; raw != nil {
			return plain(raw)
		}
	}
	return ""
}

const (
	describing = 3  // values that describe a record
	longest    = 40 // characters of one of them
)

// telling are the kinds of values that tell people something in a list.
var telling = map[models.Kind]bool{models.Text: true, models.Enum: true, models.Date: true, models.Month: true}

// description is the first few values of the record's own.
func description(rec *mobile.Record) string {
	col := models.Default().Collection(rec.Collection)
	if col == nil {
		return ""
	}
	var values []string
	for _, f := range col.Fields {
		raw := rec.Values[f.Name]
		if raw == nil || f.List || !telling[f.Kind] || common[f.Name] || len(values) == describing {
			continue
		}
		text := []rune(strings.Join(strings.Fields(plain(raw)), " "))
		if len(text) > longest {
			text = append(text[:longest-1], '…')
		}
		values = append(values, string(text))
	}
	return strings.Join(values, "  ")
}

// common are the fields that every collected record has: they tell how it came
// to be, not what it is.
var common = commonFields()

func commonFields() map[string]bool {
	names := map[string]bool{}
	collected := reflect.TypeFor[models.Collected]()
	for i := range collected.NumField() {
		name, _, _ := strings.Cut(collected.Field(i).Tag.Get("json"), ",")
		names[name] = true
	}
	return names
}
