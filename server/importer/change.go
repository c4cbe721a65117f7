package importer

import (
	"bytes"
	"encoding/json"
	"maps"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// change compares a row with the record that is there.
func (im *importer) change(v *view, l *line, there found) error {
	all := maps.Clone(there.values)
	ed := im.edit(there.rec.Key, there.rec.Scope)
	for _, f := range im.col.Fields {
		value := l.values[f.Name]
		if l.typed[f.Name] == "" || value == nil {
			continue // what is left out, or has a default, changes nothing
		}
		all[f.Name] = value
		if err := im.field(v, l, there.rec, f, ed); err != nil {
			return err
		}
	}
	im.check(l, all, func(field string) bool { return l.typed[field] != "" })
	if len(l.wrong) == 0 && len(ed.Set)+len(ed.Add) > 0 {
		l.edit = ed
	}
	return nil
}

// field decides about one field that a row gives, see the package.
func (im *importer) field(v *view, l *line, rec *changesync.Record, f *models.Field, ed *changesync.Edit) error {
	value := l.values[f.Name]
	if f.PerElement() {
		return im.elements(l, rec, f, ed)
	}
	cell := rec.Cells[f.Name]
	shown := cell.Shown(f)
	switch {
	case shown != nil && bytes.Equal(shown.Value, value):
		return nil
	case shown == nil || f.Policy == models.Server:
		ed.Set[f.Name] = value
		return nil
	case f.Policy == models.Fixed:
		l.refuse(f, problem("fixed_field", f.Name, "is written once, at creation: void the record and make a new one", "该项只能在建立时填写,请作废后重新建立"))
		return nil
	}
	ours, theirs, err := im.sides(v, &cell, value)
	if err != nil || ours == nil && theirs == 0 {
		return err // said before, beside somebody else's
	}
	if theirs == 0 || im.opt.Overwrite {
		ed.Set[f.Name], ed.Seen[f.Name] = value, cell.Dots()
		return nil
	}
	last, err := v.last(rec.Key, f.Name)
	if err != nil {
		return err
	}
	if last != nil && bytes.Equal(last.Value, value) {
		l.notes = append(l.notes, finding{field: f, problem: *problem("kept", f.Name, "a phone has changed it since; the list says what it said before, so the newer value stays", "现场人员已修改该项,清单与上次相同,保留新值")})
		return nil
	}
	if last != nil {
		ours = append(ours, last.Dot)
	}
	ed.Set[f.Name], ed.Seen[f.Name] = value, ours
	l.notes = append(l.notes, finding{field: f, problem: *besides(f, &cell)})
	return nil
}

// besides says what becomes of a phone's value and the list's: only some fields
// ask a person; of others the list's is shown, and the report has the phone's
// unless it is personal.
func besides(f *models.Field, cell *changesync.Cell) *models.Problem {
	if f.Policy == models.Review {
		return problem("beside", f.Name, "a phone has changed it since, and the list too: both values are kept for a person to look at", "现场人员与清单均已修改该项,两个值都保留,请人工确认")
	}
	said, zh := "", ""
	if shown := cell.Shown(f); f.Class < models.Personal && shown != nil {
		said, zh = " ("+string(shown.Value)+")", "("+string(shown.Value)+")"
	}
	return problem("later", f.Name, "a phone has changed it since, and the list too: the list's value is shown, as the later one; write the phone's again if it is right"+said,
		"现场人员与清单均已修改该项,以清单(较晚)为准;如现场的值正确,请重新填写"+zh)
}

// sides are the dots in a cell that the office wrote, and how many others
// wrote. Both are none when one of the office says the value already.
func (im *importer) sides(v *view, cell *changesync.Cell, value json.RawMessage) (ours []changesync.Dot, theirs int, err error) {
	ours = []changesync.Dot{}
	for i := range cell.Live {
		own, err := v.office(cell.Live[i].Dot)
		switch {
		case err != nil:
			return nil, 0, err
		case !own:
			theirs++
		case bytes.Equal(cell.Live[i].Value, value):
			return nil, 0, nil
		default:
			ours = append(ours, cell.Live[i].Dot)
		}
	}
	return ours, theirs, nil
}

// elements adds what a set lacks; a list never takes an element away.
func (im *importer) elements(l *line, rec *changesync.Record, f *models.Field, ed *changesync.Edit) error {
	have := map[string]bool{}
	var list []json.RawMessage
	if raw := rec.Values(im.col)[f.Name]; raw != nil {
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
	}
	for _, e := range list {
		have[string(e)] = true
	}
	wanted, p := f.Elements(l.values[f.Name])
	if p != nil {
		l.refuse(f, p)
		return nil
	}
	for _, e := range wanted {
		if !have[string(e)] {
			ed.Add[f.Name] = append(ed.Add[f.Name], e)
		}
	}
	return nil
}
