package sheet

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xlsxRows reads the rows of a sheet.
type xlsxRows struct {
	*book
	t   *tokens
	row int
}

func (x *xlsxRows) progress() (done, total int64) {
	return min(x.t.budget.done, x.t.size), x.t.size
}

func (x *xlsxRows) close() error {
	_ = x.t.closer.Close() // nothing was written
	return x.file.Close()
}

func (x *xlsxRows) next() (Row, error) {
	for {
		tok, err := x.t.next()
		if err != nil {
			return Row{}, err
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "row" {
			x.row++
			if n, err := strconv.Atoi(attr(e, "r")); err == nil && n >= x.row {
				x.row = n
			}
			return x.cells()
		}
	}
}

// cells reads a row up to its end. Cells that are empty may be left out.
func (x *xlsxRows) cells() (Row, error) {
	r := Row{Number: x.row}
	for {
		tok, err := x.t.next()
		if err == io.EOF {
			err = badXLSX("it ends in the middle of a row")
		}
		if err != nil {
			return r, err
		}
		switch e := tok.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return r, nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			at := len(r.Cells)
			if ref := attr(e, "r"); ref != "" {
				at = column(ref)
			}
			if at < len(r.Cells) || at >= MaxColumns {
				return r, tooLarge(x.row, "the row has more than 512 columns, or one twice", "该行超过 512 列,或有重复的列")
			}
			for len(r.Cells) < at {
				r.Cells = append(r.Cells, "")
			}
			text, err := x.cell(e)
			if err != nil {
				return r, err
			}
			r.Cells = append(r.Cells, text)
		}
	}
}

// column reads the letters of a reference: A is 0, AB12 is 27.
func column(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' || n > MaxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// cell reads a cell as text. Of a formula it is what was worked out when the
// file was saved; one that never was, is its own text.
func (x *xlsxRows) cell(c xml.StartElement) (string, error) {
	var value, formula strings.Builder
	var inline, within string
	for {
		tok, err := x.t.next()
		if err == io.EOF {
			err = badXLSX("it ends in the middle of a cell")
		}
		if err != nil {
			return "", err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if within = e.Name.Local; within == "is" {
				if inline, err = x.t.text("is", x.row); err != nil {
					return "", err
				}
				within = ""
			}
		case xml.CharData:
			if value.Len()+formula.Len() > 4*MaxCell {
				return "", tooLarge(x.row, "a cell is longer than 32767 characters", "单元格超过 32767 字")
			}
			switch within {
			case "v":
				value.Write(e)
			case "f":
				formula.Write(e)
			}
		case xml.EndElement:
			within = ""
			if e.Name.Local == "c" {
				return x.read(c, value.String(), formula.String(), inline)
			}
		}
	}
}

func (x *xlsxRows) read(c xml.StartElement, value, formula, inline string) (text string, err error) {
	switch kind := attr(c, "t"); {
	case kind == "inlineStr":
		text = inline
	case value == "" && formula != "":
		text = "=" + formula
	case value == "" || kind == "str" || kind == "e" || kind == "d":
		text = value
	case kind == "s":
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(x.strings) {
			return "", bad("bad_xlsx", x.row, "a cell refers to a text that is not there", "工作簿已损坏")
		}
		text = x.strings[i]
	case kind == "b":
		text = map[string]string{"1": "TRUE", "0": "FALSE"}[value]
	default:
		style, _ := strconv.Atoi(attr(c, "s")) // 0 when it has none
		text = x.number(value, style)
	}
	if len(text) > MaxCell && utf8.RuneCountInString(text) > MaxCell {
		return "", tooLarge(x.row, "a cell is longer than 32767 characters", "单元格超过 32767 字")
	}
	return text, nil
}
