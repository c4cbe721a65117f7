package sheet

import (
	"fmt"
	"io"

	"fieldsync/models"
)

// The limits of what is read. Those of cells and rows are what a spreadsheet
// itself can hold (ECMA-376 and its makers' documentation).
const (
	MaxCell    = 32_767    // characters
	MaxColumns = 512       // of a row
	MaxRows    = 1_048_576 // of a file, the header included
	maxPiece   = 1 << 20   // bytes of one row of a CSV, or of one tag or text of an XLSX
	maxFile    = 1 << 30   // bytes of a part of an XLSX, unpacked
	maxPart    = 8 << 20   // bytes of what describes a workbook
	maxShared  = 2 << 20   // shared texts
	maxStrings = 96 << 20  // bytes of the shared texts of an XLSX, which stand in memory
)

// bad makes an error about a file; row is 0 where it is about all of it.
func bad(code string, row int, message, zh string) *models.Error {
	e := &models.Error{Code: code, Message: message, ZH: zh}
	if row > 0 {
		e.Field = fmt.Sprintf("row %d", row)
	}
	return e
}

func tooLarge(row int, what, zh string) *models.Error {
	return bad("too_large", row, what, zh)
}

// budget hands out at most left bytes until it is filled again: a reader that
// refills it after each piece never holds more than one piece.
type budget struct {
	r     io.Reader
	left  int
	total int64
	done  int64 // bytes handed out in all
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 || b.done > b.total {
		return 0, tooLarge(0, "the file holds a text, or as a whole unpacks to, more than can be read", "文件中有过长的内容,或解压后过大")
	}
	if len(p) > b.left {
		p = p[:b.left]
	}
	n, err := b.r.Read(p)
	b.left -= n
	b.done += int64(n)
	return n, err
}
