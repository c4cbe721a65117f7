package changesync

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"fieldsync/models"
)

// references are the values by which the record is found.
func (r *Record) references(col *models.Collection) []Reference {
	var out []Reference
	for _, f := range col.Fields {
		if f.IndexPaths() == nil {
			continue
		}
		f.Indexed(r.shownValue(f), func(path, value string) {
			out = append(out, Reference{Key: r.Key, Field: path, Value: value})
		})
	}
	return out
}

// shownValue is what Values would show of one field.
func (r *Record) shownValue(f *models.Field) json.RawMessage {
	if !f.PerElement() {
		cell := r.Cells[f.Name]
		if v := cell.Shown(f); v != nil {
			return v.Value
		}
		return nil
	}
	var names []string
	for name := range r.Cells {
		if field, elem := CellField(name); field == f.Name && elem != "" {
			names = append(names, name)
		}
	}
	return r.list(names, f.Policy == models.Append)
}

// docIndex remembers by what the stored records are found.
const (
	docIndex   = "index"
	indexPaths = "paths"
)

// indexDoc is by what this program finds records, as a fingerprint.
func (e *Engine) indexDoc() Doc {
	h := sha256.New()
	for _, col := range e.reg.Collections() {
		for _, f := range col.Fields {
			fmt.Fprintf(h, "%s %q\n", col.Name, f.IndexPaths())
		}
	}
	return Doc{Kind: docIndex, Key: indexPaths, Body: h.Sum(nil)}
}

// reindex makes the index anew when another program than this one has kept it.
func (e *Engine) reindex(tx Tx) error {
	now := e.indexDoc()
	before, _, err := tx.Doc(now.Kind, now.Key)
	if err != nil || bytes.Equal(before, now.Body) {
		return err
	}
	q := RecordQuery{Limit: pageRows}
	for {
		rows, err := tx.RecordsIn(q)
		if err != nil {
			return err
		}
		b := &Batch{}
		for _, row := range rows {
			q.AfterScope, q.After = row.Scope, row.Key
			col := e.reg.Collection(row.Key.Collection)
			if col == nil {
				continue
			}
			rec, err := DecodeRecord(row.Body)
			if err != nil {
				return err
			}
			b.Unindexed = append(b.Unindexed, row.Key)
			b.References = append(b.References, rec.references(col)...)
		}
		if len(rows) < q.Limit {
			b.Docs = []Doc{now}
		}
		if err := tx.Apply(b); err != nil || b.Docs != nil {
			return err
		}
	}
}
