package sheet

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoded reads a file as UTF-8 from its beginning.
func decoded(f io.ReadSeeker, name string) (io.Reader, error) {
	enc, err := encodingOf(f, strings.ToLower(name))
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if enc == nil {
		return transform.NewReader(f, unicode.BOMOverride(transform.Nop)), nil
	}
	return transform.NewReader(f, unicode.BOMOverride(enc.NewDecoder())), nil
}

// encodingOf is nil for UTF-8. A file is UTF-8 if all of it is: of GB18030 the
// first Chinese character may stand in the last row.
func encodingOf(f io.ReadSeeker, name string) (encoding.Encoding, error) {
	switch name {
	case "utf-8", "utf8":
		return nil, nil
	case "gb18030", "gbk", "gb2312":
		return simplifiedchinese.GB18030, nil
	case "utf-16", "utf16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	case "", "auto":
	default:
		return nil, bad("usage", 0, "the encodings are utf-8, gb18030 and utf-16", "编码可为 utf-8、gb18030 或 utf-16")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	head := make([]byte, 2)
	if n, _ := io.ReadFull(f, head); n == 2 && (bytes.Equal(head, []byte{0xff, 0xfe}) || bytes.Equal(head, []byte{0xfe, 0xff})) {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	fits, err := allUTF8(f)
	if err != nil || fits {
		return nil, err
	}
	return simplifiedchinese.GB18030, nil
}

func allUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		n += kept
		part := buf[:n]
		// A character may be cut by the end of the buffer.
		for kept = 0; kept < utf8.UTFMax-1 && len(part) > 0 && !utf8.FullRune(lastRune(part)); kept++ {
			part = part[:len(part)-1]
		}
		if !utf8.Valid(part) {
			return false, nil
		}
		kept = copy(buf, buf[len(part):n])
		if err == io.EOF {
			return kept == 0, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// lastRune is from the beginning of the last character on.
func lastRune(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			return b[i:]
		}
	}
	return b[len(b)-1:]
}
