package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fieldsync/api/sheet"
)

// book is a workbook as another program writes it.
func book(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	fail(t, err)
	pattern := `yyyy"年"m"月"`
	own, err := f.NewStyle(&excelize.Style{CustomNumFmt: &pattern})
	fail(t, err)
	red := `[Red]0.00"d"`
	money, err := f.NewStyle(&excelize.Style{CustomNumFmt: &red})
	fail(t, err)
	fail(t, f.SetSheetName("Sheet1", "客户"))
	for cell, v := range map[string]any{
		"A1": "编号", "B1": "日期", "C1": "金额", "D1": "是否", "E1": "公式",
		"A2": "007", "B2": 42500, "C2": 0.1 + 0.2, "D2": true,
		"A3": 13800000001, "B3": 42500.25, "C3": -12.5, "D3": false,
		"A5": 110101199003078888, "B5": 42491, "C5": 1e20,
	} {
		fail(t, f.SetCellValue("客户", cell, v))
	}
	fail(t, f.SetCellStyle("客户", "B2", "B3", date))
	fail(t, f.SetCellStyle("客户", "B5", "B5", own))
	fail(t, f.SetCellStyle("客户", "C3", "C3", money))
	fail(t, f.SetCellFormula("客户", "E2", "1+1"))
	fail(t, f.SetCellStr("客户", "E3", "=1+1"))
	var out bytes.Buffer
	fail(t, f.Write(&out))
	return out.String()
}

func fail(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestReadsAWorkbook(t *testing.T) {
	got, err := read(t, file(t, []byte(book(t))), sheet.Options{Sheet: "客户"})
	want := []string{
		"1|编号|日期|金额|是否|公式",
		"2|007|2016-05-10|0.3|TRUE|=1+1",
		"3|13800000001|2016-05-10 06:00:00|-12.5|FALSE|=1+1",
		"5|1.1010119900307888E+17|2016-05-01|1E+20",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestWritesWhatOthersRead: what is written is opened by another program and
// by our own, and no text becomes a formula.
func TestWritesWhatOthersRead(t *testing.T) {
	rows := [][]sheet.Cell{
		{{Text: "名称"}, {Text: "金额"}},
		{{Text: "=HYPERLINK(\"http://x\")"}, {Text: "-12.50", Number: true}},
		{{Text: "+1"}, {Text: "@a"}, {Text: " -2+3"}, {Text: "=1"}, {Text: "a\n\"b\", <c>&"}},
		{{Text: strings.Repeat("长", sheet.MaxCell+5)}},
	}
	want := []string{"1|名称|金额", "2|=HYPERLINK(\"http://x\")|-12.5", "3|+1|@a| -2+3|=1|a\n\"b\", <c>&"}
	for name, make := range map[string]func(io.Writer) (sheet.Writer, error){"csv": sheet.NewCSV, "xlsx": sheet.NewXLSX} {
		var out bytes.Buffer
		w, err := make(&out)
		fail(t, err)
		for _, r := range rows {
			if name == "csv" && len(r[0].Text) > 1000 {
				continue
			}
			fail(t, w.Row(r))
		}
		fail(t, w.Close())
		got, err := read(t, file(t, out.Bytes()), sheet.Options{})
		fail(t, err)
		if name == "csv" {
			for _, raw := range []string{"'=HYPERLINK", "'+1", "'@a", "' -2+3", "'=1", ",-12.50\r\n"} {
				if !strings.Contains(out.String(), raw) {
					t.Errorf("csv has no %s: %s", raw, out.String())
				}
			}
			for i := range got {
				parts := strings.Split(got[i], "|")
				for j := range parts {
					parts[j] = sheet.Plain(parts[j])
				}
				got[i] = strings.ReplaceAll(strings.Join(parts, "|"), "-12.50", "-12.5")
			}
		} else {
			checkOther(t, out.Bytes(), rows)
		}
		if !slices.Equal(got[:3], want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func checkOther(t *testing.T, raw []byte, rows [][]sheet.Cell) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	fail(t, err)
	got, err := f.GetRows("Sheet1")
	fail(t, err)
	for i, r := range rows[:3] {
		for j, c := range r {
			if want := strings.TrimSuffix(c.Text, "0"); got[i][j] != c.Text && got[i][j] != want {
				t.Errorf("row %d has %q, want %q", i, got[i][j], c.Text)
			}
		}
	}
	if formula, err := f.GetCellFormula("Sheet1", "A2"); err != nil || formula != "" {
		t.Errorf("a formula: %q, %v", formula, err)
	}
	id, err := f.GetCellStyle("Sheet1", "A2")
	fail(t, err)
	if q := f.Styles.CellXfs.Xf[id].QuotePrefix; q == nil || !*q {
		t.Error("a text that looks like a formula is not marked as text")
	}
	if n := len([]rune(got[3][0])); n != sheet.MaxCell {
		t.Errorf("a cell of %d characters", n)
	}
}

// bomb is a workbook in which one part unpacks to so many bytes.
func bomb(t *testing.T, part, before, filler, after string, bytesOf int) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for name, text := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row r="1"><c t="s"><v>0</v></c></row></sheetData></worksheet>`,
		"xl/sharedStrings.xml":       `<sst><si><t>a</t></si></sst>`,
	} {
		if name == part {
			continue
		}
		w, err := z.Create(name)
		fail(t, err)
		_, err = io.WriteString(w, text)
		fail(t, err)
	}
	w, err := z.Create(part)
	fail(t, err)
	_, err = io.WriteString(w, before)
	fail(t, err)
	block := strings.Repeat(filler, 1+(1<<20)/len(filler))
	for n := 0; n < bytesOf; n += len(block) {
		_, err = io.WriteString(w, block)
		fail(t, err)
	}
	_, err = io.WriteString(w, after)
	fail(t, err)
	fail(t, z.Close())
	return out.Bytes()
}

// TestBombsAreRefusedSmall: a small file that unpacks to a large one is refused
// before it fills the memory.
func TestBombsAreRefusedSmall(t *testing.T) {
	const sheet1, texts = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
	for name, raw := range map[string][]byte{
		"one text":       bomb(t, texts, "<sst><si><t>", "x", "</t></si></sst>", 64<<20),
		"one value":      bomb(t, sheet1, "<worksheet><sheetData><row><c><v>", "1", "</v></c></row></sheetData></worksheet>", 64<<20),
		"pieces":         bomb(t, sheet1, "<worksheet><sheetData><row><c><v>", "1<!---->", "</v></c></row></sheetData></worksheet>", 12<<20),
		"many columns":   bomb(t, sheet1, "<worksheet><sheetData><row>", "<c><v>1</v></c>", "</row></sheetData></worksheet>", 2<<20),
		"one tag":        bomb(t, sheet1, "<worksheet><sheetData><row r=\"", "1", "\"/></sheetData></worksheet>", 64<<20),
		"a long table":   bomb(t, sheet1, "<worksheet><sheetData>", `<row r="1048577"><c><v>1</v></c></row>`, "</sheetData></worksheet>", 1<<20),
		"a large styles": bomb(t, "xl/styles.xml", "<styleSheet>", `<numFmt numFmtId="7" formatCode="y"/>`, "</styleSheet>", 12<<20),
	} {
		path := file(t, raw)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		table, err := sheet.Open(path, sheet.Options{})
		for err == nil {
			_, err = table.Next()
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if code(err) != "too_large" {
			t.Errorf("%s: %v", name, err)
		}
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 16<<20 {
			t.Errorf("%s: holds %d MiB", name, grown>>20)
		}
	}
}
