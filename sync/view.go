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

// visibility says how a view gets a cell of a record. What this version does
// not know is passed on to full views only; what needs consent and has none is
// withheld from them too.
func visibility(level string, col *models.Collection, cell string, consented bool) shown {
	field, elem := CellField(cell)
	switch {
	case level == LevelFull && !consented && needsConsent(col, cell):
		return withheld
	case level == LevelFull, field == DeletedField:
		return plain
	case col == nil:
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

// SeenAs is the record, or a change of it, as a level shows it to a viewer; nil
// when it shows nothing of it. Withheld values and what they replaced become
// masks; what the viewer wrote himself he keeps seeing, beside its mask.
func (r *Record) SeenAs(level models.Level, col *models.Collection, viewer string) *Record {
	return r.seenAs(level, col, viewer, r.consented(col))
}

func (r *Record) seenAs(level models.Level, col *models.Collection, viewer string, consented bool) *Record {
	if level == models.LevelFull && consented {
		return r
	}
	if !level.Sees() {
		return nil
	}
	out := NewRecord(r.Key, r.Scope)
	out.Seq, out.Erased = r.Seq, r.Erased
	for name, cell := range r.Cells {
		switch visibility(string(level), col, name, consented) {
		case plain:
			out.Cells[name] = cell
		case withheld:
			field, _ := CellField(name)
			out.Cells[name] = maskCell(cell, maskOf(col.Field(field), consented), viewer)
		}
	}
	if len(out.Cells)+len(out.Erased) == 0 {
		return nil
	}
	return out
}

// maskOf is how a withheld field is masked. What is kept without consent shows
// nothing, not even its ends.
func maskOf(f *models.Field, consented bool) *models.Field {
	if consented || f.Class < models.Sensitive {
		return f
	}
	sealed := *f
	sealed.Mask = models.MaskAll
	return &sealed
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
