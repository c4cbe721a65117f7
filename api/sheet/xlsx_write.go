package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
)

// xlsxWriter streams a workbook of one sheet: texts stand in their cells, so
// that nothing has to be kept until the end.
type xlsxWriter struct {
	zip *zip.Writer
	out *bufio.Writer
	row int
}

// The parts of a workbook that are always the same. Style 1 is what a
// spreadsheet itself puts on a text that begins like a formula (quotePrefix).
var fixedParts = [][2]string{
	{"[Content_Types].xml", xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`},
	{"_rels/.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", xml.Header + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
	{"xl/styles.xml", xml.Header + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" quotePrefix="1"/></cellXfs></styleSheet>`},
}

// NewXLSX writes a workbook (ECMA-376) with one sheet.
func NewXLSX(w io.Writer) (Writer, error) {
	x := &xlsxWriter{zip: zip.NewWriter(w)}
	for _, p := range fixedParts {
		part, err := x.zip.Create(p[0])
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(part, p[1]); err != nil {
			return nil, err
		}
	}
	part, err := x.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return nil, err
	}
	x.out = bufio.NewWriter(part)
	_, err = x.out.WriteString(xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	return x, err
}

func (x *xlsxWriter) Row(cells []Cell) error {
	x.row++
	if x.row > MaxRows {
		return tooLarge(0, "a workbook has at most 1048576 rows: ask for CSV", "工作簿最多 1048576 行,请导出 CSV")
	}
	fmt.Fprintf(x.out, `<row r="%d">`, x.row)
	for i, c := range cells {
		if c.Text == "" {
			continue
		}
		ref := letters(i) + strconv.Itoa(x.row)
		if c.Number {
			fmt.Fprintf(x.out, `<c r="%s"><v>%s</v></c>`, ref, c.Text)
			continue
		}
		style := ""
		if runs(c.Text) {
			style = ` s="1"`
		}
		fmt.Fprintf(x.out, `<c r="%s"%s t="inlineStr"><is><t xml:space="preserve">`, ref, style)
		if err := xml.EscapeText(x.out, []byte(short(c.Text))); err != nil {
			return err
		}
		_, _ = x.out.WriteString(`</t></is></c>`) // the writer keeps its error
	}
	_, err := x.out.WriteString("</row>")
	return err
}

func (x *xlsxWriter) Close() error {
	if _, err := x.out.WriteString("</sheetData></worksheet>"); err != nil {
		return err
	}
	if err := x.out.Flush(); err != nil {
		return err
	}
	return x.zip.Close()
}

// short cuts what no cell can hold, and says so by its end.
func short(text string) string {
	if len(text) <= MaxCell {
		return text
	}
	if r := []rune(text); len(r) > MaxCell {
		return string(r[:MaxCell-1]) + "…"
	}
	return text
}

// letters is the name of a column: 0 is A, 27 is AB.
func letters(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letters(i/26-1) + letters(i%26)
}
