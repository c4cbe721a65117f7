package importer

import (
	"encoding/json"
	"io"
	"strconv"

	"fieldsync/api/sheet"
	"fieldsync/models"
)

// Report writes what is wrong with rows as CSV: row, column, value, code, level
// and what to do. Values that are personal are masked.
type Report struct {
	to      io.Writer
	chinese bool
	out     sheet.Writer // nil until there is something to tell
}

// NewReport tells in Chinese or English; nothing is written when all is well.
func NewReport(to io.Writer, chinese bool) *Report { return &Report{to: to, chinese: chinese} }

// maxShown bounds the value shown of a cell, in characters.
const maxShown = 60

func (r *Report) say(row int, column, value, code, level, message string) error {
	if r.out == nil {
		var err error
		if r.out, err = sheet.NewCSV(r.to); err != nil {
			return err
		}
		head := []string{"row", "column", "value", "code", "level", "message"}
		if r.chinese {
			head = []string{"行", "列", "值", "代码", "级别", "说明"}
		}
		if err := r.out.Row(texts(head...)); err != nil {
			return err
		}
	}
	cells := texts(strconv.Itoa(row), column, value, code, level, message)
	cells[0].Number = true
	return r.out.Row(cells)
}

// Close writes what is still kept back.
func (r *Report) Close() error {
	if r.out == nil {
		return nil
	}
	return r.out.Close()
}

func texts(list ...string) []sheet.Cell {
	out := make([]sheet.Cell, len(list))
	for i, s := range list {
		out[i].Text = s
	}
	return out
}

// report tells what is wrong with a line, or worth a look.
func (im *importer) report(l *line) error {
	r := im.opt.Report
	if r == nil {
		return nil
	}
	list, level := l.wrong, "error"
	if len(list) == 0 {
		list, level = l.notes, "note"
	}
	if r.chinese {
		level = map[string]string{"error": "错误", "note": "提示"}[level]
	}
	for _, f := range list {
		column, value := "", ""
		if f.field != nil {
			column, value = im.title(f.field, r.chinese), shown(f.field, l.typed[f.field.Name])
		}
		message := f.problem.Message
		if r.chinese && f.problem.ZH != "" {
			message = f.problem.ZH
		}
		if err := r.say(l.number, column, value, f.problem.Code, level, message); err != nil {
			return err
		}
	}
	return nil
}

// title is the name of a column as the file has it, or of the field.
func (im *importer) title(f *models.Field, chinese bool) string {
	for _, c := range im.columns {
		if c.field == f {
			return c.title
		}
	}
	if chinese {
		return f.Label.ZH
	}
	return f.Name
}

// shown is a value as anybody may read it.
func shown(f *models.Field, typed string) string {
	if typed != "" && f.Class > models.Public {
		raw, err := json.Marshal(typed)
		if err != nil || json.Unmarshal(models.MaskValue(f, raw), &typed) != nil {
			return models.Dots
		}
	}
	if r := []rune(typed); len(r) > maxShown {
		return string(r[:maxShown]) + "…"
	}
	return typed
}

// plural is a number with its word.
func plural(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return strconv.Itoa(n) + " " + many
}
