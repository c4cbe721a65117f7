package changesync

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fieldsync/models"
)

// Conflict is a field whose concurrent values wait for a person.
type Conflict struct {
	ID         string          `json:"id"` // "collection/record/field"
	Collection string          `json:"collection"`
	Record     string          `json:"record"`
	Field      string          `json:"field"`
	Base       json.RawMessage `json:"base"` // what both sides replaced, null if unknown
	Values     []Side          `json:"values"`
	Open       bool            `json:"open"`
}

// Side is one of the values in conflict.
type Side struct {
	Value         json.RawMessage `json:"value"`
	Author        string          `json:"author"`
	Device        string          `json:"device"`
	DeviceTime    string          `json:"device_time"`    // the device's claim
	EffectiveTime string          `json:"effective_time"` // the server's estimate
	Dot           Dot             `json:"dot"`
}

// ConflictID names the conflict of a field.
func ConflictID(k Key, field string) string {
	return k.Collection + "/" + k.ID + "/" + field
}

// ParseConflictID takes the name apart.
func ParseConflictID(id string) (k Key, field string, ok bool) {
	parts := strings.Split(id, "/")
	if len(parts) != 3 || slices.Contains(parts, "") {
		return k, "", false
	}
	return Key{parts[0], parts[1]}, parts[2], true
}

// Conflicts lists the open conflicts of a record by field.
func (r *Record) Conflicts(col *models.Collection) []Conflict {
	var out []Conflict
	for _, f := range r.OpenFields(col) {
		out = append(out, r.conflict(col, f))
	}
	return out
}

// Veil puts masks in the place of sensitive values, see models.Field.Veiled.
func (c *Conflict) Veil(col *models.Collection) {
	if col == nil {
		return
	}
	f := col.Field(c.Field)
	if f == nil || !f.Veiled(false) {
		return
	}
	c.Base = models.MaskValue(f, c.Base)
	for i := range c.Values {
		c.Values[i].Value = models.MaskValue(f, c.Values[i].Value)
	}
}

// conflict describes a field, the shown value first.
func (r *Record) conflict(col *models.Collection, field string) Conflict {
	cell := r.Cells[field]
	var f *models.Field
	if col != nil {
		f = col.Field(field)
	}
	sides := slices.Clone(cell.Live)
	// There are few, and a generic sort of so large a type is 20 KB on every phone.
	for i := range sides {
		for j := i; j > 0 && shownBefore(&sides[j], &sides[j-1], f); j-- {
			sides[j], sides[j-1] = sides[j-1], sides[j]
		}
	}
	c := Conflict{
		ID: ConflictID(r.Key, field), Collection: r.Key.Collection, Record: r.Key.ID,
		Field: field, Open: cell.Open(f), Base: json.RawMessage("null"),
	}
	for i := range sides {
		v := &sides[i]
		if v.Was != nil {
			c.Base = v.Was
		}
		c.Values = append(c.Values, Side{
			Value: v.shown(), Author: v.By, Device: v.Dot.Device(), DeviceTime: v.Said,
			EffectiveTime: time.UnixMilli(v.At).UTC().Format("2006-01-02T15:04:05.000Z07:00"), Dot: v.Dot,
		})
	}
	return c
}
