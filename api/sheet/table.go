package sheet

import (
	"bytes"
	"io"
	"os"

	"fieldsync/models"
)

// Options say what cannot be seen in a file. The zero value looks for itself.
type Options struct {
	Encoding  string // of a CSV: utf-8, gb18030, utf-16; "": found out
	Separator string // of a CSV: "," ";" or a tab; "": found out from the first line
	Sheet     string // of an XLSX, by its name; "": the first
}

// Row is one row of a table.
type Row struct {
	Number int // as a spreadsheet counts, the first row is 1
	Cells  []string
}

// rows are what a format reads; Next answers io.EOF after the last.
type rows interface {
	next() (Row, error)
	progress() (done, total int64)
	close() error
}

// Table is an open file. Texts are as typed; dates of an XLSX are written
// 2016-05-10 or 2016-05-10 09:30:00, and numbers that had more digits than a
// spreadsheet keeps in exponent form, so that nobody takes them for exact.
type Table struct{ rows }

// Open opens a CSV or XLSX file, known by its content. Errors: no_file,
// old_xls, bad_xlsx, no_sheet, bad_encoding, too_large.
func Open(path string, opt Options) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &models.Error{Code: "no_file", Field: path, Message: "the file cannot be read", ZH: "无法读取文件", Err: err}
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		_ = f.Close() // nothing was written
		return nil, &models.Error{Code: "no_file", Field: path, Message: "this is no file", ZH: "不是文件", Err: err}
	}
	r, err := open(f, info.Size(), opt)
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return &Table{r}, nil
}

func open(f *os.File, size int64, opt Options) (rows, error) {
	head := make([]byte, 8)
	n, err := io.ReadFull(f, head)
	if err != nil && n == 0 && err != io.EOF {
		return nil, err
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return openXLSX(f, size, opt)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, bad("old_xls", 0, "this is a workbook of the old kind or one with a password: save it as .xlsx or CSV, without a password", "这是旧版或带密码的工作簿,请另存为无密码的 .xlsx 或 CSV")
	}
	return openCSV(f, size, opt)
}

// Next reads the next row, io.EOF after the last one. Rows of which all cells
// are empty are passed over. Errors: bad_encoding, open_quote, too_large,
// bad_xlsx, each with the row.
func (t *Table) Next() (Row, error) {
	for {
		r, err := t.next()
		if err != nil {
			return Row{}, err
		}
		if r.Number > MaxRows {
			return Row{}, tooLarge(r.Number, "a file has at most 1048576 rows: split it", "文件最多 1048576 行,请拆分")
		}
		for _, c := range r.Cells {
			if c != "" {
				return r, nil
			}
		}
	}
}

// Progress says how many bytes of how many have been read, about.
func (t *Table) Progress() (done, total int64) { return t.progress() }

// Close closes the file.
func (t *Table) Close() error { return t.close() }
