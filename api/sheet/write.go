package sheet

import (
	"bufio"
	"io"
	"strings"
)

// Cell is a cell to be written. Number says that the text is a number, written
// by the program and not by a person.
type Cell struct {
	Text   string
	Number bool
}

// Writer writes a table row by row; nothing is kept. Close ends the file, not
// what it goes to.
type Writer interface {
	Row(cells []Cell) error
	Close() error
}

// runs says whether a spreadsheet would take a text for a formula: those it
// takes in half or full width, behind blanks too (CWE-1236).
func runs(text string) bool {
	text = strings.TrimLeft(text, " \u00a0\u3000")
	return text != "" && strings.ContainsRune("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", []rune(text)[0])
}

// Plain takes away the apostrophe that keeps a text from being a formula, so
// that what was written here can be read again.
func Plain(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && runs(rest) {
		return rest
	}
	return text
}

// csvWriter writes CSV with the mark that tells spreadsheets of UTF-8.
type csvWriter struct{ out *bufio.Writer }

// NewCSV writes CSV (RFC 4180) in UTF-8 with a byte order mark, without which
// spreadsheets here read GB18030. A text that would be a formula gets an
// apostrophe before it.
func NewCSV(w io.Writer) (Writer, error) {
	c := csvWriter{bufio.NewWriter(w)}
	_, err := c.out.WriteString("\ufeff")
	return c, err
}

func (c csvWriter) Row(cells []Cell) error {
	for i, cell := range cells {
		if i > 0 {
			_ = c.out.WriteByte(',') // the writer keeps its error
		}
		text := cell.Text
		if !cell.Number && runs(text) {
			text = "'" + text
		}
		if strings.ContainsAny(text, ",\"\r\n") {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		_, _ = c.out.WriteString(text)
	}
	_, err := c.out.WriteString("\r\n")
	return err
}

func (c csvWriter) Close() error { return c.out.Flush() }
