package export

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"fieldsync/models"
	"fieldsync/models/report"
	changesync "fieldsync/sync"
)

// Request says what to give out, to whom and how.
type Request struct {
	User    string
	Device  string // session or device that asks; "" at the server itself
	What    string // a collection or a report
	Format  string // json, csv or xlsx
	Chinese bool   // labels in Chinese
	Day     time.Time
}

// Formats are the formats with their media types.
var Formats = map[string]string{
	"json": "application/json",
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// Write writes an export and returns how many rows it has. Nothing is written
// before the first page was read and noted, so an error with 0 rows has left w
// untouched. Errors: not_found for what is not there, and what the user sees
// nothing of; usage for a format; those of the engine and of w.
func Write(ctx context.Context, e *changesync.Engine, req Request, w io.Writer) (rows int, err error) {
	if Formats[req.Format] == "" {
		return 0, &models.Error{Code: "usage", Field: "format", Message: "the formats are json, csv and xlsx", ZH: "格式可为 json、csv 或 xlsx"}
	}
	out := &output{to: w, format: req.Format}
	if r := report.New(req.What, req.Day); r != nil {
		return writeReport(ctx, e, req, r, out)
	}
	col := e.Registry().Collection(req.What)
	if col == nil {
		return 0, notFound()
	}
	return writeCollection(ctx, e, req, col, out)
}

func notFound() error {
	return &models.Error{Code: changesync.CodeNotFound, Message: "there is nothing here, or nothing that you may see", ZH: "没有内容,或您无权查看"}
}

func writeCollection(ctx context.Context, e *changesync.Engine, req Request, col *models.Collection, out *output) (rows int, err error) {
	fields := slices.DeleteFunc(slices.Clone(col.Fields), func(f *models.Field) bool { return models.Unlisted(col.Name, f.Name) })
	heads := []head{{name: "id", label: models.Label{ZH: "记录编号", EN: "Record id"}}}
	for _, f := range fields {
		heads = append(heads, head{f.Name, f.Label, f})
	}
	err = e.Scan(ctx, req.User, col.Name, func(page []*changesync.Record) error {
		keys := make([]changesync.Key, len(page))
		for i, r := range page {
			keys[i] = r.Key
		}
		if err := note(ctx, e, req, keys); err != nil {
			return err
		}
		for _, r := range page {
			if err := out.record(heads, r.Key.ID, r.Values(col), req.Chinese); err != nil {
				return err
			}
			rows++
		}
		return nil
	})
	if err != nil {
		return rows, err
	}
	return rows, out.close(heads, req.Chinese)
}

func note(ctx context.Context, e *changesync.Engine, req Request, keys []changesync.Key) error {
	return e.NoteExport(ctx, changesync.Taking{User: req.User, Device: req.Device, What: req.What, As: req.Format}, keys)
}

// writeReport feeds a report with what the user sees of its sources. A source
// of which he sees nothing counts as empty; of all, the report is not for him.
func writeReport(ctx context.Context, e *changesync.Engine, req Request, r report.Report, out *output) (rows int, err error) {
	seen := false
	for _, source := range r.Sources() {
		col := e.Registry().Collection(source)
		if col == nil {
			continue
		}
		err := e.Scan(ctx, req.User, source, func(page []*changesync.Record) error {
			for _, rec := range page {
				r.Add(source, rec.Key.ID, rec.Values(col))
			}
			return nil
		})
		if err != nil && !isNotFound(err) {
			return 0, err
		}
		seen = seen || err == nil && !directory(source)
	}
	if !seen {
		return 0, notFound()
	}
	if err := note(ctx, e, req, nil); err != nil {
		return 0, err
	}
	t := r.Table(req.Chinese)
	var heads []head
	for _, c := range t.Columns {
		heads = append(heads, head{name: c.Name, label: c.Label})
	}
	for _, row := range t.Rows {
		if err := out.row(heads, row, req.Chinese); err != nil {
			return rows, err
		}
		rows++
	}
	return rows, out.close(heads, req.Chinese)
}

// directory says whether everybody sees a collection: it opens no report.
func directory(collection string) bool { return collection == "staff" }

func isNotFound(err error) bool {
	var coded *models.Error
	return errors.As(err, &coded) && coded.Code == changesync.CodeNotFound
}
