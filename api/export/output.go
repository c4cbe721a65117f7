package export

import (
	"encoding/json"
	"io"
	"strings"

	"fieldsync/api/sheet"
	"fieldsync/models"
)

// head is a column.
type head struct {
	name  string
	label models.Label
	field *models.Field // nil: of a report, or the id
}

// output writes rows in a format; it begins with the first, or when closed.
type output struct {
	to     io.Writer
	format string
	table  sheet.Writer // of CSV and XLSX
	begun  bool
	rows   int
}

func (o *output) begin(heads []head, chinese bool) (err error) {
	if o.begun {
		return nil
	}
	o.begun = true
	switch o.format {
	case "json":
		_, err = io.WriteString(o.to, "[")
		return err
	case "csv":
		o.table, err = sheet.NewCSV(o.to)
	default:
		o.table, err = sheet.NewXLSX(o.to)
	}
	if err != nil {
		return err
	}
	cells := make([]sheet.Cell, len(heads))
	for i, h := range heads {
		if cells[i].Text = h.label.EN; chinese {
			cells[i].Text = h.label.ZH
		}
	}
	return o.table.Row(cells)
}

// record writes a record: as JSON its values as they are, in a table the labels
// of its options.
func (o *output) record(heads []head, id string, v models.Values, chinese bool) error {
	if err := o.begin(heads, chinese); err != nil {
		return err
	}
	if o.table == nil {
		members := map[string]json.RawMessage{}
		for _, h := range heads[1:] {
			if v[h.name] != nil {
				members[h.name] = v[h.name]
			}
		}
		var err error
		if members["id"], err = json.Marshal(id); err != nil {
			return err
		}
		return o.object(members)
	}
	cells := []sheet.Cell{{Text: id}}
	for _, h := range heads[1:] {
		cells = append(cells, cell(h.field, v[h.name], chinese))
	}
	return o.table.Row(cells)
}

// row writes a row of a report.
func (o *output) row(heads []head, row []string, chinese bool) error {
	if err := o.begin(heads, chinese); err != nil {
		return err
	}
	if o.table == nil {
		members := map[string]string{}
		for i, h := range heads {
			members[h.name] = row[i]
		}
		return o.object(members)
	}
	cells := make([]sheet.Cell, len(row))
	for i, text := range row {
		cells[i] = sheet.Cell{Text: text, Number: isNumber(text)}
	}
	return o.table.Row(cells)
}

func (o *output) object(members any) error {
	raw, err := json.Marshal(members)
	if err != nil {
		return err
	}
	if o.rows++; o.rows > 1 {
		raw = append([]byte(",\n"), raw...)
	}
	_, err = o.to.Write(raw)
	return err
}

func (o *output) close(heads []head, chinese bool) error {
	if err := o.begin(heads, chinese); err != nil {
		return err
	}
	if o.table != nil {
		return o.table.Close()
	}
	_, err := io.WriteString(o.to, "]\n")
	return err
}

// cell is a value as a person reads it. What is no list and no text, a place or
// entries, stays JSON.
func cell(f *models.Field, raw json.RawMessage, chinese bool) sheet.Cell {
	var text string
	var list []string
	switch {
	case raw == nil:
		return sheet.Cell{}
	case json.Unmarshal(raw, &text) == nil:
		if f.Kind == models.Money && isNumber(text) {
			return sheet.Cell{Text: text, Number: true}
		}
		return sheet.Cell{Text: label(f, text, chinese)}
	case f.Kind == models.Int:
		return sheet.Cell{Text: string(raw), Number: true}
	case f.Kind == models.Bool && chinese:
		return sheet.Cell{Text: map[string]string{"true": "是", "false": "否"}[string(raw)]}
	case json.Unmarshal(raw, &list) == nil:
		for i := range list {
			list[i] = label(f, list[i], chinese)
		}
		return sheet.Cell{Text: strings.Join(list, "、")}
	}
	return sheet.Cell{Text: string(raw)}
}

func label(f *models.Field, option string, chinese bool) string {
	if len(f.Options) == 0 {
		return option
	}
	l := f.OptionLabel(option)
	if chinese {
		return l.ZH
	}
	return l.EN
}

// isNumber knows the numbers that are written here: digits, a sign, one point.
// A long row of digits is a name, which a spreadsheet would round.
func isNumber(text string) bool {
	digits := strings.Replace(strings.TrimPrefix(text, "-"), ".", "", 1)
	if digits == "" || len(digits) > 15 || strings.HasPrefix(digits, "0") && len(digits) > 1 && !strings.Contains(text, ".") {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}
