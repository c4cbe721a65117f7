package changesync

import (
	"bytes"
	"encoding/json"

	"fieldsync/models"
)

// Version is one write as it stands in a cell.
type Version struct {
	Dot   Dot
	Value json.RawMessage // nil when withheld, see Mask
	// Mask stands in for a value that the viewer may not see. Beside a value it
	// says that the viewer sees it only because he wrote it.
	Mask json.RawMessage
	At   int64  // effective time, Unix ms
	Said string // what the device's clock said, RFC 3339 with zone
	By   string // the acting user
	// Replaces are the dots its author saw in the cell; in the delete cell all
	// dots of the record that he saw.
	Replaces []Dot
	// Was is the value it replaced, the common ancestor when it conflicts.
	Was json.RawMessage
	// As is the void dot whose place an amendment took.
	As Dot
}

// Withheld says that the viewer gets the mask only.
func (v *Version) Withheld() bool { return v.Value == nil }

// after orders versions by effective time, then dot: the order in which the
// later one is shown. Dots are unique in a cell, so the order is total.
func (v *Version) after(o *Version) bool {
	if v.At != o.At {
		return v.At > o.At
	}
	return v.Dot > o.Dot
}

// sameValue compares shown values; withheld ones are equal only to themselves.
func sameValue(a, b *Version) bool {
	if a.Withheld() || b.Withheld() {
		return a.Dot == b.Dot
	}
	return equalJSON(a.Value, b.Value)
}

// equalJSON compares two values. Writers send canonical bytes, so a byte
// comparison nearly always decides; others are brought to one form first.
func equalJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if len(a) > 0 && len(b) > 0 && a[0] != b[0] {
		return false
	}
	return bytes.Equal(canonical(a), canonical(b))
}

func canonical(raw json.RawMessage) []byte {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return raw
	}
	out, err := json.Marshal(v)
	if err != nil {
		return raw
	}
	return out
}

func isNull(v json.RawMessage) bool {
	return len(v) == 0 || string(v) == "null"
}

// cellName is the name of a cell inside a record: the field, and for sets and
// lists the element behind a slash. Field names contain no slash.
func cellName(field, elem string) string {
	if elem == "" {
		return field
	}
	return field + "/" + elem
}

// CellField is the field of a cell name.
func CellField(cell string) (field, elem string) {
	for i := 0; i < len(cell); i++ {
		if cell[i] == '/' {
			return cell[:i], cell[i+1:]
		}
	}
	return cell, ""
}

// DeletedField is the cell of a record that holds its deletion.
const DeletedField = "_deleted"

// policyOf reads a field's policy; what this version does not know is kept and
// read as latest.
func policyOf(col *models.Collection, field string) models.Policy {
	if col == nil {
		return models.Latest
	}
	f := col.Field(field)
	if f == nil {
		return models.Latest
	}
	return f.Policy
}
