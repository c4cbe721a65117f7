package changesync

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"

	"fieldsync/models"
)

// Record is the state of a record, or with some cells only, a change of it.
type Record struct {
	Key   Key
	Scope models.Scope
	Seq   uint64 // of the last change, 0 on a device before the server answered
	Cells map[string]Cell
	// Erased are the fields that were erased. A change that has one takes all
	// cells of the field away before it lays its own there.
	Erased map[string]Mark
}

// NewRecord is an empty record.
func NewRecord(key Key, scope models.Scope) *Record {
	return &Record{Key: key, Scope: scope, Cells: map[string]Cell{}}
}

// Clone copies the record deeply enough for its cells to be merged into.
func (r *Record) Clone() *Record {
	c := *r
	c.Cells = make(map[string]Cell, len(r.Cells))
	for name, cell := range r.Cells {
		c.Cells[name] = cell.clone()
	}
	return &c
}

// Merge joins a write into a cell, see Cell.Merge.
func (r *Record) Merge(cell string, v Version, ctx Context) (gone []Version) {
	c := r.Cells[cell]
	gone = c.Merge(v, r.Key, cell, ctx)
	r.Cells[cell] = c
	return gone
}

// Overwrite replaces the cells that the change carries: how a device takes
// over what the log says.
func (r *Record) Overwrite(change *Record) {
	r.follow(change)
	for name, cell := range change.Cells {
		r.Cells[name] = cell
	}
	r.Scope, r.Seq = change.Scope, change.Seq
}

// Dots are all live dots of the record, ordered, without duplicates: what an
// author who deletes it has seen.
func (r *Record) Dots() []Dot {
	var out []Dot
	for _, cell := range r.Cells {
		out = append(out, cell.Dots()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Life is what the delete cell and the others say together.
type Life int

// A record is alive, deleted, or revived: deleted, and edited by somebody who
// had not seen that. A revived record is shown whole and flagged.
const (
	Alive Life = iota
	Deleted
	Revived
)

// Life reads the state of the record. Only a person's valid write to a field
// that is not the server's, unseen by the deletion, revives.
func (r *Record) Life(col *models.Collection) Life {
	cell, ok := r.Cells[DeletedField]
	if !ok {
		return Alive
	}
	covers, deleted := map[Dot]bool{}, false
	for i := range cell.Live {
		if bytes.Equal(cell.Live[i].Value, []byte("true")) {
			deleted = true
			for _, dot := range cell.Live[i].Replaces {
				covers[dot] = true
			}
			covers[cell.Live[i].Dot] = true
		}
	}
	if !deleted {
		return Alive
	}
	for name, c := range r.Cells {
		field, _ := CellField(name)
		if name == DeletedField || policyOf(col, field) == models.Server {
			continue
		}
		for i := range c.Live {
			if !covers[c.Live[i].Dot] && !covers[c.Live[i].As] {
				return Revived
			}
		}
	}
	return Deleted
}

// Values are the shown values: one per field, a list for sets and lists.
// Withheld values show as their mask, cleared ones are left out.
func (r *Record) Values(col *models.Collection) models.Values {
	out := models.Values{}
	lists := map[string][]string{}
	for name, cell := range r.Cells {
		field, elem := CellField(name)
		if field == DeletedField {
			continue
		}
		if elem != "" {
			lists[field] = append(lists[field], name)
			continue
		}
		var f *models.Field
		if col != nil {
			f = col.Field(field)
		}
		if v := cell.Shown(f); v != nil && !isNull(v.shown()) {
			out[field] = v.shown()
		}
	}
	for field, names := range lists {
		if list := r.list(names, policyOf(col, field) == models.Append); list != nil {
			out[field] = list
		}
	}
	return out
}

func (v *Version) shown() json.RawMessage {
	if v.Value == nil {
		return v.Mask
	}
	return v.Value
}

// list puts the elements of a set in the order of their values, the entries of
// a list in the order of their times.
func (r *Record) list(names []string, byTime bool) json.RawMessage {
	type entry struct {
		v    *Version
		name string
	}
	var entries []entry
	for _, name := range names {
		cell := r.Cells[name]
		if v := firstPresent(&cell); v != nil {
			entries = append(entries, entry{v, name})
		}
	}
	sort.Slice(entries, func(i, j int) bool {
		a, b := entries[i], entries[j]
		if byTime && a.v.At != b.v.At {
			return a.v.At < b.v.At
		}
		return a.name < b.name
	})
	var buf bytes.Buffer
	for i, e := range entries {
		if i > 0 {
			buf.WriteByte(',')
		}
		buf.Write(e.v.shown())
	}
	if buf.Len() == 0 {
		return nil
	}
	return json.RawMessage("[" + buf.String() + "]")
}

// firstPresent is a live write that adds the element: adding wins over a
// removal that had not seen it.
func firstPresent(c *Cell) *Version {
	var first *Version
	for i := range c.Live {
		v := &c.Live[i]
		if !isNull(v.shown()) && (first == nil || first.after(v)) {
			first = v
		}
	}
	return first
}

// OpenFields are the fields with an open conflict, ordered.
func (r *Record) OpenFields(col *models.Collection) []string {
	if col == nil {
		return nil
	}
	var out []string
	for name, cell := range r.Cells {
		field, elem := CellField(name)
		if elem == "" && len(cell.Live) > 1 && cell.Open(col.Field(field)) {
			out = append(out, field)
		}
	}
	sort.Strings(out)
	return out
}
