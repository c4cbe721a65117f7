package sheet

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"os"
	"path"
	"strings"
)

// book is an XLSX: an archive of XML parts (ECMA-376).
type book struct {
	file    *os.File
	parts   map[string]*zip.File
	strings []string
	dates   []bool // by style: whether a number of it is a date
	base    int    // day 0 of the dates, in days before 1899-12-30
}

const maxParts = 10_000

func openXLSX(f *os.File, size int64, opt Options) (rows, error) {
	z, err := zip.NewReader(f, size)
	if err != nil || len(z.File) > maxParts {
		return nil, badXLSX("it is no archive, or damaged")
	}
	b := &book{file: f, parts: map[string]*zip.File{}}
	for _, part := range z.File {
		b.parts[part.Name] = part
	}
	sheet, err := b.find(opt.Sheet)
	if err != nil {
		return nil, err
	}
	return b.open(sheet)
}

func badXLSX(why string) error {
	return bad("bad_xlsx", 0, "the workbook cannot be read: "+why, "无法读取工作簿")
}

// part opens a part for reading token by token.
func (b *book) part(name string, limit int64) (*tokens, error) {
	f := b.parts[name]
	if f == nil {
		return nil, badXLSX("it has no " + name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, badXLSX(err.Error())
	}
	t := &tokens{closer: r, budget: &budget{r: r, left: maxPiece, total: limit}, size: int64(f.UncompressedSize64)}
	t.dec = xml.NewDecoder(t.budget)
	return t, nil
}

// tokens reads XML without ever holding more than one piece of it.
type tokens struct {
	dec    *xml.Decoder
	budget *budget
	closer io.Closer
	size   int64
}

func (t *tokens) next() (xml.Token, error) {
	t.budget.left = maxPiece
	tok, err := t.dec.RawToken()
	if _, ours := err.(*xml.SyntaxError); ours {
		err = badXLSX(err.Error())
	}
	return tok, err
}

// each calls fn for each beginning of an element.
func (b *book) each(name string, fn func(xml.StartElement)) error {
	t, err := b.part(name, maxPart)
	if err != nil {
		return err
	}
	for {
		tok, err := t.next()
		if err == io.EOF {
			return t.closer.Close()
		}
		if err != nil {
			_ = t.closer.Close() // nothing was written
			return err
		}
		if start, ok := tok.(xml.StartElement); ok {
			fn(start)
		}
	}
}

// attr is an attribute by its local name, "" when it is not there.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// find returns the part of a sheet, of the first one for "".
func (b *book) find(name string) (part string, err error) {
	var id string
	var names []string
	err = b.each("xl/workbook.xml", func(e xml.StartElement) {
		switch {
		case e.Name.Local == "workbookPr" && (attr(e, "date1904") == "1" || attr(e, "date1904") == "true"):
			b.base = -1462 // the other calendar begins in 1904
		case e.Name.Local == "sheet":
			title := attr(e, "name")
			if names = append(names, title); id == "" && (name == "" && attr(e, "state") == "" || name == title) {
				id = attrOf(e, "r", "id")
			}
		}
	})
	if err == nil && id == "" {
		err = bad("no_sheet", 0, "there is no such sheet; there are: "+strings.Join(names, ", "), "没有该工作表,现有:"+strings.Join(names, "、"))
	}
	if err != nil {
		return "", err
	}
	err = b.each("xl/_rels/workbook.xml.rels", func(e xml.StartElement) {
		if attr(e, "Id") == id {
			part = inBook(attr(e, "Target"))
		}
	})
	return part, err
}

// attrOf is an attribute with a prefix.
func attrOf(e xml.StartElement, prefix, name string) string {
	for _, a := range e.Attr {
		if a.Name.Space == prefix && a.Name.Local == name {
			return a.Value
		}
	}
	return attr(e, name)
}

func inBook(target string) string {
	if strings.HasPrefix(target, "/") {
		return target[1:]
	}
	return path.Join("xl", target)
}

func (b *book) open(sheet string) (rows, error) {
	if err := b.readStrings(); err != nil {
		return nil, err
	}
	if err := b.readStyles(); err != nil {
		return nil, err
	}
	t, err := b.part(sheet, maxFile)
	if err != nil {
		return nil, err
	}
	return &xlsxRows{book: b, t: t}, nil
}
