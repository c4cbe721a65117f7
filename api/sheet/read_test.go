package sheet_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"fieldsync/api/sheet"
	"fieldsync/models"
)

func file(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read reads all rows, each as "number|cell|cell".
func read(t *testing.T, path string, opt sheet.Options) (out []string, err error) {
	t.Helper()
	table, err := sheet.Open(path, opt)
	if err != nil {
		return nil, err
	}
	defer func() { _ = table.Close() }()
	for {
		r, err := table.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, strings.Join(append([]string{string(rune('0' + r.Number))}, r.Cells...), "|"))
	}
}

func code(err error) string {
	var coded *models.Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return ""
}

// TestCSVAsSpreadsheetsWriteIt: encodings, separators, quotes, line ends, and
// rows counted as a person sees them.
func TestCSVAsSpreadsheetsWriteIt(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("编号,名称\n1,杭州市\n")
	if err != nil {
		t.Fatal(err)
	}
	late, err := simplifiedchinese.GB18030.NewEncoder().String("a,b\n" + strings.Repeat("1,2\n", 40_000) + "3,杭州\n")
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("编号\t名称\r\n1\t杭州\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text, sep, enc string
		want           []string
	}{
		"utf-8":           {"编号,名称\n1,杭州\n", "", "", []string{"1|编号|名称", "2|1|杭州"}},
		"mark":            {"\ufeff编号,名称\r\n1,杭州", "", "", []string{"1|编号|名称", "2|1|杭州"}},
		"gb18030":         {gb, "", "", []string{"1|编号|名称", "2|1|杭州市"}},
		"gb18030, told":   {gb, "", "gbk", []string{"1|编号|名称", "2|1|杭州市"}},
		"utf-16":          {wide, "", "", []string{"1|编号|名称", "2|1|杭州"}},
		"semicolons":      {"a;b,c\n1;2,5\n", ";", "", []string{"1|a|b,c", "2|1|2,5"}},
		"found semicolon": {"a;b;c\n1;\"2;x\";3\n", "", "", []string{"1|a|b|c", "2|1|2;x|3"}},
		"tabs":            {"a\tb\n1\t2\n", "", "", []string{"1|a|b", "2|1|2"}},
		"quotes":          {"a,b\n\"x\ny, \"\"z\"\"\",2\n", "", "", []string{"1|a|b", "2|x\ny, \"z\"|2"}},
		"quote inside":    {"a\n5\" pipe\n", "", "", []string{"1|a", "2|5\" pipe"}},
		"old line ends":   {"a,b\r1,2\r", "", "", []string{"1|a|b", "2|1|2"}},
		"empty lines":     {"a,b\n\n,\n1,2\n\n", "", "", []string{"1|a|b", "4|1|2"}},
		"formula":         {"a\n=1+1\n", "", "", []string{"1|a", "2|=1+1"}},
		"nothing":         {"", "", "", nil},
	} {
		got, err := read(t, file(t, []byte(c.text)), sheet.Options{Separator: c.sep, Encoding: c.enc})
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	got, err := read(t, file(t, []byte(late)), sheet.Options{})
	if err != nil || !strings.HasSuffix(got[len(got)-1], "3|杭州") {
		t.Errorf("Chinese at the end: %q, %v", got[len(got)-1], err)
	}
}

func TestBadFilesAreRefusedByName(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		opt     sheet.Options
		want    string
	}{
		"open quote":    {"a\n\"x\n", sheet.Options{}, "open_quote"},
		"long row":      {"a\n" + strings.Repeat("x,", 600<<10), sheet.Options{}, "too_large"},
		"wide row":      {"a\n" + strings.Repeat("x,", 600), sheet.Options{}, "too_large"},
		"long cell":     {"a\n" + strings.Repeat("x", 40_000), sheet.Options{}, "too_large"},
		"not utf-8":     {"a\n\xff\xfe\xff", sheet.Options{Encoding: "utf-8"}, "bad_encoding"},
		"not gb18030":   {"a\n\xff\xff", sheet.Options{}, "bad_encoding"},
		"zero byte":     {"a\nx\x00y\n", sheet.Options{}, "bad_encoding"},
		"encoding":      {"a\n", sheet.Options{Encoding: "latin9"}, "usage"},
		"separator":     {"a\n", sheet.Options{Separator: "x"}, "usage"},
		"old workbook":  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", sheet.Options{}, "old_xls"},
		"broken book":   {"PK\x03\x04xxxx", sheet.Options{}, "bad_xlsx"},
		"no such sheet": {book(t), sheet.Options{Sheet: "没有"}, "no_sheet"},
	} {
		if _, err := read(t, file(t, []byte(c.content)), c.opt); code(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := sheet.Open(t.TempDir(), sheet.Options{}); code(err) != "no_file" {
		t.Errorf("a folder: %v", err)
	}
}
