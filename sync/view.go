package changesync

import "fieldsync/models"

// The views. A view is what a grant shows of a scope.
const (
	ViewFull   = "full"
	ViewMasked = "masked" // personal values travel as dot and mask
)

// AllScopes stands for every scope of the organisation in a grant.
const AllScopes models.Scope = "*"

type shown int

const (
	plain shown = iota
	withheld
	hidden
)

// visibility says how a view gets a cell. What this version does not know is
// passed on to full views only.
func visibility(level string, col *models.Collection, cell string) shown {
	if level == ViewFull {
		return plain
	}
	field, elem := CellField(cell)
	if field == DeletedField {
		return plain
	}
	if col == nil {
		return hidden
	}
	f := col.Field(field)
	switch {
	case f == nil:
		return hidden
	case f.Class >= models.Personal && elem != "" && f.Policy == models.Set:
		return hidden // the name of such a cell is its value
	case f.Class >= models.Personal:
		return withheld
	}
	return plain
}

// Masked is the record as a masked view gets it: withheld values and what they
// replaced become masks. What the viewer wrote himself he keeps seeing, beside
// its mask.
func (r *Record) Masked(col *models.Collection, viewer string) *Record {
	out := NewRecord(r.Key, r.Scope)
	out.Seq = r.Seq
	for name, cell := range r.Cells {
		switch visibility(ViewMasked, col, name) {
		case plain:
			out.Cells[name] = cell
		case withheld:
			field, _ := CellField(name)
			out.Cells[name] = maskCell(cell, col.Field(field), viewer)
		}
	}
	return out
}

func maskCell(c Cell, f *models.Field, viewer string) Cell {
	out := Cell{Live: make([]Version, len(c.Live)), Awaited: c.Awaited}
	for i, v := range c.Live {
		v.Mask = models.MaskValue(f, v.Value)
		if v.By != viewer || viewer == "" {
			v.Value = nil
		}
		if v.Was != nil {
			v.Was = models.MaskValue(f, v.Was)
		}
		out.Live[i] = v
	}
	return out
}
