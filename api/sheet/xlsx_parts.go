package sheet

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
)

// readStrings reads the texts that cells share. They stand in memory, so they
// are bounded more closely than what is streamed.
func (b *book) readStrings() error {
	const name = "xl/sharedStrings.xml"
	if b.parts[name] == nil {
		return nil // a book of numbers, or of texts in their cells
	}
	t, err := b.part(name, maxStrings)
	if err != nil {
		return err
	}
	defer func() { _ = t.closer.Close() }() // nothing was written
	for {
		tok, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "si" {
			if len(b.strings) == maxShared {
				return tooLarge(0, "the workbook holds too many different texts: split it, or save it as CSV", "工作簿中不同的文字过多,请拆分或另存为 CSV")
			}
			text, err := t.text("si", 0)
			if err != nil {
				return err
			}
			b.strings = append(b.strings, text)
		}
	}
}

// text reads the t elements up to the end of the element around them; what
// tells the reading of characters (rPh) is none of the text.
func (t *tokens) text(end string, row int) (string, error) {
	var out strings.Builder
	reading, inside := 0, false
	for {
		tok, err := t.next()
		if err == io.EOF {
			err = badXLSX("it ends in the middle")
		}
		if err != nil {
			return "", err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Local == "rPh" {
				reading++
			}
			inside = e.Name.Local == "t" && reading == 0
		case xml.EndElement:
			if e.Name.Local == "rPh" {
				reading--
			}
			if inside = false; e.Name.Local == end {
				return out.String(), nil
			}
		case xml.CharData:
			if inside {
				out.Write(e)
			}
			if out.Len() > 4*MaxCell {
				return "", tooLarge(row, "a cell is longer than 32767 characters", "单元格超过 32767 字")
			}
		}
	}
}

// readStyles finds out which styles show a number as a date.
func (b *book) readStyles() error {
	const name = "xl/styles.xml"
	if b.parts[name] == nil {
		return nil
	}
	own := map[string]bool{}
	inCells := false
	return b.each(name, func(e xml.StartElement) {
		switch e.Name.Local {
		case "numFmt":
			own[attr(e, "numFmtId")] = showsDate(attr(e, "formatCode"))
		case "cellXfs":
			inCells = true
		case "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if id := attr(e, "numFmtId"); inCells {
				date, given := own[id]
				b.dates = append(b.dates, given && date || !given && builtInDate(id))
			}
		}
	})
}

// builtInDate knows the formats that have a number only (ECMA-376 18.8.30),
// those of Chinese editions among them.
func builtInDate(id string) bool {
	n, err := strconv.Atoi(id)
	within := func(from, to int) bool { return n >= from && n <= to }
	return err == nil && (within(14, 22) || within(27, 36) || within(45, 47) || within(50, 58))
}

// showsDate looks for the letters of a date outside of quotes and brackets.
func showsDate(format string) bool {
	quoted, bracket, escaped := false, false, false
	for _, r := range strings.ToLower(format) {
		switch {
		case escaped:
			escaped = false
		case r == '\\' || r == '_':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case !bracket && slices.Contains([]rune("ymdhs"), r):
			return true
		}
	}
	return false
}
