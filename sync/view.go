package changesync

import (
	"slices"

	"fieldsync/models"
)

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

// Viewer is somebody who looks at records: through which view, and where.
type Viewer struct {
	View string
	User string // keeps seeing what he wrote himself
	Desk bool   // at a desk of the office, not on a device
}

// sees is how much of a line of the table of rights he sees.
func (v Viewer) sees(line string) models.Level {
	see := models.RightIn(v.View, line).See
	switch {
	case see != models.LevelDesk:
		return see
	case v.Desk:
		return models.LevelFull
	}
	return models.LevelMasked
}

// seesAll says whether he sees all fields of a collection in full.
func (v Viewer) seesAll(collection string, col *models.Collection) bool {
	partly := func(line string) bool { return v.sees(line) != models.LevelFull }
	return !partly(collection) && (col == nil || !slices.ContainsFunc(col.Lines, partly))
}

// lineOf is the line of the table that is about the field of a cell alone, ""
// where that of the collection goes for it too.
func lineOf(col *models.Collection, cell string) string {
	field, _ := CellField(cell)
	if col == nil || col.Field(field) == nil {
		return ""
	}
	return col.Field(field).Line
}

// confidential says whether a masked view gets a mask for a field.
func confidential(f *models.Field) bool { return f.Class >= models.Personal || f.Line != "" }

// visibility says how a level, that of the cell's own line where it has one,
// gets a cell of a record. What this version does not know is passed on to full
// views only; what needs consent and has none is withheld from them too.
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
	case level != LevelMasked, confidential(f) && elem != "" && f.Policy == models.Set:
		return hidden // the name of such a cell is its value
	case confidential(f):
		return withheld
	}
	return plain
}

// SeenBy is the record, or a change of it, as it is shown to a viewer; nil when
// he sees nothing of it. Withheld values and what they replaced become masks;
// what the viewer wrote himself he keeps seeing, beside its mask.
func (r *Record) SeenBy(v Viewer, col *models.Collection) *Record {
	return r.seenBy(v, col, r.consented(col))
}

func (r *Record) seenBy(v Viewer, col *models.Collection, consented bool) *Record {
	level := v.sees(r.Key.Collection)
	if !level.Sees() {
		return nil
	}
	if consented && v.seesAll(r.Key.Collection, col) {
		return r
	}
	out := NewRecord(r.Key, r.Scope)
	out.Seq, out.Erased = r.Seq, r.Erased
	for name, cell := range r.Cells {
		own := level
		if line := lineOf(col, name); line != "" {
			own = v.sees(line)
		}
		switch visibility(string(own), col, name, consented) {
		case plain:
			out.Cells[name] = cell
		case withheld:
			field, _ := CellField(name)
			out.Cells[name] = maskCell(cell, maskOf(col.Field(field), consented), v.User)
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
