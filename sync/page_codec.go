package changesync

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Encode makes the bytes of a page. The items go in as they are: checksums
// are over the exact bytes of values, which a JSON encoder may escape anew.
func (p *Page) Encode() ([]byte, error) {
	items := p.Items
	head := *p
	head.Items = []json.RawMessage{}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&head); err != nil {
		return nil, err
	}
	b := bytes.TrimRight(buf.Bytes(), "\n")
	const empty = `"items":[]`
	at := bytes.Index(b, []byte(empty)) // the only key before it that holds text is the epoch
	out := make([]byte, 0, len(b)+pageSize(items))
	out = append(out, b[:at+len(empty)-1]...)
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, item...)
	}
	return append(out, b[at+len(empty)-1:]...), nil
}

func pageSize(items []json.RawMessage) (n int) {
	for _, i := range items {
		n += len(i) + 1
	}
	return n
}

// MaxPageBytes is the largest page a device accepts.
const MaxPageBytes = 16 << 20

// DecodePage reads a page; the items stay as they are. It is not strict as the
// readers of what comes from devices are: a record may hold two fields that
// only a newer version tells apart by their case, or a value that stands
// deeper in a page than in its changeset. Refusing either would stop every
// device that may see it.
func DecodePage(raw []byte) (*Page, error) {
	if len(raw) > MaxPageBytes {
		return nil, fail(CodeTooLarge, fmt.Sprintf("a page may have %d bytes", MaxPageBytes))
	}
	if !utf8.Valid(raw) {
		return nil, malformed("page", errors.New("not UTF-8"))
	}
	p := &Page{}
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, malformed("page", err)
	}
	for i := range p.Checksums {
		sum, err := strconv.ParseUint(p.Checksums[i].Hex, 16, 64)
		if err != nil {
			return nil, malformed("page", err)
		}
		p.Checksums[i].Sum = sum
	}
	return p, nil
}
