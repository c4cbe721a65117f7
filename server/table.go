package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"fieldsync/models"
)

// table prints rows for people, in columns. Whatever stands in a cell stays in
// it: names, reasons and labels are written by others.
type table struct{ w *tabwriter.Writer }

func (c *console) table(head ...any) table {
	t := table{tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)}
	if len(head) > 0 {
		t.row(head...)
	}
	return t
}

// row writes a cell for each argument.
func (t table) row(cells ...any) {
	format := strings.TrimSuffix(strings.Repeat("%v\t", len(cells)), "\t") + "\n"
	_, _ = fmt.Fprintf(t.w, format, models.VisibleArgs(cells)...) // Flush tells what went wrong
}

func (t table) flush() error { return t.w.Flush() }
