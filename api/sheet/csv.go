package sheet

import (
	"bufio"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// csvRows reads CSV by a few states of its own: encoding/csv passes over empty
// lines, so that rows would not be those that a person sees.
type csvRows struct {
	file   *os.File
	size   int64
	budget *budget
	in     *bufio.Reader
	comma  rune
	row    int
	ended  bool
}

func openCSV(f *os.File, size int64, opt Options) (rows, error) {
	text, err := decoded(f, opt.Encoding)
	if err != nil {
		return nil, err
	}
	c := &csvRows{file: f, size: size, budget: &budget{r: text, left: 1 << 62, total: 1 << 62}}
	c.in = bufio.NewReaderSize(c.budget, 64<<10)
	switch opt.Separator {
	case "":
		c.comma = c.findComma()
	case ",", ";", "\t":
		c.comma = rune(opt.Separator[0])
	case "tab", `\t`:
		c.comma = '\t'
	default:
		return nil, bad("usage", 0, `the separators are "," ";" and a tab`, "分隔符可为逗号、分号或制表符")
	}
	return c, nil
}

// findComma takes the separator that is most often in the first line.
func (c *csvRows) findComma() rune {
	head, _ := c.in.Peek(c.in.Size() / 2) // what there is
	best, most, quoted := ',', 0, false
	counts := map[byte]int{}
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if b == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[b]++
		}
	}
	for _, sep := range []byte{',', ';', '\t'} {
		if counts[sep] > most {
			best, most = rune(sep), counts[sep]
		}
	}
	return best
}

func (c *csvRows) progress() (done, total int64) { return min(c.budget.done, c.size), c.size }
func (c *csvRows) close() error                  { return c.file.Close() }

func (c *csvRows) next() (Row, error) {
	if c.ended {
		return Row{}, io.EOF
	}
	c.row++
	r := csvRow{c: c}
	for !r.whole {
		if err := r.cell(); err != nil {
			return Row{}, err
		}
	}
	if c.ended && len(r.cells) == 1 && r.cells[0] == "" {
		return Row{}, io.EOF
	}
	return Row{Number: c.row, Cells: r.cells}, nil
}

// csvRow is a row while it is read.
type csvRow struct {
	c     *csvRows
	cells []string
	bytes int
	whole bool
}

// cell reads to the next separator, end of the line or of the file. A quote
// counts at the beginning of a cell only, as spreadsheets read it.
func (r *csvRow) cell() error {
	var text strings.Builder
	quoted, closed := false, false
	for {
		ch, err := r.char()
		switch {
		case err == io.EOF && quoted:
			return bad("open_quote", r.c.row, `a cell begins with " and nothing ends it`, "引号没有结束")
		case err == io.EOF:
			r.c.ended, r.whole = true, true
			return r.add(&text)
		case err != nil:
			return err
		case ch == '"' && quoted:
			if again, _ := r.c.in.Peek(1); len(again) == 1 && again[0] == '"' {
				_, _, _ = r.c.in.ReadRune() // peeked
				text.WriteByte('"')
				continue
			}
			quoted, closed = false, true
		case quoted:
			text.WriteRune(ch)
		case ch == '"' && text.Len() == 0 && !closed:
			quoted = true
		case ch == r.c.comma:
			return r.add(&text)
		case ch == '\n' || ch == '\r':
			if next, _ := r.c.in.Peek(1); ch == '\r' && len(next) == 1 && next[0] == '\n' {
				_, _, _ = r.c.in.ReadRune() // peeked
			}
			r.whole = true
			_, err := r.c.in.Peek(1)
			r.c.ended = err == io.EOF
			return r.add(&text)
		default:
			text.WriteRune(ch)
		}
	}
}

func (r *csvRow) char() (rune, error) {
	ch, size, err := r.c.in.ReadRune()
	if err != nil {
		return 0, err
	}
	if ch == utf8.RuneError || ch == 0 {
		return 0, bad("bad_encoding", r.c.row, "the row holds bytes that are no text in the encoding of the file: give --encoding gb18030 or utf-8, or save it as UTF-8", "编码有误,请用 --encoding 指明 gb18030 或 utf-8,或另存为 UTF-8")
	}
	if r.bytes += size; r.bytes > maxPiece {
		return 0, tooLarge(r.c.row, "the row is longer than 1 MiB: is a quote missing?", "该行超过 1 MiB,是否缺少引号?")
	}
	return ch, nil
}

func (r *csvRow) add(text *strings.Builder) error {
	s := text.String()
	if len(s) > MaxCell && utf8.RuneCountInString(s) > MaxCell {
		return tooLarge(r.c.row, "a cell is longer than 32767 characters: is a quote missing?", "单元格超过 32767 字,是否缺少引号?")
	}
	if len(r.cells) == MaxColumns {
		return tooLarge(r.c.row, "the row has more than 512 columns", "该行超过 512 列")
	}
	r.cells = append(r.cells, s)
	return nil
}
