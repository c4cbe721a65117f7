package changesync

import "fieldsync/models"

// The levels that have checksums, see models.Level.
const (
	LevelFull   = string(models.LevelFull)
	LevelMasked = string(models.LevelMasked)
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
	if level == LevelFull {
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

// seenAs is the record as a level shows it to a viewer; nil when it shows
// nothing of it.
func (r *Record) seenAs(level models.Level, col *models.Collection, viewer string) *Record {
	switch level {
	case models.LevelFull:
		return r
	case models.LevelMasked:
		if r = r.Masked(col, viewer); len(r.Cells)+len(r.Erased) > 0 {
			return r
		}
	}
	return nil
}

// Masked is the record as a masked view gets it: withheld values and what they
// replaced become masks. What the viewer wrote himself he keeps seeing, beside
// its mask.
func (r *Record) Masked(col *models.Collection, viewer string) *Record {
	out := NewRecord(r.Key, r.Scope)
	out.Seq, out.Erased = r.Seq, r.Erased
	for name, cell := range r.Cells {
		switch visibility(LevelMasked, col, name) {
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
